"""Every word that a page shows is in every catalogue."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import newsgen
from newsgen.template_functions import TAXONOMIES
from newsgen.theme import default_folder
from newsgen.words import FOLDER, catalogues

Id = tuple[str, ...]
"""A message, with its plural where it counts."""

KEYWORDS = ("_", "gettext", "ngettext")


def said_by_templates() -> set[Id]:
    found: set[Id] = set()
    for path in default_folder().rglob("*"):
        if path.suffix in {".html", ".xml", ".json", ".txt"}:
            with path.open("rb") as file:
                for _, keyword, message, _ in babel_extract(file, KEYWORDS, [], {"encoding": "utf-8"}):
                    ids = (message,) if isinstance(message, str) else tuple(each for each in message or () if each)
                    found.add(ids[: 2 if keyword == "ngettext" else 1])
    return found


def said_by_code() -> set[Id]:
    """What is given to `word(lang, message)` and `counted(singular, plural, number)`, and the names of taxonomies."""
    found: set[Id] = {(label,) for labels in TAXONOMIES.values() for label in labels}
    for path in Path(newsgen.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                said = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
                if node.func.attr == "word":
                    found |= {(each,) for each in said}
                elif node.func.attr == "counted":
                    found.add(tuple(said))
    return found


@cache
def catalogue(lang: str) -> Catalog:
    with (FOLDER / f"{lang}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def translated(lang: str) -> set[Id]:
    return {
        (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for message in catalogue(lang)
        if message.id and message.string and not message.fuzzy
    }


def test_messages_are_found_in_templates_and_code() -> None:
    assert ("%(num)s article", "%(num)s articles") in said_by_templates()
    assert {("Home",), ("Archive",), ("Authors",)} <= said_by_code()


def test_there_is_a_catalogue_for_each_language_that_is_promised() -> None:
    assert catalogues() == ("ar", "de", "es", "fr", "kk", "ky", "ru", "uk")


@pytest.mark.parametrize("lang", catalogues())
def test_every_message_is_in_the_catalogue(lang: str) -> None:
    assert sorted((said_by_templates() | said_by_code()) - translated(lang)) == []


@pytest.mark.parametrize("lang", catalogues())
def test_the_catalogue_holds_nothing_that_is_never_said(lang: str) -> None:
    assert sorted(translated(lang) - (said_by_templates() | said_by_code())) == []


@pytest.mark.parametrize("lang", catalogues())
def test_a_plural_has_as_many_forms_as_the_language(lang: str) -> None:
    for message in catalogue(lang):
        if message.pluralizable:
            forms = list(message.string or ())
            assert len(forms) == catalogue(lang).num_plurals
            assert all(forms), message.id
