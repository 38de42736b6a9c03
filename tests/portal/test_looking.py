"""Looking changes nothing. A scanner of mail opens every link of every letter, and each of them is
an address of the portal: so every address is opened twice, and the database is as it was."""

from django.db import connection

from communications.message import message_of
from communications.models import Letter
from tests.factories import make_letter, make_topic
from tests.portal.test_access import ADDRESSES, OURS, World, asked, world

__all__ = ["world"]

#: What a look may write: that one was here, and what one was refused or has taken along.
TRACES = {
    *("django_session", "usersessions_usersession", "members_auditevent", "reports_download"),
}
Content = dict[str, list[tuple[object, ...]]]


def content() -> Content:
    """All that stands in the database, table by table."""
    tables = [name for name in connection.introspection.table_names() if name != "portal_cache"]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t ORDER BY 1")  # noqa: S608
            found[table] = cursor.fetchall()
    return found


def test_a_scanner_that_opens_every_address_twice_changes_nothing(world: World) -> None:
    """It has no session; of tokens it has those that letters hold."""
    client, before = world.client("nobody"), content()
    for url in addresses_of(world, "own", "other") * 2:
        client.get(url)
        client.head(url)

    assert changed(before) == set()


def test_who_is_signed_in_changes_nothing_by_looking(world: World) -> None:
    client, before = world.client("kaisa"), content()
    for url in addresses_of(world, "own"):
        client.get(url)

    assert changed(before) <= TRACES


def test_what_changes_is_found(world: World) -> None:
    before = content()
    Letter.objects.update(subject="x")

    assert changed(before) == {"communications_letter"}


def addresses_of(world: World, *schools: str) -> list[str]:
    found = [asked(each, world.schools[name])[0] for name in schools for each in OURS.values()]
    assert len(found) > 100
    return found


def changed(before: Content) -> set[str]:
    return {table for table, rows in content().items() if rows != before[table]}


def test_the_links_of_a_newsletter_are_addresses_of_the_portal(db: None) -> None:
    """Its way out too, which its head says to mail programs."""
    letter = make_letter(kind=Letter.Kind.NEWSLETTER, topic=make_topic(), because="x")
    mail = message_of(letter)
    [link] = [line.rpartition(" ")[2] for line in mail.body.splitlines() if "/u/" in line]

    assert mail.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert "communications:unsubscribe" in {address.name for address in ADDRESSES}
