"""docs/templates.md and what templates may read say the same."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from newsgen import article, template_functions, views
from newsgen.templating import Templates
from newsgen.theme import default_folder
from newsgen.views import LanguageView, SiteView
from newsgen.words import for_language

TEXT = (Path(__file__).parent.parent / "docs" / "templates.md").read_text("utf-8")

FROM_ARTICLES = (article.Moment, article.Citation, article.Correction, article.Retraction)

DOCUMENTED = {
    value.__name__: value
    for value in (*vars(views).values(), *FROM_ARTICLES)
    # What is copied has no template.
    if isinstance(value, type) and issubclass(value, msgspec.Struct) and value is not views.Copy
}

LANGUAGE = LanguageView("en", "English", "Site", "", "/", "ltr", "long", (), ())
SITE = SiteView("https://example.org/", "/", "en", "UTC", (LANGUAGE,))


def section(heading: str) -> str:
    found = re.search(rf"^(#+) {re.escape(heading)}$(.*?)(?=^#{{1,3}} |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    return found[2] if found else ""


def names_in(text: str) -> list[str]:
    """What stands in code in the first column, without the arguments of a function."""
    return re.findall(r"^\| `([\w.-]+)", text, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_every_field_of_a_view_is_documented_and_nothing_else(name: str) -> None:
    assert names_in(section(name)) == [field.name for field in msgspec.structs.fields(DOCUMENTED[name])]


def test_no_view_is_documented_that_does_not_exist() -> None:
    headings = re.findall(r"^### ([A-Z]\w+)$", TEXT, re.MULTILINE)
    assert set(headings) - {"Functions", "Filters"} == set(DOCUMENTED)


def test_every_template_is_documented_and_nothing_else() -> None:
    pages = {name for name in Templates((str(default_folder()),), SITE).names() if name.endswith(".html")}
    assert set(names_in(section("The templates"))[: len(pages)]) == pages


def test_every_block_of_the_layout_is_documented_in_its_order() -> None:
    blocks = re.findall(r"{% block (\w+)", (default_folder() / "base.html").read_text("utf-8"))
    assert names_in(section("The templates"))[-len(blocks) :] == blocks


def test_every_function_is_documented_and_nothing_else() -> None:
    words = for_language("en")
    functions = {*template_functions.functions(SITE, words), *template_functions.gettext_functions(words)}
    assert set(names_in(section("Functions"))) == functions | {"html", "once"}


def test_every_filter_is_documented_and_nothing_else() -> None:
    assert set(names_in(section("Filters"))) == set(template_functions.filters(LANGUAGE))


def test_every_custom_property_is_documented_and_nothing_else() -> None:
    style = (default_folder() / "assets" / "style.css").read_text("utf-8")
    assert set(names_in(section("How to change colours and type"))) == set(re.findall(r"(--ng-\w+):", style))
