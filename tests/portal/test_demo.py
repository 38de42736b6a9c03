"""The demonstration federation: whole, valid, fictional, and ready to be signed in to."""

import csv
import json
import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from communications.bulletin import bulletin
from communications.emails import newsletter_prefix
from communications.models import Letter, Newsletter, Question, Subscription, Topic
from communications.recipients import seats_of_today, subscribers
from communications.todo import todo
from members import audit
from members.models import Affiliation, AuditSeal, Erasure, Membership, Organisation, Role, User
from members.roles import fits
from portal.demo.accounts import ACCOUNTS, write_accounts
from portal.demo.seed import seed
from portal.privacy.erasures import hindrances
from surveys.models import Answer, Response, Round, Snapshot, Transition

PROJECT = Path(__file__).resolve().parents[2]
ANSWERS = [Round, Response, Answer, Transition, Snapshot]
MODELS = [Organisation, Membership, User, Affiliation, Role, Letter, *ANSWERS]


def rows() -> dict[str, list[dict[str, Any]]]:
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS
    }


def person(email: str) -> User:
    return User.objects.get(email__startswith=email)


# --- what there is --------------------------------------------------------------------------------


def test_the_federation_has_its_size(made: dict[str, int]) -> None:
    assert made == {
        "organisations": 48,
        "member organisations": 16,
        "people": 65,
        "measures of the strategy": 15,
        "answers to the yearly collection": 32,
        "releases of figures": 3,
        "topics of newsletters": 3,
        "pieces of news": 7,
        "newsletters": 2,
        "documents in the library": 4,
        "questions to the office": 2,
    }
    assert Counter(Organisation.objects.values_list("kind", flat=True)) == {
        "association": 1,
        "provider": 17,
        "institution": 18,
        "site": 6,
        "partner": 4,
        "authority": 2,
    }
    sizes = Counter(
        Affiliation.objects.live()
        .filter(organisation__in=Organisation.objects.members())
        .values_list("organisation", flat=True)
    )
    assert len(sizes) == 16
    assert (min(sizes.values()), max(sizes.values())) == (2, 8)


def test_the_federation_speaks_three_languages(made: dict[str, int]) -> None:
    languages: dict[str, set[str]] = {}
    staff = Affiliation.objects.live().filter(organisation__in=Organisation.objects.members())
    for school, language in staff.values_list("organisation__name_fi", "user__language"):
        languages.setdefault(school, set()).add(language)

    assert {school for school, spoken in languages.items() if spoken == {"sv"}} == {
        "Granholmin musiikkiopisto",
        "Skärlundan musiikkiopisto",
        "Ekfjärdin tanssiopisto",
    }
    assert {school for school, spoken in languages.items() if spoken == {"fi", "sv"}} == {
        "Aallonharjan konservatorio",
        "Kaarnalahden musiikki- ja tanssiopisto",
    }
    assert User.objects.filter(language="en").exists()


def test_the_board_of_seven_comes_from_member_schools(made: dict[str, int]) -> None:
    board = User.objects.filter(affiliations__roles__role__in=["board", "chair"])

    assert Counter(Role.objects.filter(role__in=["board", "chair"]).values_list("role")) == {
        ("board",): 6,
        ("chair",): 1,
    }
    assert [len(member.homes) for member in board] == [2] * 7
    assert all(member.standing.is_member for member in board)


def test_the_office_has_an_administrator_and_a_sender(made: dict[str, int]) -> None:
    office = Affiliation.objects.live().filter(roles__role="office")

    assert sorted(sorted(each.roles.values_list("role", flat=True)) for each in office) == [
        ["admin", "office"],
        ["office"],
        ["office", "sender"],
    ]


def test_a_member_may_be_a_site_of_a_college_of_many_fields(made: dict[str, int]) -> None:
    [site] = Organisation.objects.members().filter(kind="site")

    assert [place.kind for place in site.line()] == ["site", "institution", "provider"]


# --- that it is whole -----------------------------------------------------------------------------


def test_every_row_is_valid_and_every_role_fits(made: dict[str, int]) -> None:
    for model in MODELS:
        for row in model._default_manager.all():
            row.full_clean()
    misfits = [
        role
        for role in Role.objects.all()
        if not fits(role.role, role.affiliation.organisation.kind)
    ]
    assert misfits == []


def test_roles_lie_within_their_places(made: dict[str, int]) -> None:
    for role in Role.objects.select_related("affiliation"):
        place = role.affiliation
        assert role.from_on >= place.from_on
        assert place.until_on is None or (role.until_on and role.until_on <= place.until_on)


def test_the_addresses_are_reserved_for_examples(made: dict[str, int]) -> None:
    domains = {email.partition("@")[2] for email in User.objects.values_list("email", flat=True)}

    assert [d for d in domains if not d.endswith((".example.org", ".example.com"))] == []


def test_nobody_has_a_password_yet(made: dict[str, int]) -> None:
    assert [user for user in User.objects.all() if user.has_usable_password()] == []


@pytest.fixture(scope="module")
def real_names() -> set[str]:
    """Organisations and municipalities that exist, from the public registers beside the project."""
    data = Path(os.environ.get("UNISONO_DATA") or PROJECT.parent / "shared" / "data")
    if not (data / "register").is_dir():
        pytest.skip(f"The public registers are not at {data}; UNISONO_DATA tells where they are.")
    hierarchy = data / "register" / "organisaatiopalvelu_hierarkia_koski_mock.json"
    tables = [*(data / "register").glob("*.csv"), *(data / "codes").glob("kunnat_*.csv")]
    return {
        name.casefold()
        for names in (
            names_of_organisations(json.loads(hierarchy.read_text())["organisaatiot"]),
            *map(names_in_table, tables),
        )
        for name in names
    }


def names_of_organisations(organisations: list[dict[str, Any]]) -> Iterator[str]:
    for organisation in organisations:
        yield from organisation.get("nimi", {}).values()
        yield from names_of_organisations(organisation.get("children", []))


def names_in_table(table: Path) -> Iterator[str]:
    with table.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            for column, name in row.items():
                if "name" in column or column in {"nimi", "koulutuksen_jarjestaja"}:
                    yield name


def test_no_organisation_and_no_municipality_is_real(
    real_names: set[str], made: dict[str, int]
) -> None:
    assert {"tampereen konservatorio", "espoo", "esbo", "espoon aikuislukio"} <= real_names
    fields = ("name_fi", "name_sv", "name_en", "municipality")
    ours = {name for names in Organisation.objects.values_list(*fields) for name in names if name}

    assert {name for name in ours if name.casefold() in real_names} == set()


# --- that it loads once, quickly, and only where it may --------------------------------------------


def test_seeding_twice_changes_nothing(made: dict[str, int]) -> None:
    before = rows()

    assert seed() == {}
    assert rows() == before


# --- the accounts ---------------------------------------------------------------------------------


def test_there_is_an_account_for_each_role(made: dict[str, int], tmp_path: Path) -> None:
    file = tmp_path / "var" / "demo.json"

    accounts = write_accounts("http://localhost:8123", file)

    assert [account["role"] for account in accounts] == [
        "office", "admin", "board", "head", "key_contact", "respondent", "teacher", "stranger",
        "partner",
    ]  # fmt: skip
    assert json.loads(file.read_text()) == {"url": "http://localhost:8123", "accounts": accounts}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len({account["password"] for account in accounts}) == 9
    for account in accounts:
        assert authenticate(
            RequestFactory().post("/"), email=account["email"], password=account["password"]
        ) == User.objects.get(email=account["email"])


def test_each_account_stands_where_its_role_says(made: dict[str, int]) -> None:
    assert {
        role: {(str(home.organisation.name_fi), *sorted(r.role for r in home.roles.all())) for home in person(email).homes}
        for role, email in ACCOUNTS.items()
    } == {
        "office": {("Kaikuliitto ry", "office", "sender")},
        "admin": {("Kaikuliitto ry", "admin", "office")},
        "board": {("Saarnilaakson konservatorio", "collegium", "head"), ("Kaikuliitto ry", "board")},
        "head": {("Koivurannan konservatorio", "collegium", "head")},
        "key_contact": {("Koivurannan konservatorio", "key_contact")},
        "respondent": {("Koivurannan konservatorio", "survey")},
        "teacher": {("Koivurannan konservatorio",)},
        "stranger": {("Granholmin musiikkiopisto", "key_contact")},
        "partner": {("Koivurannan kaupunginorkesteri",)},
    }  # fmt: skip
    assert {role: person(email).language for role, email in ACCOUNTS.items()} == dict.fromkeys(
        ACCOUNTS, "fi"
    ) | {"stranger": "sv"}
    assert {role for role, email in ACCOUNTS.items() if not person(email).standing.is_member} == {
        "office",
        "admin",
        "partner",
    }


def test_passwords_are_kept_between_runs(made: dict[str, int], tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    first = write_accounts("http://localhost:1", file)
    before = rows()

    assert write_accounts("http://localhost:2", file) == first
    assert rows() == before
    assert json.loads(file.read_text())["url"] == "http://localhost:2"


def test_only_a_password_that_no_longer_opens_is_made_anew(
    made: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "demo.json"
    first = write_accounts("http://localhost:1", file)
    head = person(ACCOUNTS["head"])
    head.set_password("changed by the visitor")
    head.save()

    again = write_accounts("http://localhost:1", file)

    assert [a["role"] for a, b in zip(again, first, strict=True) if a != b] == ["head"]
    assert person(ACCOUNTS["head"]).check_password(again[3]["password"])


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"accounts": [{"role": "office"}]}'])
def test_a_lost_or_broken_file_is_made_anew(
    made: dict[str, int], tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "demo.json"
    if text is not None:
        file.write_text(text)
        file.chmod(0o644)

    accounts = write_accounts("http://localhost:1", file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert person(ACCOUNTS["partner"]).check_password(accounts[-1]["password"])
    assert len(accounts) == 9


def test_the_demonstrations_letters_show_what_may_go_wrong(made: dict[str, int]) -> None:
    """A key contact whose colleague's address does not work, and a letter that may have arrived."""
    silent = person("petra.ylikyla")
    jaana, outi = person("jaana.honkapuro"), person("outi.rantakivi")
    (held,) = Letter.objects.held()

    def urls(user: User) -> list[str]:
        return [task.url for task in todo(user, seats_of_today())]

    assert urls(jaana) == [f"/letters/address/{silent.affiliations.get().pk}/"]
    assert Subscription.objects.wishes().count() == 1
    assert urls(outi) == [
        f"/office/communications/letter/{held.pk}/change/",
        "/office/communications/subscription/?is_wish__exact=1&until_at__isempty=1",
        f"/questions/{Question.objects.waiting().get().pk}/",
        f"/newsletters/desk/{Newsletter.objects.get(state='ready').pk}/",
    ]


def test_the_demonstrations_log_is_sealed_and_somebody_asks_to_be_erased(
    made: dict[str, int],
) -> None:
    assert [seal.count for seal in AuditSeal.objects.all()] == [3]
    assert audit.check() == []
    assert Erasure.objects.open().get().person.name == "Mirela Dobrescu"
    assert list(hindrances(Erasure.objects.get().person)) == []


def test_the_demonstration_has_sent_a_newsletter_and_has_news_for_each(
    made: dict[str, int],
) -> None:
    """Nothing of it waits in the outbox; who is in doubt has no second copy."""
    sent = Newsletter.objects.get(state="sent")
    letters = Letter.objects.filter(key__startswith=newsletter_prefix(sent))

    assert Counter(letters.values_list("state", flat=True)) == {
        "sent": len(subscribers(sent.topic)) - 1,
        "committing": 1,
    }
    assert Letter.objects.filter(state="queued").count() == 0
    seen = {
        name: bulletin(person(name)) for name in ("jaana.honkapuro", "henrik.vagstrom", "lauri")
    }
    assert {name: ([*map(str, each.pinned)], len(each.latest)) for name, each in seen.items()} == {
        "jaana.honkapuro": (["Portaali on suljettu lauantaiaamuna"], 3),
        "henrik.vagstrom": (["Portaali on suljettu lauantaiaamuna"], 3),
        "lauri": ([], 2),
    }


def test_the_demonstrations_newsletters_have_readers_inside_and_outside(
    made: dict[str, int],
) -> None:
    monthly, everybody, principals = (
        {reader.address for reader in subscribers(Topic.objects.get(slug=slug))}
        for slug in ("jasenkirje", "uutiset", "rehtorit")
    )

    assert person("jaana.honkapuro").email in monthly
    assert person("hannele.vesikallio").email not in monthly
    assert everybody == {"toimitus@sointusanomat.example.org", person("maija.salovaara").email}
    assert person("hannele.vesikallio").email in principals
    assert person("jaana.honkapuro").email not in principals
    assert Subscription.objects.wishes().get().user == person("jaana.honkapuro")
