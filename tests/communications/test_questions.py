"""People ask the office from any page; it answers, once, in the portal and by letter."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from communications.actions.questions import AnswerNotYours, answer, ask
from communications.models import Letter, Question
from communications.models.questions import page_of_ours
from members.models import Organisation, User
from tests.conftest import signed_in
from tests.factories import make_association, make_contact_point, make_person, make_question


def test_a_question_goes_to_the_office_and_its_answer_comes_back(
    as_ritva: Client, as_outi: Client, ritva: User, koivuranta: Organisation
) -> None:
    page = f"/members/{koivuranta.pk}/"
    footer = as_ritva.get(page + "?q=x").content.decode()
    form = as_ritva.get("/ask/", {"page": page}).content.decode()
    sent = as_ritva.post("/ask/", {"page": page, "text": "Milloin luvut julkaistaan?"})
    question = Question.objects.get()

    assert f'href="/ask/?page={page}"' in footer
    assert f'name="page" value="{page}"' in form
    assert sent["Location"] == f"/questions/{question.pk}/"
    assert (question.asked_by, question.organisation, question.page) == (ritva, koivuranta, page)
    task = as_outi.get("/").content.decode()
    assert f'href="/questions/{question.pk}/">Vastaa kysymykseen' in task
    asked = Letter.objects.get()
    assert (asked.address, "Milloin luvut julkaistaan?" in asked.text, page in asked.text) == (
        "outi@example.org",
        True,
        True,
    )

    done = as_outi.post(f"/questions/{question.pk}/", {"answer": "Syyskuussa."})

    answered = Letter.objects.get(address="ritva@example.org")
    shown = as_ritva.get(f"/questions/{question.pk}/").content.decode()
    assert done.status_code == 302
    assert ("Syyskuussa." in answered.text, "Syyskuussa." in shown) == (True, True)
    assert f"/questions/{question.pk}/" not in as_outi.get("/").content.decode()


def test_only_the_asker_and_the_office_see_a_question(
    ritva: User, kaisa: User, sten: User, outi: User, birgit: User
) -> None:
    question = make_question(ritva)

    told = {
        str(user): (
            signed_in(user).get(question.get_absolute_url()).status_code,
            signed_in(user).post(question.get_absolute_url(), {"answer": "x"}).status_code,
            len(signed_in(user).get("/questions/").context["questions"]),
        )
        for user in (ritva, kaisa, sten, birgit, outi)
    }

    assert told == {
        "Ritva Respo": (200, 404, 1),
        "Kaisa Keto": (404, 404, 0),
        "Sten Strand": (404, 404, 0),
        "Birgit Berg": (404, 404, 0),
        "Outi Oras": (200, 302, 1),
    }
    with pytest.raises(AnswerNotYours):
        answer(make_question(ritva), "x", ritva)


def test_asked_twice_is_asked_once(as_ritva: Client, outi: User) -> None:
    for _ in range(2):
        as_ritva.post("/ask/", {"text": "Missä?"})
    assert (Question.objects.count(), Letter.objects.count()) == (1, 1)
    Question.objects.update(answer="Täällä.", answered_at="2026-11-24T10:00Z")

    as_ritva.post("/ask/", {"text": "Missä?"})

    assert Question.objects.count() == 2


def test_of_two_who_answer_the_first_holds(ritva: User, outi: User, as_outi: Client) -> None:
    question = make_question(ritva)
    answer(question, "Ensimmäinen.", make_person(make_association(), "office", name="Olli Ensi"))

    late = as_outi.post(question.get_absolute_url(), {"answer": "Toinen."})

    html = late.content.decode()
    assert late.status_code == 409
    assert ("Olli Ensi" in html, "Toinen." in html) == (True, True)
    question.refresh_from_db()
    assert question.answer == "Ensimmäinen."
    assert Letter.objects.count() == 1


def test_the_letter_goes_to_the_associations_own_address(ritva: User, outi: User) -> None:
    make_contact_point(make_association(), value="toimisto@kaiku.example.org")
    make_contact_point(ritva.homes[0].organisation, value="koulu@example.org")

    ask(ritva, None, "", "Milloin?")

    assert [each.address for each in Letter.objects.all()] == ["toimisto@kaiku.example.org"]


def test_who_is_no_longer_here_gets_no_letter(ritva: User, outi: User) -> None:
    question = make_question(ritva)
    User.objects.filter(pk=ritva.pk).update(is_active=False)
    answer(question, "Kyllä.", outi)
    Question.objects.update(asked_by=None)

    assert Letter.objects.count() == 0
    assert signed_in(outi).get(question.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "page, kept",
    [
        ("/members/", "/members/"),
        ("/", "/"),
        ("/members/?q=hakusana", ""),
        ("https://evil.example.org/", ""),
        ("//evil.example.org/", ""),
        ("javascript:alert(1)", ""),
        ("/u/abc", ""),
        ("/letters/of/abc/", ""),
        ("/nowhere/", ""),
        ("/members/\u202e/", ""),
        ("/strategy/measures/" + "1" * 400 + "/", ""),
        ("", ""),
    ],
)
def test_only_a_path_of_ours_is_kept(page: str, kept: str) -> None:
    assert page_of_ours(page) == kept


@pytest.mark.parametrize(
    "text, status", [("", 422), ("   ", 422), ("a\0b", 422), ("x" * 1_000_000, 422)]
)
def test_what_cannot_be_sent_is_said_and_nothing_is_kept(
    as_ritva: Client, text: str, status: int
) -> None:
    answer_ = as_ritva.post("/ask/", {"text": text, "page": "/members/"})

    assert answer_.status_code == status
    assert 'name="page" value="/members/"' in answer_.content.decode()
    assert (Question.objects.count(), Letter.objects.count()) == (0, 0)


def test_what_is_written_is_shown_as_words(as_ritva: Client, as_outi: Client) -> None:
    as_ritva.post(
        "/ask/", {"text": "<script>1</script>\r\nBcc: x@example.org", "page": "/\r\nX: y"}
    )
    question = Question.objects.get()
    page = as_outi.get(question.get_absolute_url()).content.decode()

    assert "<script>1" not in page
    assert (question.page, Letter.objects.get().subject.count("\n")) == ("", 0)


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    ritva: User, outi: User, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(n):
        make_question(make_person(ritva.homes[0].organisation), text=f"Kysymys {number}")
    client = signed_in(outi)

    with django_assert_num_queries(6):
        assert len(client.get("/questions/").context["questions"]) == n
