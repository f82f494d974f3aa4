"""A site's own words of the interface."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Site

FILES = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org/
languages: [en, ru, it]
-- content/a.md --
---
title: A
date: 2022-01-02
tags: [court]
---
Text.
-- content/a.ru.md --
---
title: А
date: 2022-01-02
tags: [суд]
---
Text.
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", FILES)


def test_a_word_of_the_site_s_own_stands_in_templates_and_in_the_breadcrumb(site: Site):
    site.write("templates/words.yaml", "ru: {Tags: Темы}\nit: {Archive: Archivio}\n")
    site.build()
    assert "<h1>Темы</h1>" in site.page("/ru/tags/")
    assert '<a href="/ru/tags/">Темы</a>' in site.page("/ru/tags/суд/")
    assert "<h1>Archivio</h1>" in site.page("/it/archive/")
    assert "<h1>Tags</h1>" in site.page("/tags/")


def test_a_counted_message_takes_a_text_for_each_plural_form(site: Site):
    site.write(
        "templates/words.yaml", 'ru: {"%(num)s article": ["%(num)s текст", "%(num)s текста", "%(num)s текстов"]}'
    )
    site.build()
    assert "1 текст<" in site.page("/ru/archive/")


def test_a_changed_word_renders_the_pages_again(site: Site):
    site.write("templates/words.yaml", "ru: {Tags: Темы}\n")
    site.build()
    site.write("templates/words.yaml", "ru: {Tags: Слова}\n")
    site.build()
    assert "<h1>Слова</h1>" in site.page("/ru/tags/")
    assert site.build().written == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("ru:\n  Home: '%(num)s'\n", 2, '"%(num)s" holds %(num)s, which "Home" does not'),
        ("ru:\n  '%(num)s article': [один, два]\n", 2, '"%(num)s article" has 2 forms; ru counts with 3'),
        ("ru: Дом\n", 1, "ru must be keys with values"),
        ("ru:\n  Home: {a: b}\n", 2, '"Home" must be text, or a list with a text for each plural form'),
        ("ru:\n  Home: Дом\n  Home: Дым\n", 3, '"Home" is given more than once'),
    ],
)
def test_what_is_wrong_is_told_with_its_line(site: Site, text: str, line: int, message: str):
    site.write("templates/words.yaml", text)
    [problem] = site.problems()
    assert (problem.path, problem.line, problem.message) == ("templates/words.yaml", line, message)
    assert site.problems(keep_going=True) == [problem]


def test_words_of_a_language_that_the_site_does_not_have_are_a_warning(site: Site):
    site.write("templates/words.yaml", "rus: {Home: Дом}\n")
    assert [problem.message for problem in site.build().problems] == [
        '"rus" is not a language of this site; did you mean "ru"?'
    ]


def told(site: Site) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in site.build().problems]


def test_a_message_that_nothing_says_is_a_warning_with_the_nearest_one(site: Site):
    site.write("templates/words.yaml", "ru:\n  Tags: Темы\n  Oldr: Раньше\n  Xyzzy quux: Раньше\n")
    assert told(site) == [
        (3, '"Oldr" is no message of the interface, so its text stands nowhere; did you mean "Older"?'),
        (4, '"Xyzzy quux" is no message of the interface, so its text stands nowhere'),
    ]


def test_plurals_taxonomies_and_messages_of_templates_are_known(site: Site):
    site.write(
        "newsgen.yaml",
        "title: A\nbase_url: https://example.org/\nlanguages: [en, ru]\ntaxonomies: {news_desks: {}, tags: {}}\n",
    )
    site.write("templates/_box.html", "{{ _('Write to us') }}")
    site.write("templates/words.yaml", "ru: {News desks: Отделы, Write to us: Пишите, '%(num)s articles': текстов}\n")
    assert told(site) == []


@pytest.mark.parametrize("said", ["{{ _(page.title) }}", "{% trans %}Ole{% endtrans %}"])
def test_messages_that_are_only_known_on_rendering_are_not_doubted(site: Site, said: str):
    site.write("templates/_box.html", said)
    site.write("templates/words.yaml", "ru: {Oldr: Раньше}\n")
    assert told(site) == []
