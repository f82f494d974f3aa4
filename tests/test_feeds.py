"""Feeds hold what they should, keep to their formats, and lead a reader through the whole archive."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from tests.sites import Site

feedparser = pytest.importorskip("feedparser")

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
XML = "{http://www.w3.org/XML/1998/namespace}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")

SITE = r"""
-- newsgen.yaml --
title: Archive & <Co>
base_url: https://example.org/base/
timezone: Asia/Almaty
languages: [en, ru]
feeds: {rss: true, entries: 3}
-- content/2022-08-01-first.md --
---
title: First
tags: [torture]
---
Text.
-- content/2022-09-28-second.md --
---
title: "Second </title> ]]> & 'two'"
date: 2022-09-28 10:30
tags: [torture, "Trial & <b>"]
authors: [A. Writer, B. Writer]
section: Reports
summary: Short <b>.
image: photo.jpg
image_alt: A "house"
---
See [first](2022-08-01-first.md), [a file](data.csv), [elsewhere](https://example.net/?a=1&b=2), a note[^1]
and ![a picture](photo.jpg).

[^1]: Note with `href="#x"`.
-- content/photo.jpg --
x
-- content/data.csv --
1
-- content/2022-09-29-third.md --
---
title: Third
redirectto: https://example.net/third
---
Text.
-- content/2023-01-02-fourth.md --
---
title: Fourth
---
Text.
-- content/2023-01-02-fourth.ru.md --
---
title: Четвёртая
tags: суд
---
Текст.
"""

ONE = "content/2022-08-01-first.md"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", SITE)
    made.build()
    return made


def parsed(site: Site, path: str) -> Any:
    """What a feed reader sees; it complains of whatever is not as it should be."""
    feed = feedparser.parse((site.output / path).read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def titles(site: Site, path: str) -> list[str]:
    return [entry.title for entry in parsed(site, path).entries]


def feeds(site: Site, pattern: str) -> list[str]:
    return sorted(path.relative_to(site.output).as_posix() for path in site.output.rglob(pattern))


def link(feed: Any, rel: str) -> str:
    found = [each.href for each in feed.feed.links if each.rel == rel]
    assert len(found) <= 1
    return found[0] if found else ""


def path_of(address: str) -> str:
    assert address.startswith("https://example.org/base/")
    return address.removeprefix("https://example.org/base/")


def faults_of_atom(root: ET.Element) -> list[str]:
    """What RFC 4287, section 4, asks of a feed and its entries."""
    entries = root.findall(f"{ATOM}entry")
    faults = [fault for element in (root, *entries) for fault in (*_of_children(element), *_of_links(element))]
    faults += [fault for element in entries for fault in _of_texts(element)]
    ids = [(each.findtext(f"{ATOM}id"), each.findtext(f"{ATOM}updated")) for each in entries]
    people = [person for element in (root, *entries) for person in element.findall(f"{ATOM}author")]
    rules = {
        "the root is no feed": root.tag == f"{ATOM}feed",
        "no language": bool(root.get(f"{XML}lang")),
        "one entry twice": len(set(ids)) == len(ids),
        "no author of the feed": root.find(f"{ATOM}author") is not None,
        "an author without a name": all(person.findtext(f"{ATOM}name") for person in people),
        "a category without a term": all(each.get("term") for each in root.iter(f"{ATOM}category")),
    }
    return faults + [fault for fault, kept in rules.items() if not kept]


def _of_children(element: ET.Element) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        if len(element.findall(ATOM + name)) != 1 or not element.findtext(ATOM + name):
            yield f"not one {name}"
    for name in ("content", "summary", "published", "subtitle"):
        if len(element.findall(ATOM + name)) > 1:
            yield f"more than one {name}"
    for time in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
        if not TIME.fullmatch(time.text or ""):
            yield f"{time.text} is no time"
    if not re.match(r"https?://[!-~]+$", element.findtext(f"{ATOM}id") or ""):
        yield "an id that is no address"


def _of_links(element: ET.Element) -> Iterator[str]:
    links = element.findall(f"{ATOM}link")
    kinds = [(each.get("rel"), each.get("type"), each.get("hreflang")) for each in links]
    if len(set(kinds)) != len(kinds):
        yield "two links of one kind"
    if not all((each.get("href") or "").startswith("https://") for each in links):
        yield "a link without an address"
    if element.find(f"{ATOM}content") is None and not any(kind[0] == "alternate" for kind in kinds):
        yield "neither content nor a page"


def _of_texts(element: ET.Element) -> Iterator[str]:
    for text in (*element.findall(f"{ATOM}content"), *element.findall(f"{ATOM}summary")):
        if text.get("type", "text") not in {"text", "html"} or len(text):
            yield "markup where text must be"


ITEM = {
    "id", "url", "external_url", "title", "summary", "image", "authors", "tags", "date_published", "date_modified",
    "content_html", "content_text",
}  # fmt: skip
TOP = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}


def faults_of_json(feed: Any) -> list[str]:
    """What JSON Feed 1.1 asks of a feed and its items."""
    rules = {
        "no version": feed.get("version") == "https://jsonfeed.org/version/1.1",
        "no title": isinstance(feed.get("title"), str),
        "a key that the format does not know": set(feed) <= TOP,
        "one id twice": len({item["id"] for item in feed["items"]}) == len(feed["items"]),
    }
    for item in feed["items"]:
        times = [dt.datetime.fromisoformat(item[key]) for key in ("date_published", "date_modified")]
        rules |= {
            f"no id: {item}": isinstance(item.get("id"), str) and item["id"] != "",
            f"an unknown key: {item}": set(item) <= ITEM,
            f"no content: {item}": "content_html" in item or "content_text" in item,
            f"a tag that is no text: {item}": all(isinstance(tag, str) for tag in item.get("tags", [])),
            f"an author without a name: {item}": all(author.get("name") for author in item.get("authors", [])),
            f"a time without offset: {item}": all(time.tzinfo for time in times),
        }
    return [fault for fault, kept in rules.items() if not kept]


def test_every_atom_document_keeps_to_the_standard(site: Site):
    paths = feeds(site, "feed.xml") + feeds(site, "feed/*.xml")
    assert len(paths) == 12
    for path in paths:
        parsed(site, path)
        assert faults_of_atom(ET.parse(site.output / path).getroot()) == [], path


def test_every_json_feed_keeps_to_the_standard(site: Site):
    assert feeds(site, "feed.json") == ["feed.json", "ru/feed.json"]
    for path in feeds(site, "feed.json"):
        assert faults_of_json(json.loads((site.output / path).read_bytes())) == []


def test_every_rss_feed_keeps_to_the_standard(site: Site):
    assert feeds(site, "rss.xml") == ["rss.xml", "ru/rss.xml"]
    for path in feeds(site, "rss.xml"):
        parsed(site, path)
        channel = ET.parse(site.output / path).getroot().find("channel")
        assert channel is not None
        assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
        for item in channel.iter("item"):
            guid = item.find("guid")
            assert guid is not None
            assert guid.text == item.findtext("link")
            assert guid.get("isPermaLink") == "true"
            assert re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Aug|Sep) ", item.findtext("pubDate") or "")
            assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None
        own = channel.find(f"{ATOM}link[@rel='self']")
        assert own is not None
        assert own.get("href") == f"https://example.org/base/{path}"


def test_there_is_a_feed_for_each_language_and_each_term(site: Site):
    assert feeds(site, "feed.xml") == [
        "authors/a-writer/feed.xml",
        "authors/b-writer/feed.xml",
        "feed.xml",
        "ru/feed.xml",
        "ru/tags/суд/feed.xml",
        "section/reports/feed.xml",
        "tags/torture/feed.xml",
        "tags/trial-b/feed.xml",
    ]
    assert titles(site, "ru/feed.xml") == ["Четвёртая"]
    assert parsed(site, "ru/feed.xml").feed.language == "ru"


def test_a_feed_holds_the_newest_articles(site: Site):
    assert titles(site, "feed.xml") == ["Fourth", "Third", "Second </title> ]]> & 'two'"]
    shown = json.loads((site.output / "feed.json").read_bytes())["items"]
    assert [item["title"] for item in shown] == titles(site, "feed.xml") == titles(site, "rss.xml")


def test_an_entry_tells_all_of_an_article(site: Site):
    entry = parsed(site, "feed.xml").entries[2]
    assert entry.id == entry.link == "https://example.org/base/2022/09/28/second/"
    assert entry.published == entry.updated == "2022-09-28T10:30:00+06:00"
    assert [author.name for author in entry.authors] == ["A. Writer", "B. Writer"]
    assert [tag.label for tag in entry.tags] == ["Reports", "torture", "Trial & <b>"]
    assert entry.summary_detail.value == "Short <b>."
    assert next(each for each in parsed(site, "feed.xml").entries if each.title == "Third").published.endswith("+06:00")


def test_addresses_in_a_text_are_whole_and_everything_else_is_as_on_the_page(site: Site):
    content = ET.parse(site.output / "feed.xml").getroot()[-1].findtext(f"{ATOM}content")
    assert content == json.loads((site.output / "feed.json").read_bytes())["items"][2]["content_html"]
    assert content
    assert set(re.findall(r'(?:href|src)="([^"]*)"', content.replace('<code>href="#x"</code>', ""))) == {
        "https://example.org/base/2022/08/01/first/",
        "https://example.org/base/2022/09/28/second/data.csv",
        "https://example.org/base/2022/09/28/second/photo.jpg",
        "https://example.org/base/2022/09/28/second/#fn:1",
        "https://example.org/base/2022/09/28/second/#fnref:1",
        "https://example.net/?a=1&amp;b=2",
    }
    assert '<code>href="#x"</code>' in content
    assert (
        '<img src="https://example.org/base/2022/09/28/second/photo.jpg" alt="A &#34;house&#34;" width="1" height="1">'
        in content
    )


def test_an_article_about_another_one_leads_there(site: Site):
    entry = parsed(site, "feed.xml").entries[1]
    assert [each.href for each in entry.links if each.rel == "related"] == ["https://example.net/third"]
    assert (
        json.loads((site.output / "feed.json").read_bytes())["items"][1]["external_url"] == "https://example.net/third"
    )


def test_a_summary_alone_is_given_where_that_is_asked_for(site: Site):
    assert "Text" not in (site.output / "tags/torture/feed.xml").read_text("utf-8")
    site.replace("newsgen.yaml", "entries: 3", "entries: 3, text: summary, terms: full")
    site.build()
    for path in ("feed.xml", "rss.xml", "feed/2022-09.xml"):
        text = (site.output / path).read_text("utf-8")
        assert "Note with" not in text
        assert "Short &amp;lt;b" in text
    items = json.loads((site.output / "feed.json").read_bytes())["items"]
    assert items[2]["content_html"] == "<p>Short &lt;b&gt;.</p>\n"
    assert items[0]["content_text"] == "Fourth"
    assert "Note with" in (site.output / "tags/torture/feed.xml").read_text("utf-8")


def test_feeds_that_nobody_wants_are_left_out(site: Site):
    site.replace("newsgen.yaml", "rss: true, entries: 3", "json: false, terms: none, archives: false")
    site.build()
    assert feeds(site, "feed.*") + feeds(site, "rss.xml") + feeds(site, "feed/*") == ["feed.xml", "ru/feed.xml"]
    assert "prev-archive" not in (site.output / "feed.xml").read_text("utf-8")
    assert "/feed" not in site.page("/tags/torture/").replace("/base/feed.xml", "")


def test_a_corrected_article_comes_back_with_its_id_and_a_newer_time(site: Site):
    before = parsed(site, "feed/2022-08.xml").entries[0]
    site.replace(ONE, "title: First", "title: First, corrected\ncorrections: [{date: 2024-05-06, text: Mended <it>.}]")
    site.build()
    for path in ("feed.xml", "feed/2022-08.xml", "tags/torture/feed.xml"):
        entry = parsed(site, path).entries[0]
        assert (entry.id, entry.published) == (before.id, before.published)
        assert entry.updated == parsed(site, path).feed.updated == "2024-05-06T00:00:00+05:00"
        assert "Mended &amp;lt;it" in (site.output / path).read_text("utf-8")
    assert titles(site, "feed.xml") == ["First, corrected", "Fourth", "Third"]


def test_an_article_that_an_embargo_held_back_is_told_as_new(site: Site):
    site.write("content/2020-01-01-old.md", "---\ntitle: Old\nembargo: 2026-11-20 18:00\n---\nText.\n")
    site.build()
    assert "Old" not in titles(site, "feed.xml")
    site.build(at="2026-11-20T13:00")
    assert titles(site, "feed.xml")[0] == "Old"
    assert parsed(site, "feed.xml").entries[0].published == "2020-01-01T00:00:00+06:00"


def test_a_reader_walks_the_whole_archive(site: Site):
    feed = parsed(site, "feed.xml")
    seen: dict[str, str] = {}
    newer = ""
    while True:
        seen |= {entry.id: entry.title for entry in feed.entries}
        older = link(feed, "prev-archive")
        if not older:
            break
        document = ET.parse(site.output / path_of(older)).getroot()
        feed = parsed(site, path_of(older))
        assert document.find(ARCHIVE) is not None
        assert link(feed, "current") == "https://example.org/base/feed.xml"
        assert link(feed, "self") == older
        assert link(feed, "next-archive") == newer
        newer = older
    assert sorted(seen.values()) == ["First", "Fourth", "Second </title> ]]> & 'two'", "Third"]
    assert ET.parse(site.output / "feed.xml").getroot().find(ARCHIVE) is None


def test_a_settled_archive_document_changes_only_with_its_articles(site: Site):
    site.write("content/2023-01-05-fifth.md", "---\ntitle: Fifth\n---\nText.\n")
    assert [path for path in site.build().written if "feed/" in path] == ["feed/2023-01.xml"]
    site.write("content/2023-02-05-sixth.md", "---\ntitle: Sixth\n---\nText.\n")
    assert {path for path in site.build().written if "feed/" in path} == {"feed/2023-01.xml", "feed/2023-02.xml"}
    site.write("content/2023-02-06-seventh.md", "---\ntitle: Seventh\ntags: torture\n---\nText.\n")
    written = {path for path in site.build().written if path.endswith((".xml", ".json"))}
    assert written == {
        "feed.json", "feed.xml", "feed/2023-02.xml", "rss.xml", "sitemap.xml", "sitemap/2023-02.xml",
        "tags/torture/feed.xml",
    }  # fmt: skip


def test_pages_name_their_feeds_in_their_heads_and_to_their_readers(site: Site):
    home, term = site.page("/ru/"), site.page("/tags/torture/")
    for path, media_type in (("feed.xml", r"atom\+xml"), ("feed.json", r"feed\+json"), ("rss.xml", r"rss\+xml")):
        assert re.search(
            rf'<link rel="alternate" type="application/{media_type}" title="[^"]*" href="/base/ru/{path}">', home
        )
        assert f'<a href="/base/ru/{path}"' in home
    assert (
        '<link rel="alternate" type="application/atom+xml" title="torture" href="/base/tags/torture/feed.xml">' in term
    )
    assert '<a href="/base/tags/torture/feed.xml"' in term


def test_a_site_without_articles_has_feeds_without_entries(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    site.build()
    assert faults_of_atom(ET.parse(site.output / "feed.xml").getroot()) == []
    assert parsed(site, "feed.xml").entries == []
    assert faults_of_json(json.loads((site.output / "feed.json").read_bytes())) == []


def test_a_time_before_time_zones_is_a_time_that_feeds_know(tmp_path: Path):
    site = Site(tmp_path / "site", "-- content/1850-02-03-old.md --\n---\ntitle: Old\n---\nText.\n")
    site.write("newsgen.yaml", "title: Archive\ntimezone: Asia/Almaty\nbase_url: https://example.org/\n")
    site.build()
    assert faults_of_atom(ET.parse(site.output / "feed.xml").getroot()) == []
    assert parsed(site, "feed.xml").entries[0].published == "1850-02-03T00:00:00+05:08"


def test_what_is_held_back_is_in_no_feed(site: Site):
    site.write("content/2023-03-03-secret.md", "---\ntitle: Canary\ntags: canary\ndraft: true\n---\nCanary.\n")
    site.write(
        "content/2023-03-04-gone.md", "---\ntitle: Gone\ntags: canary\nretracted: {reason: Wrong.}\n---\nCanary.\n"
    )
    site.build()
    for path in (*feeds(site, "*.xml"), *feeds(site, "*.json")):
        text = (site.output / path).read_text("utf-8")
        assert "anary" not in text
        assert "Gone" not in text
        assert "2023-03" not in text
