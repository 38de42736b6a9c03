import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from members import actions
from members.models import Organisation, Role, User


@pytest.fixture
def founded(db: None, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("found_association", "Kaikuliitto ry", "Aino@Example.org", person="Aino Alku")
    return capsys.readouterr().out


def test_founding_makes_the_association_and_its_first_administrator(founded: str) -> None:
    assert list(Organisation.objects.values_list("kind", "name_fi")) == [
        ("association", "Kaikuliitto ry")
    ]
    aino = User.objects.get()
    assert (aino.email, aino.name, aino.has_usable_password()) == (
        "aino@example.org",
        "Aino Alku",
        False,
    )
    assert [home.organisation.name_fi for home in aino.homes] == ["Kaikuliitto ry"]
    assert {role for _, role in aino.standing.roles} == {"admin", "office"}
    assert aino.is_staff
    assert founded.startswith("Kaikuliitto ry: Aino Alku is its administrator.")


def test_founding_twice_changes_nothing(founded: str) -> None:
    actions.end_role(Role.objects.get(role="office"), None)
    before = list(Role.objects.order_by("pk").values())

    call_command("found_association", "Kaikuliitto ry", "aino@example.org")

    assert list(Role.objects.order_by("pk").values()) == before
    assert list(User.objects.values_list("name", flat=True)) == ["Aino Alku"]


@pytest.mark.parametrize(
    "name, email",
    [("Toinen liitto", "aino@example.org"), ("Kaikuliitto ry", "toinen@example.org")],
)
def test_a_second_association_or_founder_is_refused(founded: str, name: str, email: str) -> None:
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        call_command("found_association", name, email)

    assert str(refusal.value) == "There is an association already: Kaikuliitto ry."
    assert (Organisation.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.parametrize("name, email", [("Liitto ry", "not an address"), (" ", "a@example.org")])
def test_founding_needs_a_name_and_an_address(db: None, name: str, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("found_association", name, email)

    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)
