"""Every feed and sitemap of a site of extreme content, held against the schemas of their formats.

The sitemap protocol's own schema and that of JSON Feed come with packages in tests/browser, which `npm ci` installs;
that of Atom, and of what sitemaps take from elsewhere, are in tests/schemas.
"""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from tests.extremes import fill
from tests.sites import Site

TESTS = Path(__file__).parent
PACKAGES = TESTS / "browser" / "node_modules"
SCHEMAS = TESTS / "schemas"
JING = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"
"""The validator of RELAX NG that vnu has within."""

SITEMAP = """<schema xmlns="http://www.w3.org/2001/XMLSchema">
<import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{protocol}"/>
<import namespace="http://www.google.com/schemas/sitemap-news/0.9" schemaLocation="{schemas}/news.xsd"/>
<import namespace="http://www.w3.org/1999/xhtml" schemaLocation="{schemas}/translation.xsd"/>
</schema>
"""

Needs = Callable[..., str]
Missing = Callable[[str], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Nine languages, every feed, and news that is new."""
    made = fill(tmp_path_factory.mktemp("formats") / "site")
    config = (made.folder / "newsgen.yaml").read_text("utf-8")
    made.write("newsgen.yaml", f"{config}\nfeeds: {{rss: true, terms: full}}\nnews_sitemap: true\n")
    made.build(at="2023-01-09T12:00:00+00:00")
    return made


def package(name: str, missing: Missing) -> Path:
    file = PACKAGES / name
    if not file.exists():
        missing(f"{name} is not installed: run `npm ci --ignore-scripts` in tests/browser")
    return file


def files(site: Site, *patterns: str) -> list[Path]:
    return sorted({path for pattern in patterns for path in site.output.glob(pattern)})


def jing(schema: Path, documents: Iterable[Path], needs: Needs, missing: Missing) -> str:
    jar = package("vnu-jar/build/dist/vnu.jar", missing)
    command = [needs("java"), "-cp", str(jar), JING, "-c", str(schema), *map(str, documents)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def xmllint(schema: Path, documents: Iterable[Path], needs: Needs) -> str:
    command = [needs("xmllint"), "--nonet", "--noout", "--schema", str(schema), *map(str, documents)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return "\n".join(line for line in ran.stderr.splitlines() if not line.endswith(" validates"))


@pytest.fixture
def protocol(tmp_path: Path, missing: Missing) -> Path:
    """The sitemap protocol's own schema, with those of what stands in sitemaps from elsewhere."""
    schema = tmp_path / "sitemap.xsd"
    schema.write_text(SITEMAP.format(protocol=package("sitemap/schema/sitemap.xsd", missing), schemas=SCHEMAS))
    return schema


@pytest.mark.slow
def test_every_atom_document_is_valid(site: Site, needs: Needs, missing: Missing):
    documents = files(site, "**/feed.xml", "**/feed/*.xml")
    assert len(documents) > 300
    assert jing(SCHEMAS / "atom.rnc", documents, needs, missing) == ""


@pytest.mark.slow
def test_every_sitemap_is_valid(site: Site, needs: Needs, protocol: Path):
    maps = files(site, "sitemap/*.xml")
    assert {"news.xml", "pages.xml", "2022-10.xml"} <= {path.name for path in maps}
    assert b"<news:news>" in (site.output / "sitemap/news.xml").read_bytes()
    assert b"<xhtml:link" in (site.output / "sitemap/2022-09.xml").read_bytes()
    assert xmllint(protocol, maps, needs) == ""
    assert xmllint(SCHEMAS / "siteindex.xsd", files(site, "sitemap.xml"), needs) == ""


@pytest.mark.slow
def test_every_json_feed_is_valid(site: Site, missing: Missing):
    validator = Draft7Validator(json.loads(package("jsonfeed-schema/schema-v1.1.json", missing).read_bytes()))
    feeds = files(site, "**/feed.json")
    assert len(feeds) == 9
    assert [error.message for path in feeds for error in validator.iter_errors(json.loads(path.read_bytes()))] == []


ENTRY = "<entry><id>urn:a</id><title>A</title><updated>2022-09-28T10:30:00Z</updated>{}</entry>"
FEED = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:f</id><title>F</title><updated>{updated}</updated><author><name>A</name></author>{more}</feed>"""
NOW = "2022-09-28T10:30:00+06:00"


@pytest.mark.parametrize(
    ("feed", "fault"),
    [
        (FEED.format(updated=NOW, more=ENTRY.format("<content type='xhtml'>x</content>")), "div"),
        (FEED.format(updated="2022-09-28", more=""), "updated"),
        (FEED.format(updated="2022-09-28T10:30:00", more=""), "updated"),
        (FEED.format(updated=NOW, more="<title>Two</title>"), "title"),
        (FEED.format(updated=NOW, more="<link rel='self'/>"), "href"),
        (FEED.format(updated=NOW, more="<category label='x'/>"), "term"),
        (FEED.format(updated=NOW, more="<author><uri>https://example.org/</uri></author>"), "name"),
        (FEED.format(updated=NOW, more="<unknown/>"), "unknown"),
        (FEED.format(updated=NOW, more="<entry><id>urn:a</id></entry>"), "title"),
        (FEED.format(updated=NOW, more=ENTRY.format("<summary type='markdown'>x</summary>")), "type"),
    ],
)
def test_a_fault_in_an_atom_document_would_be_found(
    tmp_path: Path, feed: str, fault: str, needs: Needs, missing: Missing
):
    (tmp_path / "feed.xml").write_text(feed, "utf-8")
    ET.fromstring(feed)
    assert fault in jing(SCHEMAS / "atom.rnc", [tmp_path / "feed.xml"], needs, missing)


def test_what_the_standard_allows_is_found_valid(tmp_path: Path, needs: Needs, missing: Missing):
    more = ENTRY.format(
        "<content type='application/pdf' src='https://example.org/a.pdf'/><rights type='xhtml'>"
        "<div xmlns='http://www.w3.org/1999/xhtml'>Free <b>to</b> use</div></rights>"
        "<x:other xmlns:x='urn:x' y='z'><x:below/></x:other>"
    )
    (tmp_path / "feed.xml").write_text(FEED.format(updated=NOW, more=f"<generator>x</generator>{more}"), "utf-8")
    assert jing(SCHEMAS / "atom.rnc", [tmp_path / "feed.xml"], needs, missing) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<loc>https", "<loc>https://example.org/</loc><loc>https"),
        ("<lastmod>2023-", "<lastmod>February 2023-"),
        ('hreflang="en"', 'hreflang="English, I think"'),
        ("<news:language>", "<news:language>in "),
        ("<news:title>", "<news:tittle/><news:title>"),
    ],
)
@pytest.mark.slow
def test_a_fault_in_a_sitemap_would_be_found(
    site: Site, tmp_path: Path, before: str, after: str, needs: Needs, protocol: Path
):
    name = "news" if "news" in before else "2023-01"
    text = (site.output / f"sitemap/{name}.xml").read_text("utf-8")
    assert before in text
    (tmp_path / "sitemap.xml").write_text(text.replace(before, after, 1), "utf-8")
    assert "fails to validate" in xmllint(protocol, [tmp_path / "sitemap.xml"], needs)
