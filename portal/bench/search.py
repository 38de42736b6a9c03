"""A search across more than there will be: 100,000 documents, 300 organisations and 5,000 people,
by somebody who sees a part of it. It is made for the measurement and taken back after it."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from django.db import connection, transaction
from django.urls import reverse

from communications.models import Document, DocumentVersion
from communications.models.audiences import Audience
from portal.bench import directory
from portal.bench.collections import open_page, person
from portal.bench.measuring import Figure, milliseconds, p95, queries, signed_in

DOCUMENTS, TIMES = 100_000, 40
BATCH = 10_000
#: What is looked for, and in how many of the documents it is found.
ASKED = {
    "a word of one document": "asiakirjaan 777",
    "a word of every tenth": "orkesterit",
    "a word of all": "opetussuunnitelma",
    "the beginning of a name": "mittausko",
}
SUBJECTS = (
    *("orkesteri", "kuoro", "kamarimusiikki", "tanssiteos", "säestys", "soitinvuokraus"),
    *("pääsykoe", "kesäkurssi", "mestarikurssi", "konserttisali"),
)


def measure() -> Iterator[Figure]:
    with transaction.atomic():
        client = signed_in(person(directory.made(), "survey"))
        _make_documents()
        pages = {
            name: partial(open_page, client, f"{reverse('search')}?{urlencode({'q': words})}")
            for name, words in ASKED.items()
        }
        for name, page in pages.items():
            page()
            times = [milliseconds(page) for _ in range(TIMES)]
            yield Figure(f"search for {name}, p95", p95(times), "ms", 150)
        yield Figure("search", max(queries(page) for page in pages.values()), "queries", 20)
        transaction.set_rollback(True)


def _make_documents() -> None:
    """Every third one is for the office alone."""
    for start in range(0, DOCUMENTS, BATCH):
        documents = Document.objects.bulk_create(
            Document(
                kind="guide",
                title_fi=f"Asiakirja {n}",
                title_sv=f"Dokument {n}",
                about_fi=f"Opetussuunnitelma ja {SUBJECTS[n % 10]} vuonna {2000 + n % 26}.",
                about_sv=f"Läroplanen för läsåret {2000 + n % 26}.",
                audience=Audience.MEMBERS if n % 3 else Audience.OFFICE,
            )
            for n in range(start, min(start + BATCH, DOCUMENTS))
        )
        DocumentVersion.objects.bulk_create(
            DocumentVersion(
                document=document,
                number=1,
                format="pdf",
                content=b"%PDF-1.7 %%EOF",
                size=14,
                sha256="0" * 64,
            )
            for document in documents
        )
    with connection.cursor() as cursor:  # as the database itself does a minute after such a load
        cursor.execute("ANALYZE communications_document, communications_documentversion")
