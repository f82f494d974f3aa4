"""What pages tell machines is true, complete by the rules of those who read it, and safe whatever people write."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.sites import Site

from newsgen import structured

SITE = """
-- newsgen.yaml --
title: Archive
publisher: Centre & Co
base_url: https://example.org/base/
timezone: Asia/Almaty
languages: [en, ru]
article_types: {Field reports: ReportageNewsArticle}
-- content/2022-09-28-whole.md --
---
title: Whole
date: 2022-09-28 10:30
updated: 2022-10-01
section: field reports
tags: [torture, trial]
authors: [A. Writer, B. Writer]
summary: Short.
image: photo.jpg
sources:
  - {title: Court, url: "https://example.net/?a=1&b=2", archived: "https://web.example.net/court"}
corrections:
  - {date: 2022-10-02, text: Mended once.}
  - {date: 2022-10-01, text: Mended first.}
---
Text.
-- content/2022-09-28-whole.ru.md --
---
title: Целое
---
Текст.
-- content/photo.jpg --
x
-- content/2022-09-29-bare.md --
---
title: Bare
---
Text.
-- content/2022-09-30-gone.md --
---
title: Gone
retracted: {reason: Wrong.}
---
Text.
"""

HOSTILE = "</script><script>alert(1)</script> <!-- \"q\" 'a' &amp; \u2028\u2029 {{ x }}"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", SITE)
    made.build()
    return made


def said(page: str) -> list[dict[str, Any]]:
    """The parts of a page's JSON-LD; every page has one script, or none."""
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) <= 1
    if not scripts:
        return []
    attributes, text = scripts[0]
    assert attributes == ' type="application/ld+json"'
    assert not re.search("[<>&'\u2028\u2029]", text)
    graph = json.loads(text)
    assert graph["@context"] == "https://schema.org"
    parts: list[dict[str, Any]] = graph["@graph"]
    return parts


def metas(page: str) -> list[tuple[str, str]]:
    return [
        (name, unescape(content))
        for names, content in re.findall(r'<meta((?: (?:name|property)="[^"]*")+) content="([^"]*)">', page)
        for name in re.findall(r'"([^"]*)"', names)
    ]


DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?")


def faults_of_article(node: dict[str, Any]) -> list[str]:
    """What schema.org and the search engines' guidelines ask of an article."""
    dates = [node[key] for key in ("datePublished", "dateModified") if key in node]
    addresses = [node[key] for key in ("url", "mainEntityOfPage", "@id", "isBasedOn") if key in node]
    addresses += [image["url"] for image in node.get("image", [])]
    people = node.get("author", [])
    rules = {
        "a type that is none": node["@type"] in structured.ARTICLE_TYPES,
        "no headline": bool(node.get("headline")),
        "no address": bool(node.get("mainEntityOfPage")),
        "no date": bool(dates) and all(DATE.fullmatch(date) for date in dates),
        "no whole address": all(address.startswith("https://") for address in addresses),
        "no publisher": node["publisher"]["@type"] == "NewsMediaOrganization" and bool(node["publisher"]["name"]),
        "several authors in one": not any("," in person["name"] for person in people),
        "an author without a name": all(person["@type"] == "Person" and person["name"] for person in people),
    }
    return [fault for fault, kept in rules.items() if not kept]


def test_an_article_says_all_that_is_known_of_it(site: Site):
    article, _ = said(site.page("/2022/09/28/whole/"))
    assert faults_of_article(article) == []
    address = "https://example.org/base/2022/09/28/whole/"
    assert article == {
        "@type": "ReportageNewsArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "headline": "Whole",
        "datePublished": "2022-09-28T10:30:00+06:00",
        "dateModified": "2022-10-02",
        "inLanguage": "en",
        "publisher": {
            "@type": "NewsMediaOrganization", "name": "Centre & Co", "url": "https://example.org/base/",
        },
        "description": "Short.",
        "image": [
            {
                "@type": "ImageObject", "url": f"{address}photo.jpg", "contentUrl": f"{address}photo.jpg",
                "width": 1, "height": 1,
            }
        ],
        "author": [
            {"@type": "Person", "name": "A. Writer", "url": "https://example.org/base/authors/a-writer/"},
            {"@type": "Person", "name": "B. Writer", "url": "https://example.org/base/authors/b-writer/"},
        ],
        "articleSection": "field reports",
        "keywords": ["torture", "trial"],
        "citation": [
            {
                "@type": "CreativeWork", "name": "Court", "url": "https://example.net/?a=1&b=2",
                "archivedAt": "https://web.example.net/court",
            }
        ],
        "correction": [
            {"@type": "CorrectionComment", "text": "Mended once.", "datePublished": "2022-10-02"},
            {"@type": "CorrectionComment", "text": "Mended first.", "datePublished": "2022-10-01"},
        ],
        "workTranslation": [
            {
                "@type": "NewsArticle", "@id": "https://example.org/base/ru/2022/09/28/whole/", "inLanguage": "ru",
            }
        ],
    }  # fmt: skip


def test_an_article_says_no_more_than_is_known_of_it(site: Site):
    article, _ = said(site.page("/2022/09/29/bare/"))
    assert faults_of_article(article) == []
    assert article["@type"] == "NewsArticle"
    assert article["datePublished"] == "2022-09-29"
    assert not {"dateModified", "author", "image", "description", "correction", "keywords"} & set(article)


def test_a_translation_names_its_original(site: Site):
    article, _ = said(site.page("/ru/2022/09/28/whole/"))
    assert article["translationOfWork"]["@id"] == "https://example.org/base/2022/09/28/whole/"
    assert "workTranslation" not in article


def test_every_page_says_the_way_that_it_shows(site: Site):
    for file in site.output.rglob("*.html"):
        page = file.read_text("utf-8")
        shown = re.search(r'<nav class="breadcrumb".*?</nav>', page, re.DOTALL)
        lists = [part for part in said(page) if part["@type"] == "BreadcrumbList"]
        if shown is None or "noindex" in page:
            assert lists == []
            continue
        [steps] = [part["itemListElement"] for part in lists]
        visible = re.findall(r'<li>(?:<a href="([^"]*)">|<span [^>]*>)(.*?)</', shown[0])
        if "aria-current" not in shown[0]:  # the headline below is the last step
            visible += [("", label) for label in re.findall(r"<h1>(.*?)</h1>", page)]
        assert [step["position"] for step in steps] == list(range(1, len(visible) + 1))
        assert [(step.get("item", ""), step["name"]) for step in steps] == [
            ("https://example.org" + url if url else "", unescape(label)) for url, label in visible
        ]
        assert all("item" in step for step in steps[:-1])


def test_a_retracted_article_is_no_article_to_machines(site: Site):
    assert said(site.page("/2022/09/30/gone/")) == []


@pytest.mark.parametrize("key", ["title", "summary", "section", "tags", "authors"])
def test_whatever_people_write_stays_data(tmp_path: Path, key: str):
    site = Site(tmp_path / "site")
    keys = {"title": "T", key: json.dumps(HOSTILE, ensure_ascii=False).replace('\\"', "")}
    front = "\n".join(f"{name}: {value}" for name, value in keys.items())
    site.write("content/2022-09-28-x.md", f"---\n{front}\n---\nText.\n")
    site.write("newsgen.yaml", "title: A </script> & B\nbase_url: https://example.org/\n")
    site.build()
    for file in site.output.rglob("*.html"):
        parts = said(file.read_text("utf-8"))
        if "2022/09/28" in file.as_posix():
            assert "<script>alert(1)" in json.dumps(parts)


def test_json_in_a_page_keeps_its_letters_and_ends_nothing():
    text = structured.as_json({"a": f"суд {HOSTILE}"})
    assert "суд" in text
    assert not re.search("[<>&'\u2028\u2029]", text)
    assert json.loads(text) == {"a": f"суд {HOSTILE}"}


def test_an_unknown_type_of_article_is_an_error(site: Site):
    site.replace("newsgen.yaml", "ReportageNewsArticle", "ReportageArticle")
    [problem] = site.problems()
    assert problem.line == 6
    assert "ReportageNewsArticle" in problem.message


def test_a_change_of_types_renders_the_articles_anew(site: Site):
    site.replace("newsgen.yaml", "Reportage", "Opinion")
    site.build()
    assert said(site.page("/2022/09/28/whole/"))[0]["@type"] == "OpinionNewsArticle"


def test_the_head_serves_social_networks_and_librarians(site: Site):
    found = metas(site.page("/2022/09/28/whole/"))
    address = "https://example.org/base/2022/09/28/whole/"
    expected = {
        ("og:type", "article"),
        ("og:title", "Whole"),
        ("og:url", address),
        ("og:image", f"{address}photo.jpg"),
        ("og:locale", "en_US"),
        ("og:locale:alternate", "ru_RU"),
        ("article:published_time", "2022-09-28T10:30:00+06:00"),
        ("article:modified_time", "2022-10-02"),
        ("twitter:card", "summary_large_image"),
        ("DC.type", "newspaperArticle"),
        ("citation_title", "Whole"),
        ("citation_author", "A. Writer"),
        ("citation_author", "B. Writer"),
        ("citation_publication_date", "2022/09/28"),
        ("citation_publisher", "Centre & Co"),
        ("citation_language", "en"),
    }
    assert expected <= set(found)
    assert "citation_journal_title" not in dict(found)
    bare = dict(metas(site.page("/2022/09/29/bare/")))
    assert bare["twitter:card"] == "summary"
    assert "article:modified_time" not in bare
    assert "citation_title" not in dict(metas(site.page("/")))
