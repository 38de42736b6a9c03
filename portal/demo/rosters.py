"""A file of people that a key contact has sent in the demonstration, and that waits for choices."""

from collections.abc import Mapping

from members.actions.rosters import request_import, run_import
from members.models import Organisation, User
from portal.lib.spreadsheets import csv_of

ROWS = (
    ("Nimi", "Sähköposti", "Tehtävänimike", "Roolit"),
    ("Ilona Tammisto", "ilona.tammisto@koivuranta.example.org", "pianonsoiton opettaja", ""),
    ("Saara Seljavaara", "saara.s@muualla.example.org", "vieraileva opettaja", ""),
    ("Onni Kaarna", "onni.kaarna koivuranta.example.org", "vahtimestari", ""),
)


def make_rosters(organisations: Mapping[str, Organisation], people: Mapping[str, User]) -> None:
    """Somebody new, somebody whose name is known, and an address with a mistake."""
    school, sender = organisations["koivuranta"], people["Jaana Honkapuro"]
    job = request_import(school, "henkilot.csv", csv_of(ROWS), sender)
    run_import(job.pk)
