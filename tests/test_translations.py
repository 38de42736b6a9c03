"""Every sentence of the code and of the templates is there in Finnish and in Swedish. English is
what the code says: it has no catalogue of its own, and needs none."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django.contrib.admin
import polib
import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

ROOT = Path(__file__).parent.parent
TRANSLATED = ["fi", "sv"]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+ 0#]*[\d.]*[a-zA-Z%]|\{\w*\}|</?[a-z]+")
SAID_BY_SCRIPT = re.compile(r"\bgettext(?:_noop)?\(\s*[\"']([^\"']+)[\"']")
Key = tuple[str | None, str, str]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """What the code and the templates ask for, as Django's own makemessages finds it."""
    if not shutil.which("xgettext"):
        message = "xgettext is missing (Debian: apt-get install gettext)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    tree = tmp_path_factory.mktemp("sources")
    (tree / "locale").mkdir()
    sources = {path.parent for path in ROOT.glob("*/__init__.py")} - {ROOT / "tests"}
    for folder in [*sources, ROOT / "templates"]:
        shutil.copytree(folder, tree / folder.name)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale=xx", "--keep-pot"],
        cwd=tree,
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        check=True,
        capture_output=True,
    )
    return polib.pofile(str(tree / "locale/django.pot"))


def catalogue(language: str, folder: str = "locale", domain: str = "django") -> polib.POFile:
    return polib.pofile(str(ROOT / folder / language / f"LC_MESSAGES/{domain}.po"))


def faults(asked: polib.POFile, catalogue: polib.POFile) -> list[str]:
    """What is wrong with a catalogue, a sentence for each."""
    wanted, there = _keys(asked), _keys(catalogue)
    forms = re.match(r"nplurals=(\d+);", catalogue.metadata.get("Plural-Forms", ""))
    return [
        *(f"{msgid!r} is missing" for _, msgid, _ in wanted.keys() - there.keys()),
        *(f"{msgid!r} is asked by nobody" for _, msgid, _ in there.keys() - wanted.keys()),
        *(f"{entry.msgid!r} is obsolete" for entry in catalogue.obsolete_entries()),
        *([] if forms else ["Plural-Forms is missing"]),
        *(
            f"{entry.msgid!r} {fault}"
            for entry in there.values()
            for fault in _faults(entry, int(forms[1]) if forms else 0)
        ),
    ]


def _keys(file: polib.POFile) -> dict[Key, polib.POEntry]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural): entry
        for entry in file
        if not entry.obsolete
    }


def _faults(entry: polib.POEntry, forms: int) -> Iterator[str]:
    texts = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "is fuzzy"
    if not all(text.strip() for text in texts):
        yield "is not translated"
    if entry.msgid_plural and len(texts) != forms:
        yield f"has {len(texts)} of {forms} plural forms"
    allowed = [_placeholders(text) for text in (entry.msgid, entry.msgid_plural) if text]
    for text in texts:
        if text and _placeholders(text) not in allowed:
            yield f"has other placeholders: {text!r}"
        if "!" in text:
            yield f"shouts: {text!r}"


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(asked: polib.POFile, language: str) -> None:
    if found := faults(asked, catalogue(language)):
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_sentences_of_libraries_are_the_same_in_both_languages(domain: str) -> None:
    finnish, swedish = (catalogue(each, "locale/libraries", domain) for each in TRANSLATED)

    assert faults(finnish, swedish) == faults(swedish, finnish) == []


@pytest.mark.parametrize("folder", ["locale", "locale/libraries"])
@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_translated_is_what_people_read(language: str, folder: str) -> None:
    """The compiled catalogue is new, and no other package's sentence comes before ours."""
    entries = catalogue(language, folder)
    with translation.override(language):
        others = [entry for entry in entries if _read(entry) != _written(entry)]

    assert [entry.msgid for entry in others] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_scripts_of_the_admin_speak_the_language(as_outi: Client, language: str) -> None:
    scripts = Path(django.contrib.admin.__file__).parent.glob("static/admin/js/*/*.js")
    said = {text for script in scripts for text in SAID_BY_SCRIPT.findall(script.read_text())}
    as_outi.cookies["django_language"] = language
    [catalog] = re.findall(
        r"const newcatalog = ({.*?});", as_outi.get("/office/jsi18n/").content.decode(), re.DOTALL
    )

    assert said
    assert said - json.loads(catalog).keys() == set()


def test_english_is_what_the_code_says(asked: polib.POFile) -> None:
    with translation.override("en"):
        others = [entry for entry in asked if _read(entry) != [entry.msgid, entry.msgid_plural]]

    assert [entry.msgid for entry in others] == []
    assert not (ROOT / "locale/en").exists()


def _read(entry: polib.POEntry) -> list[str]:
    """What a reader gets for one and for two; for two nothing where there is no plural."""
    context, one, two = entry.msgctxt, entry.msgid, entry.msgid_plural
    if two and context:
        return [npgettext(context, one, two, n) for n in (1, 2)]
    if two:
        return [ngettext(one, two, n) for n in (1, 2)]
    return [pgettext(context, one) if context else gettext(one), ""]


def _written(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr, ""]


# --- the guard itself ----------------------------------------------------------------

ASKED = """
msgid "Hello %(name)s"
msgstr ""

msgid "Welcome"
msgstr ""

msgid "%(n)s thing"
msgid_plural "%(n)s things"
msgstr[0] ""
msgstr[1] ""
"""
HEADER = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
GOOD = """
msgid "Hello %(name)s"
msgstr "Hei %(name)s"

msgid "Welcome"
msgstr "Tervetuloa"

msgid "%(n)s thing"
msgid_plural "%(n)s things"
msgstr[0] "%(n)s asia"
msgstr[1] "%(n)s asiaa"
"""


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("Hei %(name)s", "Hei %(nimi)s", "'Hello %(name)s' has other placeholders: 'Hei %(nimi)s'"),
        ("Hei %(name)s", "Hei", "'Hello %(name)s' has other placeholders: 'Hei'"),
        ("Tervetuloa", "", "'Welcome' is not translated"),
        ("Tervetuloa", "Tervetuloa!", "'Welcome' shouts: 'Tervetuloa!'"),
        ('msgid "Welcome"', '#, fuzzy\nmsgid "Welcome"', "'Welcome' is fuzzy"),
        ('msgstr[1] "%(n)s asiaa"', "", "'%(n)s thing' has 1 of 2 plural forms"),
        ("%(n)s asiaa", "", "'%(n)s thing' is not translated"),
        ('msgid "Welcome"\nmsgstr "Tervetuloa"', "", "'Welcome' is missing"),
        (
            HEADER,
            HEADER + '\nmsgid "Farewell"\nmsgstr "Hei hei"\n',
            "'Farewell' is asked by nobody",
        ),
        (HEADER, HEADER + '\n#~ msgid "Old"\n#~ msgstr "Vanha"\n', "'Old' is obsolete"),
    ],
)
def test_each_fault_is_found(old: str, new: str, fault: str) -> None:
    asked, good = polib.pofile(ASKED), HEADER + GOOD

    assert faults(asked, polib.pofile(good)) == []
    assert old in good
    assert faults(asked, polib.pofile(good.replace(old, new))) == [fault]
