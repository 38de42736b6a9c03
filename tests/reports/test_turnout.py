"""Who has answered, as the board reads it."""

from members.models import Organisation, User
from reports.turnout import Square, turnout
from surveys.actions.responses import submit
from surveys.models import FormVersion, Response
from tests.surveys.factories import make_response, make_round


def approve(*responses: Response) -> None:
    Response.objects.filter(pk__in=[each.pk for each in responses]).update(state="approved")


def test_who_sent_in_time_is_told_and_who_sent_nothing_is_lacking(
    answer: Response, granholmen: Organisation, head: User
) -> None:
    submit(answer, head)
    approve(answer)
    make_response(granholmen, answer.round)

    found = turnout("vuosi", "2026")

    assert found is not None
    assert (found.asked, found.accepted, found.on_time, found.share) == (2, 1, 1, 50)
    assert [(line.name, line.state) for line in found.lines] == [
        ("Granholmin musiikkiopisto", Square("ei luvuissa", "lack")),
        ("Koivurannan konservatorio", Square("ajoissa")),
    ]


def test_nobody_is_late_in_what_was_brought_along(
    koivuranta: Organisation, form: FormVersion
) -> None:
    response = make_response(koivuranta, make_round(form, period="2018"))
    approve(response)
    Response.objects.update(source="import")

    found = turnout("vuosi", "2018")

    assert found is not None
    assert (found.asked, found.accepted, found.on_time) == (1, 1, None)
    assert [line.state for line in found.lines] == [Square("tuotu aiemmista")]


def test_what_never_was_asked_has_no_turnout(form: FormVersion) -> None:
    assert turnout("vuosi", "1999") is None
