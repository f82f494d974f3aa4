"""Sitemaps name every page at its one address, and say when it changed no more than is known."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.crawl import file_of
from tests.sites import NOON, Site

from newsgen import cli
from newsgen.outputs import sitemaps

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?")

SITE = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org/base/
timezone: Asia/Almaty
languages: [en, ru, kk]
-- content/2022-08-01-first.md --
---
title: First
---
Text.
-- content/2022-09-28-суд.md --
---
title: Second
date: 2022-09-28 10:30
updated: 2023-05-06
---
Text.
-- content/2022-09-28-суд.ru.md --
---
title: Второй
---
Текст.
-- content/2022-09-29-third.md --
---
title: Third
corrections: [{date: 2024-01-02, text: Mended.}]
---
Text.
-- content/2022-09-30-gone.md --
---
title: Gone
retracted: {reason: Wrong.}
---
Text.
-- content/pages/about.md --
---
title: About
updated: 2021-02-03
---
Us.
-- content/pages/about.ru.md --
---
title: О нас
---
Мы.
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", SITE)
    made.build()
    return made


def urls(site: Site, path: str, kind: str = "url") -> dict[str, str | None]:
    """Addresses in a sitemap and when each changed; what the protocol's schema forbids is found out on the way."""
    root = ET.parse(site.output / path).getroot()
    assert root.tag == MAP + {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    assert len(root), "the schema wants at least one"
    found: dict[str, str | None] = {}
    for each in root:
        assert each.tag == MAP + kind
        inside = [child.tag for child in each if child.tag.startswith(MAP)]
        assert inside in ([f"{MAP}loc"], [f"{MAP}loc", f"{MAP}lastmod"])
        address, changed = each.findtext(f"{MAP}loc") or "", each.findtext(f"{MAP}lastmod")
        assert re.fullmatch(r"https://[!-~]{1,2040}", address)
        assert address not in found
        assert changed is None or DATE.fullmatch(changed)
        found[address] = changed
    return found


def alternates(site: Site, path: str) -> dict[str, dict[str, str]]:
    return {
        url.findtext(f"{MAP}loc") or "": {
            str(link.get("hreflang")): str(link.get("href")) for link in url.findall(f"{XHTML}link")
        }
        for url in ET.parse(site.output / path).getroot()
    }


def local(address: str) -> str:
    return address.removeprefix("https://example.org/base/")


def test_the_index_names_a_sitemap_for_each_month_and_one_for_what_has_no_date(site: Site):
    index = urls(site, "sitemap.xml", "sitemap")
    assert {local(address): changed for address, changed in index.items()} == {
        "sitemap/pages.xml": None,
        "sitemap/2022-08.xml": "2022-08-01",
        "sitemap/2022-09.xml": "2024-01-02",
    }


def test_a_sitemap_says_when_each_article_changed_as_exactly_as_that_is_known(site: Site):
    found = urls(site, "sitemap/2022-09.xml")
    assert {local(address): changed for address, changed in found.items()} == {
        "2022/09/28/%D1%81%D1%83%D0%B4/": "2023-05-06",
        "ru/2022/09/28/%D1%81%D1%83%D0%B4/": "2022-09-28",
        "2022/09/29/third/": "2024-01-02",
    }
    site.replace("content/2022-09-28-суд.md", "updated: 2023-05-06\n", "")
    site.build()
    assert "2022-09-28T10:30:00+06:00" in urls(site, "sitemap/2022-09.xml").values()


def test_every_address_is_a_page_that_calls_itself_so(site: Site):
    for sitemap in urls(site, "sitemap.xml", "sitemap"):
        for address in urls(site, local(sitemap)):
            file = file_of(site.output, "/base/", address.removeprefix("https://example.org"))
            assert file is not None
            page = file.read_text("utf-8")
            assert f'<link rel="canonical" href="{address}">' in page
            assert "noindex" not in page


def test_translations_name_each_other_and_themselves(site: Site):
    pair = alternates(site, "sitemap/2022-09.xml")
    english = "https://example.org/base/2022/09/28/%D1%81%D1%83%D0%B4/"
    russian = "https://example.org/base/ru/2022/09/28/%D1%81%D1%83%D0%B4/"
    assert pair[english] == pair[russian] == {"en": english, "ru": russian, "x-default": english}
    assert pair["https://example.org/base/2022/09/29/third/"] == {}
    pages = alternates(site, "sitemap/pages.xml")
    assert set(pages["https://example.org/base/about/"]) == {"en", "ru", "x-default"}
    assert set(pages["https://example.org/base/kk/"]) == {"en", "ru", "kk", "x-default"}


def test_one_more_article_changes_the_sitemap_of_its_month_and_the_index(site: Site):
    site.write("content/2022-09-30-new.md", "---\ntitle: New\n---\nText.\n")
    written = [path for path in site.build().written if path.startswith("sitemap")]
    assert written == ["sitemap/2022-09.xml"], "the index says when a sitemap changed, and that was later"
    site.write("content/2024-09-30-newer.md", "---\ntitle: Newer\n---\nText.\n")
    written = [path for path in site.build().written if path.startswith("sitemap")]
    assert written == ["sitemap/2024-09.xml", "sitemap.xml"]


def test_a_long_month_has_several_sitemaps(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemaps, "PER_FILE", 2)
    site.build(clean=True)
    assert len(urls(site, "sitemap/2022-09.xml")) == 2
    assert len(urls(site, "sitemap/2022-09-2.xml")) == 1
    assert "https://example.org/base/sitemap/2022-09-2.xml" in urls(site, "sitemap.xml", "sitemap")


def test_robots_are_told_where_the_sitemaps_are(tmp_path: Path):
    site = Site(tmp_path / "site", "-- content/2022-08-01-first.md --\n---\ntitle: First\n---\nText.\n")
    site.build()
    assert site.page("/robots.txt") == "User-agent: *\nDisallow:\n\nSitemap: https://example.org/sitemap.xml\n"
    site.write("static/robots.txt", "User-agent: *\nDisallow: /private/\n")
    site.build()
    assert site.page("/robots.txt") == "User-agent: *\nDisallow: /private/\n"


def test_below_the_root_of_a_host_nobody_looks_for_robots_txt(site: Site):
    assert not site.exists("/robots.txt")


ITEMS = [
    ("early", NOON - dt.timedelta(hours=48)),
    ("first", NOON - dt.timedelta(hours=47)),
    ("second", NOON - dt.timedelta(hours=1)),
]


@pytest.fixture
def newsroom(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.write(
        "newsgen.yaml", "title: A & B\nbase_url: https://example.org/\nnews_sitemap: true\nlanguages: [en, zh-Hant]\n"
    )
    for name, time in ITEMS:
        made.write(f"content/{name}.md", f"---\ntitle: Title <{name}>\ndate: {time:%Y-%m-%d %H:%M}\n---\nText.\n")
    made.write("content/2026-11-19-chinese.zh-Hant.md", "---\ntitle: 新聞\n---\nText.\n")
    made.write("content/2022-01-01-old.md", "---\ntitle: Old\n---\nText.\n")
    return made


def news(site: Site) -> list[str]:
    root = ET.parse(site.output / "sitemap/news.xml").getroot()
    return [each.findtext(f"{NEWS}news/{NEWS}title") or "" for each in root]


def test_the_news_sitemap_holds_the_articles_of_two_days(newsroom: Site):
    newsroom.build()
    assert news(newsroom) == ["Title <second>", "新聞", "Title <first>"]
    assert "https://example.org/sitemap/news.xml" in urls(newsroom, "sitemap.xml", "sitemap")
    chinese = ET.parse(newsroom.output / "sitemap/news.xml").getroot()[1]
    assert chinese.findtext(f".//{NEWS}language") == "zh-tw"
    assert chinese.findtext(f".//{NEWS}name") == "A & B"
    assert chinese.findtext(f".//{NEWS}publication_date") == "2026-11-19"


def test_time_alone_takes_articles_out_of_the_news_sitemap(newsroom: Site):
    made = newsroom.build()
    assert made.next_change == NOON + dt.timedelta(hours=1)
    same = newsroom.build(at=NOON + dt.timedelta(minutes=59))
    assert same.written == ()
    later = newsroom.build(at=NOON + dt.timedelta(hours=1))
    assert later.written == ("sitemap/news.xml",)
    assert news(newsroom) == ["Title <second>", "新聞"]
    much_later = newsroom.build(at=NOON + dt.timedelta(hours=60))
    assert much_later.removed == ("sitemap/news.xml",)
    assert much_later.written == ("sitemap.xml",)
    assert much_later.next_change is None


def test_a_scheduler_is_told_of_the_news_sitemap_too(newsroom: Site):
    command = ["build", "--site", str(newsroom.folder), "--next-change", "--at", NOON.isoformat()]
    told = CliRunner().invoke(cli.main, command).output
    assert dt.datetime.fromisoformat(told.strip()) == newsroom.build().next_change


def test_without_the_setting_the_clock_changes_nothing(site: Site):
    site.write("content/2026-11-20-today.md", "---\ntitle: Today\n---\nText.\n")
    assert site.build().next_change is None
    assert not site.exists("/sitemap/news.xml")


def test_a_news_sitemap_has_a_limit(newsroom: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemaps, "NEWS_SIZE", 1)
    newsroom.build()
    assert news(newsroom) == ["Title <second>"]
