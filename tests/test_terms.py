"""What a site knows of its terms, and how lists of terms are made."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import crawl
from tests.sites import Site

from newsgen import settings

FILES = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org/
languages: [en, ru, ky]
taxonomies: {section: {}, tags: {listed: 0}, authors: {}}
-- content/terms.yaml --
tags:
  torture:
    labels: {en: torture, ru: пытки, ky: кыйноо}
    synonyms: [ill-treatment, пытки]
    description: {en: Reports of torture.}
authors:
  a-writer:
    labels: A. Writer
    description: Writes about courts.
    links: [https://example.net/@a, {label: Letters, url: 'mailto:a@example.net'}]
-- content/one.md --
---
title: One
date: 2021-01-02
tags: [ill-treatment]
authors: A. Writer
---
Text.
-- content/two.md --
---
title: Two
date: 2022-01-02
tags: [Torture, trial]
---
Text.
-- content/two.ru.md --
---
title: Два
date: 2022-01-02
tags: [Пытки]
---
Text.
-- content/two.ky.md --
---
title: Эки
date: 2022-01-02
tags: [кыйноо]
---
Text.
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", FILES)


def test_all_names_of_a_term_are_one_term_in_every_language(site: Site):
    site.build()
    page = site.page("/tags/torture/")
    assert "<h1>torture</h1>" in page
    assert ">One<" in page
    assert ">Two<" in page
    assert "<h1>пытки</h1>" in site.page("/ru/tags/torture/")
    assert "<h1>кыйноо</h1>" in site.page("/ky/tags/torture/")
    assert '<a href="/tags/torture/">torture</a>' in site.page("/2021/01/02/one/")


def test_the_pages_of_a_term_are_translations_of_each_other(site: Site):
    site.build()
    languages = {"en": "", "ru": "ru/", "ky": "ky/"}
    for prefix in languages.values():
        for tail in ("", "2022/"):
            page = site.page(f"/{prefix}tags/torture/{tail}")
            for lang, other in languages.items():
                assert f'hreflang="{lang}" href="https://example.org/{other}tags/torture/{tail}"' in page
    assert "hreflang" not in site.page("/tags/torture/2021/").partition("<body>")[0]


def test_the_addresses_that_a_spelling_had_lead_on(site: Site):
    site.build()
    assert 'href="/tags/torture/"' in site.page("/tags/ill-treatment/")
    assert 'href="/ru/tags/torture/2022/"' in site.page("/ru/tags/пытки/2022/")
    assert crawl.faults(site, settings.load(site.folder)) == []


def test_the_feed_of_a_spelling_goes_on_and_tells_its_new_address(site: Site):
    site.build()
    for new, old in (("tags/torture", "tags/ill-treatment"), ("ru/tags/torture", "ru/tags/пытки")):
        feed = site.tree()[f"{new}/feed.xml"]
        assert site.tree()[f"{old}/feed.xml"] == feed
        assert (
            f'<link rel="self" type="application/atom+xml" href="https://example.org/{new}/feed.xml"/>' in feed.decode()
        )


def test_a_biography_and_links_stand_on_the_author_s_page(site: Site):
    site.build()
    page = site.page("/authors/a-writer/")
    assert '<p class="standfirst">Writes about courts.</p>' in page
    assert '<a href="https://example.net/@a" rel="me">example.net/@a</a>' in page
    assert '<a href="mailto:a@example.net" rel="me">Letters</a>' in page


def test_a_new_label_renders_what_shows_it_and_nothing_else(site: Site):
    site.build()
    site.replace("content/terms.yaml", "ru: пытки", "ru: Пытки и жестокость")
    html = {path for path in site.build().written if path.endswith(".html")}
    assert html == {
        "ru/2022/01/02/two/index.html",
        "ru/tags/index.html",
        "ru/tags/torture/index.html",
        "ru/tags/torture/2022/index.html",
        "ru/tags/пытки/index.html",
        "ru/tags/пытки/2022/index.html",
    }


def test_a_new_description_renders_the_term_s_page_alone(site: Site):
    site.build()
    site.replace("content/terms.yaml", "Writes about courts.", "Writes about prisons.")
    assert {path for path in site.build().written if path.endswith(".html")} == {"authors/a-writer/index.html"}


def test_the_masthead_leads_to_a_section_by_its_id(tmp_path: Path):
    site = Site(
        tmp_path / "site",
        """
        -- newsgen.yaml --
        title: Archive
        languages: {en: {sections: [Reports]}, ru: {sections: [Доклады]}}
        -- content/terms.yaml --
        section: {reports: {labels: {ru: Доклады}}}
        """,
    )
    site.build()
    assert '<a href="/ru/section/reports/">Доклады</a>' in site.page("/ru/")
    assert site.exists("/ru/section/reports/")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("tags:\n  Torture!: {}\n", 2, 'the id "Torture!" cannot be part of an address'),
        ("tags:\n  a: {synonyms: [x]}\n  b: {synonyms: [X]}\n", 3, '"X" is a name of b and of a'),
        ("tags:\n  a:\n    label: x\n", 3, 'unknown key "label" in "a"; did you mean "labels"?'),
        ("tags: [a]\n", 1, "tags must be keys with values"),
        ("authors:\n  a: {links: ['javascript:x']}\n", 2, '"javascript:x" of a is no address'),
        ("tags:\n  a: {}\n  a: {}\n", 3, '"a" is given more than once'),
    ],
)
def test_what_is_wrong_is_told_with_its_line(site: Site, text: str, line: int, message: str):
    site.write("content/terms.yaml", text)
    [problem] = site.problems()
    assert (problem.path, problem.line, problem.message) == ("content/terms.yaml", line, message)


def test_a_language_or_taxonomy_that_the_site_does_not_have_is_a_warning(site: Site):
    site.write("content/terms.yaml", "tag: {}\ntags: {a: {labels: {rus: x}}}\n")
    assert [problem.message for problem in site.build().problems] == [
        '"tag" is not a taxonomy of this site; did you mean "tags"?',
        '"rus" is not a language of this site; did you mean "ru"?',
    ]


def words(count: int) -> list[str]:
    return [f"{'абвгд'[number % 5]}{number:03d}" for number in range(count)]


@pytest.mark.parametrize(("count", "split"), [(200, False), (201, True)])
def test_a_list_of_more_than_200_terms_has_a_page_for_each_letter(tmp_path: Path, count: int, split: bool):
    site = Site(tmp_path / "site")
    site.write("content/a.md", f"---\ntitle: A\ndate: 2022-01-02\ntags: [{', '.join(words(count))}]\nlang: en\n---\n")
    site.build()
    assert site.exists("/tags/letter/u0410/") is split
    assert (">а000<" in site.page("/tags/")) is not split
    if split:
        letter = site.page("/tags/letter/u0410/")
        assert "<h2>А</h2>" in letter
        assert letter.count('<span class="count">1</span>') == 41
        assert crawl.faults(site, settings.load(site.folder)) == []
        assert crawl.unreachable(site, settings.load(site.folder)) == ["404.html"]


def test_a_new_article_writes_the_letters_of_its_terms_alone(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/a.md", f"---\ntitle: A\ndate: 2022-01-02\ntags: [{', '.join(words(300))}]\n---\n")
    site.build()
    site.write("content/b.md", "---\ntitle: B\ndate: 2022-01-03\ntags: [а000]\n---\n")
    written = site.build().written
    assert [path for path in written if path.startswith("tags/letter/")] == ["tags/letter/u0410/index.html"]
    assert "tags/index.html" not in written


def test_a_taxonomy_of_the_sites_own_has_one_name_in_title_breadcrumb_and_heading(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: A\ntaxonomies: {places_seen: {}}\n")
    site.write("content/2022-09-28-a.md", "---\ntitle: A\nplaces_seen: [Osh]\n---\nText.\n")
    site.build()
    page = site.page("/places-seen/")
    assert "<title>Places seen · A</title>" in page
    assert "<h1>Places seen</h1>" in page
    assert "Places_seen" not in page
