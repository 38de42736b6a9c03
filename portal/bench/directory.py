"""A directory larger than any: 300 organisations and 5,000 people, looked through and searched by
somebody who sees a part of it. It is made for the measurement and taken back after it."""

from collections.abc import Iterator
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.urls import reverse

from members.models import Affiliation, Membership, Organisation, Role, User, Visibility
from members.municipalities import towns
from portal.bench.collections import LONG_AGO, open_page, person
from portal.bench.measuring import Figure, milliseconds, p95, queries, signed_in

SCHOOLS, PEOPLE, TIMES = 300, 5000, 40
ROLES = ("key_contact", "head", "survey", "training", "finance")
ASKED = "?q=henkil%C3%B6+mittaus&role=training"


def measure() -> Iterator[Figure]:
    with transaction.atomic():
        client = signed_in(person(made(), "survey"))
        people = reverse("members:people")
        for name, url in (
            ("directory of 300 organisations", reverse("members:list")),
            ("directory of 5,000 people", people),
            ("search among 5,000 people", people + ASKED),
        ):
            page = partial(open_page, client, url)
            page()
            yield Figure(f"{name}, p95", p95([milliseconds(page) for _ in range(TIMES)]), "ms", 150)
            yield Figure(name, queries(page), "queries", 10)
        transaction.set_rollback(True)


def made() -> Organisation:
    """One of the schools; of the people a third hide their place and another third their title."""
    places = [town.name_fi for town in towns()]
    schools = Organisation.objects.bulk_create(
        Organisation(
            kind="institution", name_fi=f"Mittauskoulu {n}", municipality=places[n % 150 * 2]
        )
        for n in range(SCHOOLS)
    )
    Membership.objects.bulk_create(
        Membership(organisation=school, from_on=LONG_AGO) for school in schools
    )
    secret, marks = make_password(None), Visibility.values
    people = User.objects.bulk_create(
        User(
            email=f"mittaus{n}@example.org",
            name=f"Henkilö {n}",
            password=secret,
            title_visibility=marks[n % 3 and 1],
        )
        for n in range(PEOPLE)
    )
    seats = Affiliation.objects.bulk_create(
        Affiliation(
            user=user,
            organisation=schools[n % SCHOOLS],
            title="opettaja",
            from_on=LONG_AGO,
            visibility=marks[n % 3],
        )
        for n, user in enumerate(people)
    )
    Role.objects.bulk_create(
        Role(affiliation=seat, role=ROLES[n % len(ROLES)], from_on=LONG_AGO)
        for n, seat in enumerate(seats)
    )
    with connection.cursor() as cursor:  # as the database itself does a minute after such a load
        cursor.execute("ANALYZE members_organisation, members_user, members_affiliation")
    return schools[0]
