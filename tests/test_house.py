"""The rules of the house that no linter knows, held against everything in the tree; and each
guard held against something bad, so that none can be there without ever saying a word."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pghistory.models
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps
from django.utils.translation import gettext_lazy as _

from members.models import User
from tests.guards import paths, python, rows, templates

ROOT = Path(__file__).parent.parent
NOT_OURS = {"__pycache__", "staticfiles", "test-results", "var"}
TEXTS = {".css", ".html", ".js", ".md", ".po", ".py", ".sh", ".svg", ".toml", ".txt", ".yml", ""}


def _files() -> Iterator[Path]:
    for folder, inner, names in ROOT.walk():
        inner[:] = [name for name in inner if name[0] != "." and name not in NOT_OURS]
        yield from ((folder / name).relative_to(ROOT) for name in names if name[0] != ".")


FILES = sorted(_files())
APPS = {path.parts[0] for path in FILES if path.match("*/__init__.py")} - {"tests"}
MODULES = [path for path in FILES if path.suffix == ".py" and "migrations" not in path.parts]
OURS = [path for path in MODULES if path.parts[0] in APPS]
VIEWS = [path for path in OURS if path.name.startswith("views") or path.parent.name == "views"]
PAGES = [path for path in FILES if path.suffix == ".html"]
LETTERS = [path for path in FILES if path.suffix == ".txt" and "templates" in path.parts]
MODELS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in APPS and not issubclass(model, pghistory.models.Event)
]


def _found(guard: Callable[[str], list[str]], files: list[Path]) -> list[str]:
    return [f"{path}:{finding}" for path in files for finding in guard((ROOT / path).read_text())]


def _nothing(found: Iterable[str]) -> None:
    if lines := list(found):
        pytest.fail("\n".join(lines), pytrace=False)


# --- the tree ------------------------------------------------------------------


def test_every_kind_of_file_is_there() -> None:
    assert all([VIEWS, PAGES, MODELS])
    assert {"portal", "members"} <= APPS


def test_views_reach_rows_only_through_the_person_asking() -> None:
    _nothing(_found(python.roads_to_rows, VIEWS))


def test_work_waits_for_the_commit() -> None:
    outside_tasks = [path for path in OURS if path.name != "tasks.py"]

    _nothing(_found(python.calls_that_do_not_wait, outside_tasks))


def test_there_is_one_door_to_the_post() -> None:
    door = Path("portal/lib/mail.py")
    others = [path for path in OURS if path != door and path.parts[0] != "communications"]

    _nothing(_found(python.roads_to_the_post, others))


def test_imports_stand_at_the_top() -> None:
    _nothing(_found(python.late_imports, OURS))


def test_nothing_is_left_unfinished() -> None:
    _nothing(_found(python.unfinished_words, [p for p in FILES if p.suffix in TEXTS]))


def test_files_stay_small() -> None:
    measured = [path for path in FILES if path.suffix in paths.LIMITS]
    ours = [path for path in measured if "migrations" not in path.parts]

    _nothing(str(path) for path in ours if paths.too_long(path, (ROOT / path).read_text()))


def test_no_file_is_a_place_for_anything() -> None:
    _nothing(str(path) for path in MODULES if paths.is_a_place_for_anything(path))


def test_every_word_of_a_template_is_translated() -> None:
    """But for 500.html: it says the same in three languages, for nothing can be asked then."""
    pages = [path for path in PAGES if path.name != "500.html"]

    _nothing(_found(templates.bare_words, pages))
    _nothing(_found(lambda source: templates.bare_words(source, is_html=False), LETTERS))


def test_no_template_asks_for_what_the_policy_refuses() -> None:
    _nothing(_found(templates.forbidden_marks, PAGES))


def test_sentences_do_not_hold_line_breaks() -> None:
    _nothing(_found(templates.untrimmed_sentences, PAGES + LETTERS))


def test_numbers_of_rows_are_written_without_spaces() -> None:
    _nothing(_found(templates.spaced_numbers, PAGES))


@pytest.mark.parametrize(
    "guard",
    [
        rows.bare_names,
        rows.nameless_ways_back,
        rows.constraints_that_say_nothing,
        rows.side_doors,
    ],
)
def test_models_speak(guard: Callable[[rows.Model], list[str]]) -> None:
    _nothing(finding for model in MODELS for finding in guard(model))


@pytest.mark.parametrize("app", sorted({model._meta.app_label for model in MODELS}))
def test_every_personal_field_is_declared(app: str) -> None:
    """In `<app>/privacy.py`: PERSONAL says why we have it and how long."""
    has_privacy = (ROOT / app / "privacy.py").exists()
    privacy = import_module(f"{app}.privacy") if has_privacy else None
    personal = getattr(privacy, "PERSONAL", {})
    ours = [model for model in MODELS if model._meta.app_label == app]

    own = {name for name in personal if name.count(".") == 1}  # the others are of libraries
    _nothing(rows.undeclared(ours, own, getattr(privacy, "NOT_PERSONAL", set())))
    _nothing(name for name, said in personal.items() if not all(said))


def test_migrations_are_made(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# --- the guards themselves -------------------------------------------------------


@pytest.mark.parametrize("path, limit", [("a/b.py", 400), ("a/b.html", 120), ("static/b.css", 600)])
def test_a_file_that_is_too_long_is_found(path: str, limit: int) -> None:
    assert paths.too_long(Path(path), "\n" * (limit + 1))
    assert not paths.too_long(Path(path), "\n" * limit)


def test_a_place_for_anything_is_found() -> None:
    places = ["members/utils.py", "members/signals.py", "core/models.py", "a/services/b.py"]
    rooms = ["members/models/people.py", "portal/lib/mail.py", "members/corer.py"]

    assert [path for path in places + rooms if paths.is_a_place_for_anything(Path(path))] == places


BAD_VIEW = """
from members.models import Organisation, Role
from members import models

def organisation_detail(request, pk):
    every = Organisation.objects.all()
    one = get_object_or_404(Organisation, pk=pk)
    other = shortcuts.get_object_or_404(models.Organisation, pk=pk)
    others = Organisation.objects.visible_to(other.user)
    manager = Organisation.objects
    hidden = Organisation._default_manager.get(pk=pk)
    aside = Role.given_to(request.user)
    connection.cursor()
    return Organisation.objects.raw("SELECT 1")

class OrganisationDetail(DetailView):
    model = Organisation
"""
GOOD_VIEW = """
from members.models import Affiliation, Organisation

def organisation_detail(request, pk):
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible.with_line(), pk=pk)
    own = get_object_or_404(request.user.affiliations, pk=pk)
    kind = Organisation.Kind.SITE
    return render(request, "x.html", {"own": own, "organisation": organisation, "kind": kind})

def readyz(request):
    connection.cursor()
"""


def test_a_view_that_takes_another_road_is_found() -> None:
    assert python.roads_to_rows(GOOD_VIEW) == []
    assert {finding.split(":")[0] for finding in python.roads_to_rows(BAD_VIEW)} == {
        *("6", "7", "8", "9", "10", "11", "12", "13", "14", "16")
    }


@pytest.mark.parametrize(
    "guard, bad, good",
    [
        (python.calls_that_do_not_wait, "tell.delay(1)", "tell.delay_on_commit(1)"),
        (python.calls_that_do_not_wait, "tell.apply_async([1])", "tell.delay"),
        (python.roads_to_the_post, "from django.core.mail import send_mail", "import mail"),
        (python.roads_to_the_post, "from django.core import mail", "from portal.lib import mail"),
        (python.roads_to_the_post, "import smtplib", "import smuggling"),
        (python.late_imports, "def f():\n    if a:\n        import b", "if a:\n    import b"),
        (python.unfinished_words, "x = 1  # TO" + "DO: y", "x = todo(user)"),
    ],
)
def test_each_guard_of_python_finds_the_bad_and_leaves_the_good(
    guard: Callable[[str], list[str]], bad: str, good: str
) -> None:
    assert len(guard(bad)) == 1
    assert guard(good) == []


BARE = """
<p>Hello</p>
<p>{{ n|default:"None yet" }}</p>
<p>{% comment %}hidden{% endcomment %} {% translate "Shown" %} seen</p>
<img alt="A face" src="{% static "a.svg" %}">
<button aria-label="Close {{ name }}">{{ sign }}</button>
<input type="submit" value="Send">
{% include "_card.html" with heading="members" %}
{% include "_card.html" with note="Nobody is here" %}
{% if a %}{% translate "One" %}{% else %}Two{% endif %}
<a title="{% if a %}One{% endif %}">{{ a }}</a>
<p>{% firstof a "Three" %}</p>
{% blocktranslate trimmed %}All of this is{% endblocktranslate %} fine
"""
SPOKEN = """
{% load i18n static %}{# a note #}
<p title="{% translate "Hello" %}" class="{% if a %}one{% else %}two{% endif %}">
  {% blocktranslate trimmed count n=n %}{{ n }} <b>thing</b>{% plural %}{{ n }} things
  {% endblocktranslate %} &middot; &nbsp;–&nbsp; {{ a|date:"j.n.Y" }} {{ b|default:"–" }}
  {{ c|default:_("None yet") }} Unisono <i lang="sv">På svenska</i></p>
{% include "_card.html" with heading=heading icon="ok" class="btn btn-link" %}
<a aria-expanded="{{ open|yesno:"true,false" }}" href="https://example.org">{{ a }}</a>
<script nonce="{{ csp_nonce }}">const words = "none of these are read";</script>
"""


def test_every_bare_word_is_found() -> None:
    lines = [int(finding.split(":")[0]) for finding in templates.bare_words(BARE)]

    assert lines == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert templates.bare_words(SPOKEN) == []
    assert templates.bare_words("Hello {{ a }}\n{{ b }}", is_html=False) == ["1: Hello \ufffc"]


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color: red">',
        "{% blocktranslate %}<b style='x'>{{ a }}</b>{% endblocktranslate %}",
        "<style>p { color: red }</style>",
        "<script>1</script>",
        '<script src="{% static "js/a.js" %}"></script>',
        '<a onclick="go()">',
        '<a hx-on:click="go()">',
        '<a href="javascript:go()">',
        '<img src="https://example.org/a.png">',
        '<link href="//example.org/a.css">',
        '<svg><use xlink:href="http://example.org/a.svg#b"></use></svg>',
        '<form action="https://example.org/">',
        "{{ text|safe }}",
        "{% autoescape off %}{{ text }}{% endautoescape %}",
    ],
)
def test_each_forbidden_mark_is_found(bad: str) -> None:
    assert len(templates.forbidden_marks(f"\n{bad}")) == 1


def test_what_the_policy_allows_is_left_alone() -> None:
    allowed = """
        <svg xmlns="http://www.w3.org/2000/svg"><use href="{% static "i.svg" %}#a"></use></svg>
        <a href="https://example.org/">{{ a }}</a> <img src="data:image/png;base64,xx" alt="">
        <script src="{% static "js/a.js" %}" {% csp_nonce_attr %} defer></script>
        <button popovertarget="menu" name="one">{{ safe }}</button>"""

    assert templates.forbidden_marks(allowed) == []


def test_a_sentence_with_line_breaks_is_found() -> None:
    source = "\n{% blocktranslate with a=b %}x{% endblocktranslate %}"

    assert templates.untrimmed_sentences(source) == ["2: blocktranslate with a=b"]
    assert templates.untrimmed_sentences(source.replace("with", "trimmed with")) == []


def test_a_number_with_spaces_is_found() -> None:
    source = '{{ place.pk }} {{ pk }} {{ a.b_id }} {{ pk|stringformat:"d" }} {% url "x" a.pk %}'
    assert templates.spaced_numbers(source) == [
        "1: {{ place.pk }}",
        "1: {{ pk }}",
        "1: {{ a.b_id }}",
    ]


@isolate_apps("members")
def test_a_model_that_does_not_speak_is_found() -> None:
    class Bad(models.Model):
        class Kind(models.TextChoices):
            ONE = "one"

        person = models.ForeignKey(User, models.CASCADE, verbose_name=_("person"))
        kind = models.CharField("kind", max_length=3, choices=Kind)
        note = models.TextField()
        email = models.EmailField(_("email address"), help_text="Yours.")

        every = models.Manager()

        class Meta:
            app_label = "members"
            verbose_name = _("name")
            indexes = [models.Index(fields=["kind"], name="by_kind")]
            constraints = [
                models.CheckConstraint(condition=models.Q(kind="one"), name="kind_is_one"),
                models.UniqueConstraint(
                    fields=["note"], name="bad_note_is_its_own", violation_error_message="No."
                ),
            ]

    assert rows.bare_names(Bad) == [
        "members.Bad: verbose_name_plural",
        "members.Bad.kind",
        "members.Bad.kind: one",
        "members.Bad.note",
        "members.Bad.email: help_text",
        "members.Bad: bad_note_is_its_own",
    ]
    assert rows.nameless_ways_back(Bad) == ["members.Bad.person: related_name"]
    assert rows.constraints_that_say_nothing(Bad) == [
        "members.Bad: kind_is_one",
        "members.Bad: by_kind",
        "members.Bad: kind_is_one has no message",
    ]
    assert rows.side_doors(Bad) == ["members.Bad.every"]


@isolate_apps("members")
def test_a_personal_field_without_a_line_is_found() -> None:
    class Seat(models.Model):
        person = models.ForeignKey(User, models.PROTECT)
        state = models.CharField(choices=[("free", "free")])
        number = models.IntegerField()
        needs = models.JSONField()
        email = models.EmailField()

        class Meta:
            app_label = "members"

    class Room(models.Model):
        name = models.TextField()

        class Meta:
            app_label = "members"

    assert rows.undeclared([Seat, Room], {"Seat.needs", "Seat.gone"}, {"Room"}) == [
        "Seat.person",
        "Seat.email",
        "Seat.gone: no such thing",
    ]
    assert rows.undeclared([Room], set(), set()) == ["Room.name"]
