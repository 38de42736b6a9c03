"""The pages of delegation that the stories do not pass, looked at in three languages."""

import datetime

import pytest
from django.utils import timezone

from members.actions.confirmations import open_year
from members.models import Organisation, User
from tests.browser import Watch, look
from tests.factories import (
    make_affiliation,
    make_contact_point,
    make_invitation,
    make_person,
    make_role,
    make_user,
)
from tests.flows.conftest import NewContext
from tests.flows.test_account_pages import in_three_languages, speak
from tests.flows.test_answering import enter


@pytest.fixture
def pages(koivuranta: Organisation, kaisa: User, ritva: User, outi: User) -> dict[str, str]:
    """Each by its name: where it is, and where the invitations are of which only the link knows."""
    now, kalle = timezone.now(), make_person(koivuranta, "head", name="Kalle Kanto")
    new = {"invited_by": kalle, "title": "pianonsoiton lehtori"}
    unseen = {"checked_at": None, "token_sha256": None, "sent_at": None, "expires_at": None}
    check = make_invitation(koivuranta, "", name="Otto Purola", **new | unseen)
    make_invitation(koivuranta, "waits", name="Saara Seljavaara", **new)
    make_invitation(koivuranta, "over", name="Eeva Vanha", **new | {"expires_at": now})
    make_invitation(koivuranta, "no", name="Eero Ei", declined_at=now, **new)
    request = koivuranta.join_requests.create(
        user=make_user(name="Anni Tuulenmäki"),
        message="pianonsoiton tuntiopettaja elokuusta alkaen",
    )
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    stand_in = make_affiliation(organisation=koivuranta, user=make_user(name="Sami Sijainen"))
    make_role(affiliation=stand_in, role="deputy", until_on=tomorrow)
    gone = make_affiliation(organisation=koivuranta, until_on=timezone.localdate())
    make_contact_point(koivuranta, label="toimisto")
    make_contact_point(koivuranta, kind="visit", value="Musiikkikatu 1, 00100 Koivuranta")
    open_year(2026, timezone.localdate(), outi)
    return {
        "outi check": f"/members/invitations/{check.pk}/check/",
        "outi ended": f"/members/places/{gone.pk}/",
        "kaisa request": f"/members/requests/{request.pk}/",
        "kaisa own-place": kaisa.affiliations.get().place_url,
        "kaisa join": "/me/join/",
        "kaisa other-reader": "/invitation/waits/",
        "nobody invited": "/invitation/waits/",
        "nobody expired": "/invitation/over/",
        "nobody declined": "/invitation/no/",
        "nobody unknown": "/invitation/none/",
    }


@in_three_languages
def test_each_page_is_looked_at(
    pages: dict[str, str],
    kaisa: User,
    outi: User,
    new_context: NewContext,
    watches: list[Watch],
    base_url: str,
    language: str,
) -> None:
    windows = {
        "kaisa": enter(new_context(), kaisa, base_url),
        "outi": enter(new_context(), outi, base_url),
        "nobody": new_context().new_page(),
    }
    for status in ("410", "404"):  # an invitation that is over, and one that never was
        watches[2].allow(f"status of {status}")
    for page in windows.values():
        speak(page, base_url, language)
    for name, url in pages.items():
        who, what = name.split()
        page = windows[who]
        page.goto(f"{base_url}{url}")
        look(page, f"{who}-{what}")
