"""Archives that others kept with Hugo and Jekyll build whole, with the configurations of docs/moving.md."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tests import crawl
from tests.sites import Site

from newsgen import settings
from newsgen.config import Config
from newsgen.outcome import Outcome
from newsgen.report import grouped, problems_text

pytestmark = pytest.mark.slow

FOLDERS = {"digitalgov": "content", "18f": "content", "bitcoinops": "_posts"}
ARTICLES = {"digitalgov": 2080, "18f": 509, "bitcoinops": 1884}
LANGUAGES = ("en", "cs", "de", "es", "fr", "hi", "ja", "pt", "zh")


class Archive:
    def __init__(self, name: str, site: Site, outcome: Outcome) -> None:
        self.name = name
        self.site = site
        self.outcome = outcome
        self.config: Config = settings.load(site.folder)

    def sources(self) -> Iterator[Source]:
        """Every file that should be an article."""
        excluded = {path.rpartition("/")[2] for path in self.config.exclude}
        top = self.site.folder / self.config.content
        for file in sorted(top.rglob("*.md")):
            source = Source(self.name, file.relative_to(top).as_posix(), file.read_text(encoding="utf-8"))
            if file.name not in excluded and source.value("draft") != "true":
                yield source


class Source:
    """A file read with nothing but regular expressions, so that newsgen is not compared with itself."""

    def __init__(self, archive: str, path: str, text: str) -> None:
        self.archive = archive
        self.path = path
        self.text = text
        found = re.match(r"\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", text, re.DOTALL)
        assert found
        self.front = re.sub(r"\\\n[ \t]*", "", found[1])

    def value(self, key: str) -> str:
        found = re.search(rf"^{key}:[ \t]*(.*?)[ \t]*$", self.front, re.MULTILINE)
        return found[1].strip("\"' ") if found else ""

    def items(self, key: str) -> list[str]:
        """Of a list, one item a line, or of a text."""
        found = re.search(rf"^{key}:[ \t]*\n((?:[ \t]*-.*\n?)+)", self.front, re.MULTILINE)
        listed = re.findall(r"-\s+(.*?)\s*$", found[1], re.MULTILINE) if found else [self.value(key)]
        return [item.strip("\"'") for item in listed if item]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".md")

    @property
    def day(self) -> str:
        return self.value("date")[:10] or self.name[:10]

    @property
    def lang(self) -> str:
        if self.archive == "bitcoinops":
            return self.path.partition("/")[0]
        return self.value("locale") or "en"

    @property
    def address(self) -> str:
        if permalink := self.value("permalink"):
            return permalink
        slug = re.sub(
            r"[^a-z0-9]+", "-", (self.value("slug") or re.sub(r"^\d{4}-\d\d-\d\d-", "", self.name)).lower()
        ).strip("-")
        prefix = "" if self.lang == "en" else f"/{self.lang}"
        return f"{prefix}/{self.day.replace('-', '/')}/{slug}/"


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def archive(request: pytest.FixtureRequest, corpora: Path, root: Path, tmp_path_factory: pytest.TempPathFactory):
    name = request.param
    text = (root / "docs" / "moving.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    configuration = dict(zip(("digitalgov", "18f", "bitcoinops"), blocks[:3], strict=True))[name]
    assert configuration.count("\n") <= 12
    site = Site(tmp_path_factory.mktemp(name))
    site.write("newsgen.yaml", configuration)
    (site.folder / FOLDERS[name]).symlink_to(corpora / name / FOLDERS[name])
    if (corpora / name / "assets").is_dir():
        shutil.copytree(corpora / name / "assets", site.folder / "static" / "assets")
    return Archive(name, site, site.build(jobs=2))


def test_every_public_article_is_built_at_its_address_day_and_language(archive: Archive):
    wrong = []
    addresses = set()
    for source in archive.sources():
        addresses.add(source.address)
        if not archive.site.exists(source.address):
            wrong.append(f"{source.path} is not at {source.address}")
            continue
        page = archive.site.page(source.address)
        lang = re.search(r'<html lang="([^"]+)"', page)
        day = re.search(r'<meta property="article:published_time" content="([^"]{10})', page)
        if not (lang and day) or (lang[1], day[1]) != (source.lang, source.day):
            wrong.append(f"{source.path} is {lang and lang[1]}, {day and day[1]}, not {source.lang}, {source.day}")
    assert wrong == []
    assert archive.outcome.articles == ARTICLES[archive.name] == len(addresses)


def test_former_addresses_lead_to_articles(archive: Archive):
    taken = {source.address for source in archive.sources()}
    count = 0
    for source in archive.sources():
        for former in (*source.items("aliases"), *source.items("redirect_from")):
            # A few name what is an address of another article, or of a page of the site.
            if former.lower() not in taken and former != "/posts/":
                page = archive.site.page(former.rstrip("/") + "/")
                assert f'href="{source.address}"' in page, f"{former} of {source.path}"
                count += 1
    assert count == {"digitalgov": 6, "18f": 7, "bitcoinops": 3}[archive.name]


def test_articles_of_other_sites_link_there(archive: Archive):
    elsewhere = [(each, each.value("redirectto") or each.value("source_url")) for each in archive.sources()]
    given = [(source, url) for source, url in elsewhere if url]
    for source, url in given:
        assert f'<p class="external"><a href="{url.replace("&", "&amp;")}"' in archive.site.page(source.address), url
    assert (len(given) > 250) == (archive.name == "digitalgov")


def test_what_is_not_understood_is_counted_one_line_a_cause(archive: Archive):
    told = grouped(archive.outcome.problems)
    assert all(problem.severity == "warning" and problem.path for problem, _ in told)
    assert {problem.cause: files for problem, files in told} == WARNINGS[archive.name]
    printed = problems_text(archive.outcome.problems, archive.outcome.sources, "")
    heads = [line for line in printed.split("\n") if ": warning: " in line]
    assert len(heads) == len(WARNINGS[archive.name])
    assert all(
        (f"(and in {files - 1:,} more file" in head) == (files > 1)
        for head, (_, files) in zip(heads, told, strict=True)
    )


def test_what_a_check_finds_is_counted_rule_by_rule(archive: Archive):
    assert Counter(finding.rule for finding in archive.site.check()) == FOUND[archive.name]


def test_no_link_that_newsgen_makes_is_dead(archive: Archive):
    """An address that an author wrote from the site's root is left alone: what it names may be served by another."""
    written: dict[str, str] = {}
    for source in archive.sources():
        written[source.address] = source.text
    dead = []
    for fault in crawl.faults(archive.site, archive.config):
        found = re.fullmatch(r"(.*?) refers to (.*), (?:which|a part that) is not there", fault)
        assert found
        page, reference = found.groups()
        text = written.get(f"/{page.removesuffix('index.html')}", "")
        parts = urlsplit(unquote(reference))
        if not any(part and part in text for part in (reference, parts.path.rstrip("/"), parts.fragment)):
            dead.append(fault)
    assert dead == []


WARNINGS: dict[str, dict[str, int]] = {
    "digitalgov": {
        "a shortcode of Hugo in text": 1648,
        "former addresses that are taken": 3,
        "links that lead nowhere": 8,
        "links to a part that is not there": 1,
        "template code in links": 567,
        'unknown key "cms_date"': 1,
        'unknown key "communities"': 1,
    },
    "18f": {
        "a tag of a template in text": 201,
        "a value of a template in text": 20,
        "former addresses that are taken": 1,
        "pictures without alternative text": 265,
        "template code in links": 9,
        'unknown key "<p>In the movies, hackers are often dang…"': 1,
        'unknown key "github"': 3,
    },
    "bitcoinops": {
        "a tag of a template in text": 1864,
        "a value of a template in text": 149,
        "links that lead nowhere": 13,
        "template code in links": 574,
        'unknown key "praise"': 4,
    },
}

FOUND: dict[str, dict[str, int]] = {
    "digitalgov": {
        "accidental-heading": 1,
        "broken-address": 4,
        "build-warning": 3,
        "dead-anchor": 16,
        "dead-link": 9,
        "duplicate-headline": 4,
        "duplicate-text": 1,
        "empty-heading": 10,
        "empty-link": 9,
        "headline-markup": 179,
        "leftover-code": 2620,
        "long-headline": 20,
        "long-summary": 52,
        "missing-summary": 1,
        "old-draft": 1,
        "placeholder": 1,
        "raw-markdown": 13,
        "repeated-summary": 2,
        "skipped-heading": 37,
        "summary-markup": 610,
        "term-spelling": 4,
        "unknown-key": 2,
        "weak-link-text": 34,
    },
    "18f": {
        "build-warning": 1,
        "dead-anchor": 1,
        "duplicate-headline": 1,
        "headline-markup": 4,
        "leftover-code": 230,
        "long-headline": 3,
        "long-summary": 8,
        "missing-alt": 46,
        "missing-picture": 241,
        "placeholder": 1,
        "raw-markdown": 1,
        "repeated-summary": 1,
        "skipped-heading": 31,
        "summary-markup": 10,
        "unknown-key": 4,
        "unused-image": 6,
        "weak-link-text": 36,
    },
    "bitcoinops": {
        "accidental-heading": 190,
        "broken-address": 5,
        "dead-anchor": 9113,
        "dead-link": 238,
        "empty-link": 7,
        "leftover-code": 4427,
        "missing-picture": 302,
        "missing-summary": 1,
        "moved-link": 3,
        "poor-alt": 1,
        "raw-markdown": 30,
        "skipped-heading": 9,
        "unknown-key": 4,
        "weak-link-text": 24,
    },
}
"""What a check finds, by rule. Of each rule that fires often, fifty findings were read: see docs/checks.md."""
