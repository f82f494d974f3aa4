"""The words of the interface, their plurals, and a site's own wording."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from collections.abc import Mapping
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from tests.sites import Site

from newsgen.errors import UsageError
from newsgen.words import FOLDER, Words, catalogues, for_language

ARTICLES = ("%(num)s article", "%(num)s articles")
LATIN = {"fr", "es", "de"}
"""Languages in whose script a word may happen to be spelt as in English."""


def counted(words: Words, *numbers: int) -> list[str]:
    return [words.ngettext(*ARTICLES, number) % {"num": number} for number in numbers]


def catalogue(lang: str) -> Catalog:
    with (FOLDER / f"{lang}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def texts_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def ids_of(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_a_message_is_said_in_the_language() -> None:
    assert for_language("ru").gettext("Home") == "Главная"
    assert for_language("fr").gettext("Page not found") == "Page introuvable"


def test_a_region_or_script_of_a_language_uses_its_words() -> None:
    assert for_language("ru-KZ").gettext("Home") == "Главная"
    assert for_language("ky-Cyrl-KG").gettext("Home") == for_language("ky").gettext("Home")


@pytest.mark.parametrize("lang", ["en", "en-GB", "it", "xx"])
def test_a_language_without_a_catalogue_says_it_in_english(lang: str) -> None:
    assert for_language(lang).gettext("Home") == "Home"
    assert counted(for_language(lang), 0, 1, 2) == ["0 articles", "1 article", "2 articles"]


def test_a_message_that_no_catalogue_knows_stays_as_it_is() -> None:
    assert for_language("ru").gettext("Countries") == "Countries"
    assert for_language("ru").ngettext("a film", "films", 1) == "a film"
    assert for_language("ru").ngettext("a film", "films", 2) == "films"


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("ru", ["0 статей", "1 статья", "2 статьи", "5 статей", "11 статей", "21 статья", "112 статей"]),
        ("uk", ["0 статей", "1 стаття", "2 статті", "5 статей", "11 статей", "21 стаття", "112 статей"]),
        ("fr", ["0 article", "1 article", "2 articles", "5 articles", "11 articles", "21 articles", "112 articles"]),
        ("kk", [f"{number} мақала" for number in (0, 1, 2, 5, 11, 21, 112)]),
        ("ar", ["0 مقال", "1 مقال", "2 مقال", "5 مقالات", "11 مقالًا", "21 مقالًا", "112 مقالًا"]),
    ],
)
def test_what_is_counted_takes_the_form_of_its_number(lang: str, shown: list[str]) -> None:
    assert counted(for_language(lang), 0, 1, 2, 5, 11, 21, 112) == shown


@pytest.mark.parametrize("lang", catalogues())
def test_two_numbers_share_a_form_only_where_the_language_lets_them(lang: str) -> None:
    form, plural = c2py(catalogue(lang).plural_expr), Locale(lang).plural_form
    forms_of_category: dict[str, Counter[int]] = {}
    for number in range(1000):
        forms_of_category.setdefault(plural(number), Counter())[form(number)] += 1
    assert all(len(forms) == 1 for forms in forms_of_category.values())
    assert {next(iter(forms)) for forms in forms_of_category.values()} == set(range(catalogue(lang).num_plurals))


def test_a_site_says_it_in_its_own_words() -> None:
    words = for_language("ru", {"Home": "На главную", "Countries": "Страны"})
    assert words.gettext("Home") == "На главную"
    assert words.gettext("Countries") == "Страны"
    assert words.gettext("Archive") == "Архив"
    assert for_language("ru").gettext("Home") == "Главная"


def test_a_site_counts_in_its_own_words() -> None:
    own: Mapping[str, str] = {ARTICLES[0]: "%(num)s report", ARTICLES[1]: "%(num)s reports"}
    assert counted(for_language("en", own), 1, 2) == ["1 report", "2 reports"]
    assert counted(for_language("en", {ARTICLES[0]: "one article"}), 1, 2) == ["one article", "2 articles"]
    assert counted(for_language("ru", {ARTICLES[0]: "%(num)s материал"}), 1, 2, 5) == [
        "1 материал",
        "2 статьи",
        "5 статей",
    ]
    assert counted(for_language("kk", {ARTICLES[1]: "%(num)s хабар"}), 1, 2) == ["1 мақала", "2 хабар"]


@pytest.mark.parametrize("text", ["%(number)s report", "100 % report", "%s report"])
def test_own_words_that_would_break_a_page_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="words for ru"):
        for_language("ru", {ARTICLES[0]: text})


def test_the_digest_changes_with_the_words_and_only_with_them() -> None:
    plain = for_language("ru").digest
    assert for_language("ru", {}).digest == plain
    assert for_language("ru", {"Home": "Главная"}).digest == plain
    assert for_language("ru", {"Home": "На главную"}).digest != plain
    assert for_language("uk").digest != plain


def test_words_survive_the_way_to_a_worker() -> None:
    words = pickle.loads(pickle.dumps(for_language("ru", {"Home": "На главную"})))  # noqa: S301
    assert words.gettext("Home") == "На главную"
    assert counted(words, 5) == ["5 статей"]


@pytest.mark.parametrize("lang", catalogues())
def test_a_translation_has_the_placeholders_of_its_message(lang: str) -> None:
    placeholders = re.compile(r"%(?:\(\w+\))?.?").findall
    for message in catalogue(lang):
        if message.id:
            expected = {tuple(sorted(placeholders(each))) for each in ids_of(message)}
            assert {tuple(sorted(placeholders(text))) for text in texts_of(message)} == expected, message.id


@pytest.mark.parametrize("lang", catalogues())
def test_a_translation_is_translated_and_ends_as_its_message_does(lang: str) -> None:
    for message in catalogue(lang):
        if message.id:
            ids = ids_of(message)
            for text in texts_of(message):
                assert text == text.strip()
                assert text.endswith(".") == ids[0].endswith("."), message.id
                assert text not in ids or lang in LATIN, message.id


@pytest.mark.parametrize("lang", catalogues())
def test_a_catalogue_says_that_no_native_reader_has_checked_it(lang: str) -> None:
    text = (FOLDER / f"{lang}.po").read_text("utf-8")
    assert "# No native reader has checked them yet.\n" in text
    assert '"X-Native-Review: none\\n"' in text
    assert f'"Language: {lang}\\n"' in text


NAMES = """
-- newsgen.yaml --
title: Archive
languages: {en: {}, ar: {title: السجل}, ru: {title: Архив, publisher: Центр}}
-- content/2022-09-28-a.md --
---
title: A
authors: [A, B, C]
---
-- content/2022-09-28-a.ar.md --
---
title: ج
authors: [أحمد, بدر, "ت"]
---
-- content/2022-09-28-a.ru.md --
---
title: А
authors: [А, Б]
---
"""


@pytest.mark.parametrize(
    ("address", "byline", "publisher"),
    [
        ("/", "A, B, and C", "Archive"),
        ("/ar/", "أحمد وبدر وت", "السجل"),
        ("/ru/", "А и Б", "Центр"),
    ],
)
def test_authors_and_publisher_are_named_as_the_language_does(
    tmp_path: Path, address: str, byline: str, publisher: str
):
    site = Site(tmp_path, NAMES)
    site.build()
    page = site.page(f"{address}2022/09/28/a/")
    shown = re.search(r'<p class="byline">(.*?)<span class="date">', page, re.DOTALL)
    assert shown
    assert re.sub("<[^>]*>", "", shown[1]).strip() == byline
    assert f"<p>{byline} (" in page
    assert re.search(r"<p>([^<]*)</p>\n</footer>", page)[1] == publisher  # type: ignore[index]
    assert f'<meta name="citation_publisher" content="{publisher}">' in page
    assert f'"publisher":{{"@type":"NewsMediaOrganization","name":"{publisher}"' in page
    assert f"<author><name>{publisher}</name></author>" in (site.output / address[1:] / "feed.xml").read_text("utf-8")
