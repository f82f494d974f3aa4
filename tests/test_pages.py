"""What a reader finds at each address, and that no step of the way leads nowhere."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from textwrap import dedent

import pytest
from tests import crawl
from tests.sites import YEARS, Site

from newsgen import settings

CONFIG = "title: Archive\nbase_url: https://example.org/\n"

LANGUAGES = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org/
languages: [en, ru, ky]
"""

THREE_DAYS = """
-- content/2022-09-27-meeting.md --
---
title: The meeting
---
First.
-- content/2022-09-28-return.md --
---
title: The return
section: Reports
tags: [Torture, trial]
authors: [A. Writer]
summary: She came home.
---
Second.
-- content/2023-01-02-after.md --
---
title: A year after
tags: [torture]
---
Third.
"""

EVERYTHING = """
-- newsgen.yaml --
title: Archive
description: What happened, day by day.
base_url: https://example.org/
languages: {en: {sections: [News, Reports]}, ru: {title: Архив, sections: [Новости]}}
footer: [pages/about.md]
taxonomies: {section: {listed: 0}, tags: {archive: month, listed: 0}, authors: {}, countries: {listed: 0}}
days: true
-- content/2022-09-27-meeting.md --
---
title: The meeting
aliases: [/old/meeting/, /old/meeting.html, /старое/]
countries: Kazakhstan
---
See [the return](2022/2022-09-28-return/index.md#what-was-said) and [the table](2022/table.csv).

## Part

A note[^1] and [up](#part).

[^1]: The note.
-- content/2022/table.csv --
a,b
-- content/2022/2022-09-28-return/index.md --
---
title: "The return: \\"home\\" & <after>"
date: 2022-09-28 10:30
updated: 2022-10-02
section: Reports
tags: [Torture, Суд, "C++ / C#"]
authors: [A. Writer, Б. Автор]
summary: She came home.
image: photo one.jpg
image_alt: A station
image_credit: B. Camera
sources:
  - {title: Court, url: "https://court.example/a?b=1&c=2", archived: "https://web.example/1"}
corrections:
  - {date: 2022-10-02, text: The number was wrong.}
---
## What was said

![plan](фото/plan 2.png) and [back](../../2022-09-27-meeting.md).
-- content/2022/2022-09-28-return/photo one.jpg --
jpeg
-- content/2022/2022-09-28-return/фото/plan 2.png --
png
-- content/2022/2022-09-28-return/index.ru.md --
---
title: Возвращение
date: 2022-09-28
section: Новости
tags: [Суд]
---
Текст.
-- content/2021-03-04-withdrawn.md --
---
title: Taken back
retracted: {date: 2022-01-01, reason: The source lied.}
aliases: [/gone/]
---
Wrong.
-- content/pages/about.md --
---
title: About
---
We are [here](../2022-09-27-meeting.md).
-- content/pages/about.ru.md --
---
title: О нас
---
Мы.
-- static/CNAME --
example.org
"""


def hrefs(html: str) -> list[str]:
    return crawl.references(html).found


def breadcrumb(html: str) -> list[tuple[str, str]]:
    """Label and address of each step."""
    found = re.search(r'<nav class="breadcrumb".*?</nav>', html, re.DOTALL)
    steps = re.findall(r'<li>(?:<a href="([^"]*)">|<span[^>]*>)(.*?)</(?:a|span)></li>', found[0] if found else "")
    return [(unescape(label), url) for url, label in steps]


def rel(html: str, name: str) -> list[str]:
    return re.findall(rf'<a rel="{name}" href="([^"]*)"', html)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("plain"), f"\n-- newsgen.yaml --\n{CONFIG}{YEARS}" + THREE_DAYS)
    site.build()
    return site


@pytest.fixture(scope="module", params=["https://example.org/", "https://example.org/archive/"])
def everything(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    files = EVERYTHING.replace("base_url: https://example.org/", f"base_url: {request.param}")
    site = Site(tmp_path_factory.mktemp("everything"), files)
    site.build()
    return site


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/2022/09/28/return/",
        "/2022/",
        "/2022/09/",
        "/archive/",
        "/tags/",
        "/tags/torture/",
        "/tags/torture/2022/",
        "/tags/torture/2023/",
        "/section/",
        "/section/reports/",
        "/section/reports/2022/",
        "/authors/",
        "/authors/a-writer/",
        "/authors/a-writer/2022/",
        "/404.html",
        "/assets/style.css",
    ],
)
def test_each_address_is_there(plain: Site, address: str):
    assert plain.exists(address)


def test_days_have_no_page_unless_the_site_asks_for_them(plain: Site):
    assert not plain.exists("/2022/09/28/")


def test_terms_have_no_months_unless_the_site_asks_for_them(plain: Site):
    assert not plain.exists("/tags/torture/2022/09/")


def test_a_month_without_articles_has_no_page(plain: Site):
    assert not plain.exists("/2022/10/")


def test_every_reference_of_every_page_leads_somewhere(everything: Site):
    assert crawl.faults(everything, settings.load(everything.folder)) == []


def test_every_reference_begins_with_the_path_of_the_site(everything: Site):
    config = settings.load(everything.folder)
    written = crawl.internal(everything, config)
    assert len(written) > 100
    assert [each for each in written if not each.startswith(config.root)] == []


def test_every_page_is_reached_from_the_home_page(everything: Site):
    asides = ["404.html"]
    former = ["gone/index.html", "old/meeting.html", "old/meeting/index.html", "старое/index.html"]
    assert crawl.unreachable(everything, settings.load(everything.folder)) == sorted(asides + former)


def test_the_crawler_sees_a_reference_that_leads_nowhere(tmp_path: Path):
    site = Site(tmp_path, THREE_DAYS)
    site.build()
    (site.output / "2022/09/27/meeting/index.html").unlink()
    assert "2022/index.html refers to /2022/09/27/meeting/, which is not there" in crawl.faults(
        site, settings.load(site.folder)
    )


def test_no_id_stands_twice_on_a_page(everything: Site):
    for page in everything.output.rglob("*.html"):
        ids = crawl.references(page.read_text("utf-8")).ids
        assert len(ids) == len(set(ids)), page


def test_day_pages_exist_where_the_site_asks_for_them(everything: Site):
    day = everything.page("/2022/09/28/")
    assert "The return" in day
    assert "The meeting" not in day


def test_a_term_has_months_where_the_site_asks_for_them(everything: Site):
    assert "The return" in everything.page("/tags/torture/2022/09/")
    assert everything.exists("/tags/torture/2022/")
    assert not everything.exists("/section/reports/2022/09/")


def test_a_taxonomy_of_the_sites_own_has_its_pages(everything: Site):
    assert "The meeting" in everything.page("/countries/kazakhstan/")
    assert everything.exists("/countries/kazakhstan/2022/")
    assert "Kazakhstan" in everything.page("/2022/09/27/meeting/")


def test_a_section_of_the_masthead_has_a_page_before_its_first_article(everything: Site):
    assert everything.exists("/section/news/")


def test_the_breadcrumb_leads_home_by_year_and_month(plain: Site):
    assert breadcrumb(plain.page("/2022/09/28/return/")) == [
        ("Home", "/"),
        ("2022", "/2022/"),
        ("September", "/2022/09/"),
    ]


def test_the_breadcrumb_of_a_month_leads_home_by_the_year(plain: Site):
    assert breadcrumb(plain.page("/2022/09/")) == [("Home", "/"), ("2022", "/2022/"), ("September", "")]


def test_the_breadcrumb_of_a_terms_year_leads_home_by_the_term_and_its_taxonomy(plain: Site):
    assert breadcrumb(plain.page("/tags/torture/2022/")) == [
        ("Home", "/"),
        ("Tags", "/tags/"),
        ("Torture", "/tags/torture/"),
        ("2022", ""),
    ]


def test_the_home_page_has_no_breadcrumb(plain: Site):
    assert breadcrumb(plain.page("/")) == []


def test_a_breadcrumb_in_another_language_stays_in_it(everything: Site):
    root = settings.load(everything.folder).root
    assert breadcrumb(everything.page("/ru/2022/09/28/return/")) == [
        ("Главная", f"{root}ru/"),
        ("2022", f"{root}ru/2022/"),
        ("Сентябрь", f"{root}ru/2022/09/"),
    ]


def test_an_article_shows_all_that_its_front_matter_says(everything: Site):
    page = everything.page("/2022/09/28/return/")
    assert "<h1>The return: &#34;home&#34; &amp; &lt;after&gt;</h1>" in page
    assert '<p class="standfirst">She came home.</p>' in page
    assert '<time datetime="2022-09-28T10:30:00+00:00">' in page
    assert '<time datetime="2022-10-02">October 2, 2022</time>' in page
    assert 'alt="A station"' in page
    assert "B. Camera" in page
    assert "The number was wrong." in page
    assert "https://court.example/a?b=1&amp;c=2" in page
    assert "https://web.example/1" in page
    for label in ("A. Writer", "Б. Автор", "Torture", "Суд", "C++ / C#"):
        assert f">{label}</a>" in page


def test_the_date_stands_in_the_sites_format(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: A\ndate_format: dd.MM.yyyy\n" + dedent(THREE_DAYS))
    site.build()
    assert '<time datetime="2022-09-28">28.09.2022</time>' in site.page("/2022/09/28/return/")


def test_neighbours_are_the_articles_before_and_after(plain: Site):
    page = plain.page("/2022/09/28/return/")
    assert rel(page, "prev") == ["/2022/09/27/meeting/"]
    assert rel(page, "next") == ["/2023/01/02/after/"]


def test_the_first_article_has_no_older_neighbour_and_the_last_no_newer_one(plain: Site):
    assert rel(plain.page("/2022/09/27/meeting/"), "prev") == []
    assert rel(plain.page("/2023/01/02/after/"), "next") == []


def test_neighbours_are_of_the_same_language(tmp_path: Path):
    site = Site(
        tmp_path,
        LANGUAGES
        + """\
-- content/2022-09-01-a.md --
---
title: A
---
-- content/2022-09-02-b.ru.md --
---
title: B
---
-- content/2022-09-03-c.md --
---
title: C
---
""",
    )
    site.build()
    assert rel(site.page("/2022/09/03/c/"), "prev") == ["/2022/09/01/a/"]
    assert rel(site.page("/ru/2022/09/02/b/"), "prev") == []
    assert rel(site.page("/ru/2022/09/02/b/"), "next") == []


def test_articles_of_one_day_stand_by_time_and_then_by_name(tmp_path: Path):
    site = Site(
        tmp_path,
        """
        -- content/evening.md --
        ---
        title: Evening
        date: 2022-09-28 19:00
        ---
        -- content/b.md --
        ---
        title: B
        date: 2022-09-28
        ---
        -- content/a.md --
        ---
        title: A
        date: 2022-09-28
        ---
        -- content/morning.md --
        ---
        title: Morning
        date: 2022-09-28 08:00
        ---
        """,
    )
    site.build()
    listed = re.findall(r'<li><p><a href="/2022/09/28/(\w+)/"', site.page("/2022/09/"))
    assert listed == ["evening", "morning", "b", "a"]


def translations(html: str) -> list[str]:
    found = re.search(r'<p class="translations">.*?</p>', html, re.DOTALL)
    return re.findall(r'href="([^"]*)"', found[0]) if found else []


def test_files_named_alike_are_translations_of_each_other(everything: Site):
    root = settings.load(everything.folder).root
    assert translations(everything.page("/2022/09/28/return/")) == [f"{root}ru/2022/09/28/return/"]
    assert translations(everything.page("/ru/2022/09/28/return/")) == [f"{root}2022/09/28/return/"]
    assert translations(everything.page("/about/")) == [f"{root}ru/about/"]


def test_files_in_folders_of_languages_are_translations_of_each_other(tmp_path: Path):
    site = Site(
        tmp_path,
        LANGUAGES
        + "-- content/en/2022/2022-09-28-a.md --\n---\ntitle: A\n---\n"
        + "-- content/ky/2022/2022-09-28-a.md --\n---\ntitle: Б\n---\n",
    )
    site.build()
    assert translations(site.page("/2022/09/28/a/")) == ["/ky/2022/09/28/a/"]


def test_only_one_document_of_a_language_is_a_translation_of_another(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: A\nlanguages: [en, ru]\n")
    for name in ("b.md", "c.md", "d.ru.md"):
        site.write(f"content/2022-09-28-{name}", "---\ntitle: A\ntranslation_key: k\n---\nText.\n")
    site.build()
    assert translations(site.page("/2022/09/28/b/")) == ["/ru/2022/09/28/d/"]
    assert translations(site.page("/ru/2022/09/28/d/")) == ["/2022/09/28/b/"]
    assert translations(site.page("/2022/09/28/c/")) == []


def test_a_key_joins_translations_whose_files_are_named_differently(tmp_path: Path):
    site = Site(
        tmp_path,
        LANGUAGES
        + "-- content/2022-09-28-a.md --\n---\ntitle: A\ntranslation_key: x\n---\n"
        + "-- content/2022-10-01-б.ru.md --\n---\ntitle: Б\ntranslation_key: x\n---\n",
    )
    site.build()
    assert translations(site.page("/2022/09/28/a/")) == ["/ru/2022/10/01/%D0%B1/"]


def test_an_article_without_a_translation_offers_none(plain: Site):
    assert translations(plain.page("/2022/09/28/return/")) == []


@pytest.mark.parametrize(
    ("path", "front", "address"),
    [
        ("2022-09-28-a.md", "lang: ru", "/ru/2022/09/28/a/"),
        ("ru/2022-09-28-a.md", "", "/ru/2022/09/28/a/"),
        ("2022-09-28-a.ru.md", "", "/ru/2022/09/28/a/"),
        ("2022-09-28-a.md", "", "/2022/09/28/a/"),
        ("ru/2022-09-28-a.ky.md", "", "/ky/2022/09/28/a/"),
        ("ru/2022-09-28-a.ky.md", "lang: en", "/2022/09/28/a/"),
        ("news/ru/2022-09-28-a.md", "", "/2022/09/28/a/"),
        ("2022-09-28-a.fr.md", "", "/2022/09/28/a-fr/"),
    ],
)
def test_the_language_is_that_of_the_file_then_of_its_name_then_of_its_folder(
    tmp_path: Path, path: str, front: str, address: str
):
    site = Site(tmp_path, LANGUAGES + f"-- content/{path} --\n---\ntitle: A\n{front}\n---\n")
    site.build()
    assert site.exists(address)
    lang = address.split("/")[1] if address[1:3] in {"ru", "ky"} else "en"
    assert f'<html lang="{lang}"' in site.page(address)


def test_each_language_has_its_own_home_and_archive(everything: Site):
    home = everything.page("/ru/")
    assert "Возвращение" in home
    assert "The meeting" not in home
    assert "<h1>Архив</h1>" in home
    assert everything.exists("/ru/archive/")
    assert everything.exists("/ru/2022/09/")
    assert not everything.exists("/ru/2022/09/27/")


def test_two_spellings_of_a_term_are_one_term_in_its_earliest_spelling(plain: Site):
    page = plain.page("/tags/torture/")
    assert "<h1>Torture</h1>" in page
    assert "The return" in page
    assert "A year after" in page
    assert ">Torture</a>" in plain.page("/2023/01/02/after/")


def test_the_page_of_a_term_lists_a_hundred_articles_and_the_years_of_older_ones(tmp_path: Path):
    site = Site(tmp_path, f"-- newsgen.yaml --\n{CONFIG}")
    for year, month in [(2020, 1), (2021, 1), (2022, 1), (2022, 2)]:
        for day in range(1, 27):
            front = f"title: On {year}-{month:02d}-{day:02d}\ntags: [torture]\nsummary: In short."
            site.write(f"content/{year}-{month:02d}-{day:02d}-a.md", f"---\n{front}\n---\nText.\n")
    site.build()
    page = site.page("/tags/torture/")
    assert page.count("<li><time") == 100
    assert page.count("In short.") == 20
    assert "On 2020-01-05" in page
    assert "On 2020-01-04" not in page
    assert "/tags/torture/2020/" in hrefs(page)
    assert "26 articles" in site.page("/tags/torture/2020/")
    assert not site.exists("/tags/torture/2021/")


def test_a_terms_front_page_shows_its_newest_articles_and_its_years(tmp_path: Path):
    site = Site(tmp_path, f"-- newsgen.yaml --\ntitle: A\nlatest: 1\n{YEARS}" + dedent(THREE_DAYS))
    site.build()
    page = site.page("/tags/torture/")
    assert "A year after" in page
    assert "The return" not in page
    assert {"/tags/torture/2022/", "/tags/torture/2023/"} <= set(hrefs(page))


def test_the_home_page_shows_the_newest_article_first_and_the_years(plain: Site):
    page = plain.page("/")
    assert page.index("A year after") < page.index("The return") < page.index("The meeting")
    assert {"/2022/", "/2023/", "/archive/"} <= set(hrefs(page))


def test_a_year_counts_its_articles_under_their_months(plain: Site):
    page = plain.page("/2022/")
    assert "September" in page
    assert "2 articles" in page
    assert "A year after" not in page


def test_an_undated_page_has_its_address_from_its_name_and_stands_in_no_listing(everything: Site):
    assert "<h1>About</h1>" in everything.page("/about/")
    assert "<h1>О нас</h1>" in everything.page("/ru/about/")
    assert "About" not in everything.page("/archive/").split("<footer")[0]


def test_an_undated_page_below_a_folder_keeps_the_folder(tmp_path: Path):
    site = Site(tmp_path, "-- content/pages/policy/corrections.md --\n---\ntitle: Corrections\n---\n")
    site.build()
    assert site.exists("/policy/corrections/")


def test_an_undated_page_of_the_footer_is_linked_from_every_page(everything: Site):
    root = settings.load(everything.folder).root
    assert f'href="{root}about/"' in everything.page("/2022/09/27/meeting/")


def test_a_page_of_the_footer_that_is_not_there_is_a_warning(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: T\nfooter: [pages/abuot.md]\n")
    [problem] = site.build().problems
    assert not problem.is_error
    assert problem.message == "footer: there is no file content/pages/abuot.md"


def test_the_page_for_addresses_that_do_not_exist_works_at_any_depth(everything: Site):
    root = settings.load(everything.folder).root
    page = everything.page("/404.html")
    assert "noindex" in page
    assert '<section class="group" lang="ru" dir="ltr">\n<h2>Страница не найдена</h2>' in page
    assert f'<a href="{root}ru/archive/">Архив</a>' in page
    assert all(each.startswith(("https://", root, "#")) for each in hrefs(page))


def test_a_former_address_leads_to_the_present_one(everything: Site):
    root = settings.load(everything.folder).root
    for address in ("/old/meeting/", "/old/meeting.html", "/старое/"):
        page = everything.page(address)
        assert f'http-equiv="refresh" content="0; url={root}2022/09/27/meeting/"' in page
        assert f'<link rel="canonical" href="https://example.org{root}2022/09/27/meeting/">' in page
        assert f'<a href="{root}2022/09/27/meeting/">' in page


def test_a_former_address_gives_way_to_a_page_with_a_warning(tmp_path: Path):
    site = Site(
        tmp_path,
        "-- content/2022-09-28-a.md --\n---\ntitle: A\naliases: /2022/09/29/b/\n---\n"
        "-- content/2022-09-29-b.md --\n---\ntitle: B\n---\n",
    )
    outcome = site.build()
    assert "<h1>B</h1>" in site.page("/2022/09/29/b/")
    [problem] = outcome.problems
    assert not problem.is_error
    assert problem.path == "content/2022-09-28-a.md"
    assert problem.message == (
        "its former address /2022/09/29/b/ is also that of content/2022-09-29-b.md, so nothing leads from there to it"
    )


def test_an_article_that_another_site_published_links_there(tmp_path: Path):
    site = Site(
        tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: A\nredirectto: https://other.example/story?a=1\n---\n"
    )
    site.build()
    page = site.page("/2022/09/28/a/")
    assert '<a href="https://other.example/story?a=1">' in page
    assert "other.example" in re.sub(r"<[^>]*>", "", page)


def test_a_retracted_article_keeps_its_address_and_nothing_of_its_text(everything: Site):
    page = everything.page("/2021/03/04/withdrawn/")
    assert "The source lied." in page
    assert "noindex" in page
    assert "Wrong." not in page
    assert [label for label, _ in breadcrumb(page)] == ["Home"]
    assert "Taken back" not in everything.page("/archive/")
    assert not everything.exists("/2021/")
    assert everything.exists("/gone/")


def test_the_breadcrumb_of_a_retracted_article_names_the_year_and_month_that_have_pages(tmp_path: Path):
    site = Site(
        tmp_path,
        """
        -- content/2022-09-28-a.md --
        ---
        title: A
        retracted: {reason: The source lied.}
        ---
        -- content/2022-10-01-b.md --
        ---
        title: B
        ---
        """,
    )
    site.build()
    assert breadcrumb(site.page("/2022/09/28/a/")) == [("Home", "/"), ("2022", "/2022/")]
    site.write("content/2022-09-30-c.md", "---\ntitle: C\n---\n")
    site.build()
    assert breadcrumb(site.page("/2022/09/28/a/"))[2:] == [("September", "/2022/09/")]


def test_what_lies_in_static_is_copied_as_it_is(everything: Site):
    assert (everything.output / "CNAME").read_text() == "example.org\n"


def test_a_file_in_static_takes_the_place_of_the_themes_own(tmp_path: Path):
    site = Site(tmp_path, THREE_DAYS + "-- static/assets/style.css --\np { color: red }\n")
    site.build()
    assert site.page("/assets/style.css") == "p { color: red }\n"


def test_a_template_of_the_site_takes_the_place_of_newsgens(tmp_path: Path):
    site = Site(tmp_path, THREE_DAYS + "-- templates/_footer.html --\n<footer>Ours</footer>\n")
    site.build()
    assert "<footer>Ours</footer>" in site.page("/2022/09/28/return/")
    assert "<h1>The return</h1>" in site.page("/2022/09/28/return/")


def test_an_article_may_name_a_template_of_its_own(tmp_path: Path):
    site = Site(
        tmp_path,
        "-- content/2022-09-28-a.md --\n---\ntitle: A\ntemplate: bare.html\nextra: {mood: grey}\n---\nText.\n"
        "-- templates/bare.html --\n{{ page.title }} is {{ page.extra.mood }}: {{ html(page.body) }}",
    )
    site.build()
    assert site.page("/2022/09/28/a/") == "A is grey: <p>Text.</p>"


def test_an_address_may_end_in_html(tmp_path: Path):
    site = Site(
        tmp_path,
        "-- newsgen.yaml --\ntitle: A\nbase_url: https://example.org/x/\n"
        "permalink: /{year}/{section}/{slug}.html\n"
        "-- content/2022-09-28-a.md --\n---\ntitle: A\nsection: Court news\n---\n![p](p.png) [b](2022-09-29-b.md)\n"
        "-- content/p.png --\npng\n"
        "-- content/2022-09-29-b.md --\n---\ntitle: B\n---\n",
    )
    site.build()
    assert site.exists("/2022/court-news/a.html")
    assert site.exists("/2022/court-news/a/p.png")
    assert crawl.faults(site, settings.load(site.folder)) == []


def test_a_site_without_articles_has_a_home_page(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: Empty\n")
    outcome = site.build()
    assert outcome.articles == 0
    assert "Nothing has been published yet." in site.page("/")
    assert crawl.faults(site, settings.load(site.folder)) == []


def test_a_tagline_keeps_its_full_stop_in_a_page_of_the_other_direction(tmp_path: Path):
    settled = LANGUAGES.replace("[en, ru, ky]", "[en, ar]\ndescription: Reports since 1998.")
    site = Site(tmp_path, settled + THREE_DAYS)
    site.build()
    page = site.page("/ar/")
    assert 'dir="rtl"' in page
    assert "<bdi>Reports since 1998.</bdi>" in page
