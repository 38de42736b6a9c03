"""The office writes news and a newsletter, a colleague approves it, it arrives, and a reader opens
the archive; a visitor reads what is public."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from communications.actions.sending import send_due
from communications.actions.subscriptions import subscribe
from communications.models import Letter, Newsletter, Reader, Topic
from communications.tasks import relay
from members.models import User
from portal.bench.post_office import open_post_office
from tests.browser import look
from tests.communications.writing import make_news
from tests.factories import make_association, make_person, make_topic
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.flows.test_letters import in_three_languages, speak
from tests.flows.test_round import press


@pytest.fixture(autouse=True)
def _here(settings: Settings, base_url: str) -> None:
    """Links in letters lead to this server."""
    settings.SITE_URL = base_url


@pytest.fixture
def topic(ritva: User) -> Topic:
    names = {"name_fi": "Jäsenkirje", "name_sv": "Medlemsbrev", "name_en": "Newsletter"}
    made = make_topic("jasenkirje", audience="members", **names)
    subscribe(Reader.of(ritva), made)
    return made


@pytest.fixture
def siiri(db: None) -> User:
    office = make_association()
    return make_person(office, "office", "sender", email="siiri@example.org", name="Siiri Salo")


def write(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"[name={name}]").fill(text)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("input[name=_continue]").click()


def write_news(page: Page, slug: str, audience: str, **words: str) -> None:
    page.goto("/office/communications/newsitem/add/")
    write(page, **words)
    write(page, slug=slug, publish_at_0="1.11.2026", publish_at_1="09:00")
    page.locator("[name=audience]").select_option(audience)
    save(page)


def write_newsletter(page: Page, topic: Topic) -> None:
    page.goto("/newsletters/desk/")
    press(page, "a[href$='/newsletter/add/']")
    page.locator("[name=topic]").select_option(str(topic.pk))
    write(
        page, title_fi="Syksyn kirje", intro_fi="Hei kaikki.", title_sv="Höstbrev", intro_sv="Hej."
    )
    for place, title in (("0", "Uudet"), ("1", "Ovet")):
        if place == "1":
            page.locator("#places-group .add-row a").click()
        page.locator(f"#places-{place} .select2-selection").click()
        page.locator(".select2-search__field").fill(title)
        page.locator(".select2-results__option--highlighted", has_text=title).click()
        page.locator(f"[name=places-{place}-position]").fill(str(int(place) + 1))
    save(page)
    press(page, ".object-tools a[href*='/newsletters/desk/']")


def arrived(reader: User, settings: Settings) -> str:
    """The clock ticks, the letter leaves, and its first link is the archive's."""
    send_due()
    with open_post_office() as office:
        options = {"host": "127.0.0.1", "port": office.server_address[1], "timeout": 5}
        carrier = {"BACKEND": "communications.carriers.SmtpCarrier", "OPTIONS": options}
        settings.MAILERS = settings.MAILERS | {"carrier": carrier}
        relay()
    [taken] = [each for each in office.taken if each["To"] == reader.email]
    lines: list[str] = taken.get_content().replace("\r\n", "\n").splitlines()
    return next(line for line in lines if line.endswith("#1"))


def a_visitor_reads(visitor: Page, url: str, base_url: str) -> None:
    """Members' newsletters lead to the sign-in, and the front page to what is public."""
    visitor.goto(url)
    archive = f"/newsletters/{Newsletter.objects.get().pk}/"
    expect(visitor).to_have_url(f"{base_url}/account/login/?next={archive}#1")
    visitor.goto("/")
    look(visitor, "front")
    press(visitor, ".news .row-link")
    expect(visitor.locator("h1")).to_have_text("Ovet auki")
    assert visitor.request.get("/news/feed.fi.xml").status == 200


def test_a_newsletter_is_written_approved_sent_and_read(
    new_context: NewContext,
    base_url: str,
    settings: Settings,
    topic: Topic,
    outi: User,
    siiri: User,
    ritva: User,
) -> None:
    as_outi, as_siiri, as_ritva = (
        enter(new_context(), user, base_url) for user in (outi, siiri, ritva)
    )
    body = "## Mistä on kyse\n\n**Luvut** ovat [portaalissa](/indicators/).\n\n- yksi\n- kaksi"
    write_news(as_outi, "luvut", "members", title_fi="Uudet luvut", body_fi=body)
    words = {"title_sv": "Öppna dörrar", "body_sv": "Välkommen.", "title_en": "", "body_en": ""}
    write_news(as_outi, "ovet", "public", title_fi="Ovet auki", body_fi="Tervetuloa.", **words)
    press(as_outi, ".object-tools a[href$='/preview/']")
    look(as_outi, "news-preview")
    write_newsletter(as_outi, topic)
    look(as_outi, "newsletter-draft")
    press(as_outi, "main [value=try]")
    press(as_outi, "main [value=hand_over]")
    look(as_outi, "newsletter-handed-over")
    assert Letter.objects.filter(address=outi.email).count() == 2

    as_siiri.goto("/")
    press(as_siiri, ".task .row-link[href^='/newsletters/desk/']")
    look(as_siiri, "newsletter-approve")
    press(as_siiri, "main [value=approve]")
    expect(as_siiri.locator(".notice-ok")).to_be_visible()
    url = arrived(ritva, settings)
    as_siiri.reload()
    look(as_siiri, "newsletter-sent")

    as_ritva.goto(url)
    expect(as_ritva.locator("h1")).to_have_text("Syksyn kirje")
    expect(as_ritva.locator("main .story strong")).to_have_text("Luvut")
    look(as_ritva, "newsletter")
    a_visitor_reads(new_context().new_page(), url, base_url)


@in_three_languages
def test_the_pages_of_news_in_each_language(
    page: Page, base_url: str, topic: Topic, language: str
) -> None:
    """Empty, and with a piece that is there in Finnish only."""
    speak(page, base_url, language)
    for url, name in (("/", "front"), ("/news/", "news"), ("/newsletters/", "newsletters")):
        page.goto(url)
        look(page, f"{name}-empty")
    text = "#### Milloin\n\n> Lauantaina klo 7–8.\n\n1. Tallenna.\n2. Odota."
    make_news(slug="kiinni", title_fi="Portaali on kiinni", body_fi=text, is_pinned=True)
    make_news(title_sv="Nyhet", body_sv="Text.")
    for url, name in (("/", "front"), ("/news/", "news"), ("/news/kiinni/", "news-item")):
        page.goto(url)
        look(page, name)
