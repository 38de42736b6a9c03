"""The worker that makes forms of files: one that is killed, one that comes back, and the clock."""

import datetime
import signal

import pytest
from django.db import transaction
from django.utils import timezone

from members.models import User
from portal import settings as portal_settings
from portal.celery import app
from portal.lib.jobs import TRIES
from surveys.actions.forms import publish_form
from surveys.actions.imports import import_form, request_import, run_import
from surveys.models import Collection, FormImport, FormVersion
from surveys.tasks import import_forms
from tests.processes import WAITING, process, until
from tests.surveys.factories import BOOK, make_collection, make_form, make_form_import
from tests.surveys.test_imports import FORM, rows, survey, upload_url


@pytest.fixture
def vuosi(db: None) -> Collection:
    return make_collection()


@pytest.fixture
def outi(outi: User) -> User:
    outi.language = "en"
    outi.save()
    return outi


def fate(job: FormImport) -> tuple[str, int, str]:
    job.refresh_from_db()
    return job.status, job.attempts, job.error


def fall_silent(job: FormImport) -> None:
    long_ago = timezone.now() - datetime.timedelta(minutes=2)
    FormImport.objects.filter(pk=job.pk).update(heartbeat_at=long_ago)


def test_the_clock_takes_up_what_was_left_and_twice_does_no_harm(vuosi: Collection) -> None:
    job = make_form_import(vuosi)

    for _ in range(2):
        import_forms()

    assert fate(job) == ("done", 1, "")
    assert job.form_version == FormVersion.objects.get()


def test_the_clock_ticks(db: None) -> None:
    tasks = {each["task"] for each in portal_settings.CELERY_BEAT_SCHEDULE.values()}

    assert "surveys.tasks.import_forms" in tasks
    assert {"surveys.tasks.import_form", "surveys.tasks.import_forms"} <= set(app.tasks)


def test_what_another_worker_does_is_left_to_it(vuosi: Collection) -> None:
    job = make_form_import(vuosi, status="running", heartbeat_at=timezone.now(), attempts=1)

    run_import(job.pk)
    import_forms()

    assert fate(job) == ("running", 1, "")
    assert rows() == []


def test_what_breaks_off_again_and_again_is_given_up(vuosi: Collection, outi: User) -> None:
    job = make_form_import(vuosi, status="running", attempts=TRIES, requested_by=outi)
    fall_silent(job)

    import_forms()

    sentence = "The import has broken off too often. Nothing was changed."
    assert fate(job) == ("failed", TRIES + 1, sentence)
    assert rows() == []


def test_the_sentence_is_in_the_language_of_whoever_sent_the_file(
    vuosi: Collection, sten: User
) -> None:
    """Sten reads Swedish; the worker has no language of its own."""
    job = make_form_import(vuosi, file=b"key;type\na;x\n", requested_by=sten)

    run_import(job.pk)

    assert fate(job) == ("failed", 1, "CSV, B2: Typen ”x” är okänd.")


#: The work of a Celery worker, in a process that can be stopped and killed.
WORKER = """
import django
django.setup()
from surveys.tasks import import_forms
import_forms()
"""
#: What the web server does, where no broker answers.
UPLOAD = """
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from members.models import User
from tests.conftest import signed_in
client = signed_in(User.objects.get(email="outi@example.org"))
file = SimpleUploadedFile("a.csv", b"key;type\\na;integer\\n")
print(client.post("%s", {"file": file}).status_code)
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_another_goes_on() -> None:
    """The first worker is held at the collection, with the form read and the row its own."""
    vuosi = make_collection()
    before = import_form(vuosi, BOOK)
    job = make_form_import(vuosi, file=FORM)
    with transaction.atomic():
        Collection.objects.select_for_update().get()
        with process(WORKER) as worker:
            until(WAITING)
            worker.send_signal(signal.SIGKILL)
    until(f"SELECT 1 WHERE NOT EXISTS ({WAITING})")
    assert fate(job) == ("running", 1, "")
    assert rows() == [(before.pk, before.content_hash)]

    import_forms()
    assert fate(job) == ("running", 1, "")
    fall_silent(job)
    import_forms()

    assert fate(job) == ("done", 2, "")
    assert [pk for pk, _ in rows()] == [before.pk]
    assert job.form_version and job.form_version.content_hash != before.content_hash


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_thought_dead_changes_nothing_when_it_comes_back() -> None:
    """It stands still while it reads. Another does its work, and the form is published."""
    job = make_form_import(file=survey(*(["integer", f"a{n}", "A"] for n in range(1_500))))
    with process(WORKER) as worker:
        until("SELECT 1 FROM surveys_formimport WHERE attempts = 1")
        worker.send_signal(signal.SIGSTOP)
        assert fate(job) == ("running", 1, "")
        fall_silent(job)
        import_forms()
        form = publish_form(FormVersion.objects.get(), None)
        worker.send_signal(signal.SIGCONT)
        worker.wait(60)

    assert fate(job) == ("done", 2, "")
    assert rows() == [(form.pk, form.content_hash)]


@pytest.mark.django_db(transaction=True)
def test_without_the_broker_the_file_is_kept_and_waits_for_the_clock(outi: User) -> None:
    vuosi = make_collection()

    with process(UPLOAD % upload_url(vuosi), REDIS_URL="redis://127.0.0.1:9/0") as web:
        said, _ = web.communicate(timeout=60)

    assert (said.split(), web.returncode) == ([b"302"], 0)
    import_forms()
    assert fate(FormImport.objects.get()) == ("done", 1, "")


def test_the_same_file_from_two_people_is_one_import(
    vuosi: Collection, outi: User, sten: User
) -> None:
    jobs = {request_import(vuosi, "a.csv", BOOK, each).pk for each in (outi, sten)}

    assert len(jobs) == 1


def test_a_published_form_is_frozen_for_imports_too(vuosi: Collection) -> None:
    form = make_form(make_collection(code="muu"))

    run_import(make_form_import(form.collection).pk)

    form.refresh_from_db()
    assert [each.state for each in form.collection.form_versions.order_by("number")] == [
        "published",
        "draft",
    ]
