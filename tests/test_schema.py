"""The JSON Schemas say what the parser reads: no key less or more, and no value refused that it understands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from benchmarks import corpus
from benchmarks.stories import stories
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from tests.sites import Site

from newsgen import schema, settings
from newsgen.cli import main
from newsgen.config import Config, KeyNames, Language, Taxonomy
from newsgen.dates import Dates
from newsgen.errors import ProblemsFound
from newsgen.fences import split
from newsgen.frontmatter import Reader

CONFIG = Config(
    title="Archive",
    languages={"en": Language(), "ru": Language()},
    taxonomies={"section": Taxonomy(), "tags": Taxonomy(), "countries": Taxonomy()},
    front_matter=KeyNames(names={"deck": "summary", "land": "countries"}, ignore=("layout",)),
)


class AsEditorsRead(yaml.CSafeLoader):
    """YAML 1.2 by its core schema, which is what editors hold against a schema: no dates, and `no` is text."""


AsEditorsRead.yaml_implicit_resolvers = {}

for _tag, _pattern, _first in [
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
]:
    AsEditorsRead.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), [*_first, ""])


def seen(text: str) -> Any:
    return yaml.load(text, Loader=AsEditorsRead)  # noqa: S506 -- a safe loader


def admits(described: schema.Schema, text: str) -> bool:
    return Draft202012Validator(described).is_valid(seen(text))


def reader(config: Config = CONFIG) -> Reader:
    return Reader(config, Dates(config.timezone, config.all_languages))


FRONT_MATTER = schema.front_matter(CONFIG)
CONFIGURATION = schema.configuration()


@pytest.mark.parametrize("made", [FRONT_MATTER, CONFIGURATION, schema.both(CONFIG), schema.front_matter(Config(""))])
def test_each_schema_is_one(made: schema.Schema):
    assert made["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(made)


def test_every_key_that_the_parser_knows_is_in_the_schema_and_no_other():
    known = reader()
    assert set(FRONT_MATTER["properties"]) == {*known.targets, *known.ignored}
    assert set(CONFIGURATION["properties"]) == set(Config.__struct_fields__)


def objects(made: Any) -> Iterator[schema.Schema]:
    if isinstance(made, dict):
        if "properties" in made:
            yield made
        for part in made.values():
            yield from objects(part)
    elif isinstance(made, list):
        for part in made:
            yield from objects(part)


@pytest.mark.parametrize("made", [FRONT_MATTER, CONFIGURATION])
def test_every_key_is_explained(made: schema.Schema):
    for part in objects(made):
        assert [name for name, said in part["properties"].items() if not said.get("description")] == []


def test_every_setting_says_its_default():
    defaults = {
        field.name: field.default
        for field in msgspec.structs.fields(Config)
        if isinstance(field.default, str | int) and field.default != ""
    }
    assert defaults
    assert {name: CONFIGURATION["properties"][name].get("default") for name in defaults} == defaults


SOUND_FRONT_MATTER = [
    "title: 1984",
    "title: A\nsummary:\ntags: []\nlang:",
    "title: A\ndate: 2022-09-28\nupdated: 2022-09-28 10:30 +06:00",
    "title: A\ndate: 28.09.2022",
    "title: A\ndate: 20220928",
    "title: A\ndate: 2022-9-8",
    "title: A\ndate: 28 сентября 2022",
    "title: A\ndate: Fri, 03 Sep 2021 11:21:31 +0200",
    "title: A\ntags: one\nauthor: [A. Writer, 7]\ncategories: [News, port]\nland: Kazakhstan",
    "title: A\ndraft: yes",
    "title: A\ndraft: OFF",
    "title: A\npublished: false",
    "title: A\nlang: ru",
    "title: A\nembargo: 2022-09-28 09:00\nexpires: 2023-01-01",
    "title: A\nretracted: true",
    "title: A\nretracted: 2022-10-01",
    "title: A\nretracted: {date: 2022-10-01, reason: The source withdrew it}",
    "title: A\nsources: https://example.org/",
    "title: A\nsources:\n  - The court's order\n  - {title: B, url: https://example.org/, archived: }",
    "title: A\ncorrections: {date: 2022-10-01, text: A name}",
    "title: A\ncorrections:\n  - date: 1 October 2022\n    text: A name",
    "title: A\nextra: {map: {zoom: 3}, rows: [1, 2]}",
    "title: A\nlayout: {any: thing}",
    "title: A\nsection: [News]",
    "title: A\nredirectto: HTTPS://example.org/",
    "title: A\naliases: /old/",
    "title: A\nimages: {a.jpg: {credit: B, alt: }, b.jpg: }",
]

BROKEN_FRONT_MATTER = [
    "date: 2022-09-28",
    "title:",
    "title: {a: b}",
    "title: A\ndate: [2022-09-28]",
    "title: A\ndate: 09/05/2022",
    "title: A\ndate: 2022",
    "title: A\ndate: 12:30",
    "title: A\ndraft:",
    "title: A\ndraft: maybe",
    "title: A\nembargo:",
    "title: A\nembargo: {from: now}",
    "title: A\ntags: {a: b}",
    "title: A\ntags: [[a]]",
    "title: A\nsources: [{url: https://example.org/}]",
    "title: A\nsources: [{title: [A]}]",
    "title: A\ncorrections: [{date: 2022-10-01}]",
    "title: A\ncorrections: [A name]",
    "title: A\nextra: text",
    "title: A\nimages: {a.jpg: [B]}",
    "title: A\nsection: [News, Reports]",
]


@pytest.mark.parametrize("text", SOUND_FRONT_MATTER)
def test_front_matter_that_is_read_is_admitted(text: str):
    assert reader().read(f"---\n{text}\n---\n", "a.md").problems == ()
    assert admits(FRONT_MATTER, text)


@pytest.mark.parametrize("text", BROKEN_FRONT_MATTER)
def test_front_matter_that_is_refused_is_marked(text: str):
    assert reader().read(f"---\n{text}\n---\n", "a.md").front is None
    assert not admits(FRONT_MATTER, text)


@pytest.mark.parametrize("text", ["title: A\nautors: B", "title: A\nlang: de", "title: A\nredirectto: example.org"])
def test_what_is_only_warned_of_or_refused_later_is_marked_too(text: str):
    assert not admits(FRONT_MATTER, text)


SOUND_CONFIGURATION = [
    "title: A",
    "title: A\nsections:\nlatest: 30\ndays: yes",
    "title: A\nlanguages: [en, {ru: {title: Б, sections: [Новости]}}, ky]",
    "title: A\nlanguages: {en: , ru: {title: Б}}",
    "title: A\ntaxonomies: [section, {countries: {archive: month}}]",
    "title: A\nbase_url: https://example.org/\ntimezone: Asia/Almaty\npermalink: /{year}/{slug}.html",
    "title: A\nhosts: github",
    "title: A\nhosts: [apache, nginx]",
    "title: A\nfeeds: {entries: 5, terms: none}\nmarkdown: {dialect: commonmark}\nhtml: trusted",
    "title: A\narticle_types: {Opinion: OpinionNewsArticle}",
    "title: A\nfront_matter: {names: {deck: summary}, ignore: layout}",
    "title: A\nimages: {widths: 480, quality: 70, avif: yes}\nfiles: {allow: [pdf], keep: press/**}",
]

BROKEN_CONFIGURATION = [
    "description: no title",
    "title: A\ntitel: B",
    "title: A\nlatest: 0",
    "title: A\nlatest: many",
    "title: A\nfeeds: {entries: 0}",
    "title: A\nfeeds: {texts: full}",
    "title: A\ntimezone: Asia/Atlantis",
    "title: A\nbase_url: example.org",
    "title: A\npermalink: /{year}/",
    "title: A\nhosts: [amazon]",
    "title: A\nhtml: none",
    "title: A\nmarkdown: commonmark",
    "title: A\narticle_types: {Opinion: Opinions}",
    "title: A\ntaxonomies: [{countries: {archive: week}}]",
    "title: A\ndays: daily",
    "title: A\nimages: {quality: 0}",
    "title: A\nimages: {widths: [480, 10]}",
    "title: A\nimages: {widths: wide}",
]


@pytest.mark.parametrize("text", SOUND_CONFIGURATION)
def test_a_configuration_that_is_read_is_admitted(text: str):
    settings.parse(text)
    assert admits(CONFIGURATION, text)


@pytest.mark.parametrize("text", BROKEN_CONFIGURATION)
def test_a_configuration_that_is_refused_is_marked(text: str):
    with pytest.raises(ProblemsFound):
        settings.parse(text)
    assert not admits(CONFIGURATION, text)


def faults(folder: Path, config: Config) -> list[str]:
    """What the schema has against files whose front matter newsgen reads without a word."""
    made, known = Draft202012Validator(schema.front_matter(config)), reader(config)
    found = []
    read = 0
    for file in sorted(folder.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        if not known.read(text, file.name).problems:
            read += 1
            found += [f"{file.name}: {error.message}" for error in made.iter_errors(seen(split(text).front))]
    assert read
    return found


def test_the_repositorys_own_articles_and_configuration_are_admitted(root: Path):
    assert faults(root / "content", settings.load(root)) == []
    assert admits(CONFIGURATION, (root / "newsgen.yaml").read_text(encoding="utf-8"))


def test_a_made_up_archive_is_admitted(tmp_path: Path):
    corpus.begin(tmp_path, "commonmark", bilingual=True)
    for story in stories(200, seed=1):
        corpus.write(tmp_path, story, bilingual=True)
    assert faults(tmp_path / "content", settings.load(tmp_path)) == []


@pytest.mark.slow
@pytest.mark.parametrize("archive", ["digitalgov", "18f", "bitcoinops"])
def test_real_archives_are_admitted_with_the_configurations_of_the_documentation(
    corpora: Path, root: Path, archive: str
):
    configurations = re.findall(r"```yaml\n(.*?)```", (root / "docs/moving.md").read_text("utf-8"), re.DOTALL)
    order = ["digitalgov", "18f", "bitcoinops"]
    text = configurations[order.index(archive)]
    assert admits(CONFIGURATION, text)
    assert faults(corpora / archive, settings.parse(text)) == []


def newsgen(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="newsgen")


def test_the_schema_of_front_matter_is_that_of_the_site_in_the_folder(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("newsgen.yaml", "title: A\ntaxonomies: [section, tags, countries]\n")
    printed = json.loads(newsgen("schema", "front-matter", "--site", str(site.folder)).stdout)
    assert "countries" in printed["properties"]
    elsewhere = json.loads(newsgen("schema", "front-matter", "--site", str(tmp_path)).stdout)
    assert "countries" not in elsewhere["properties"]


def test_the_schema_of_the_configuration_is_printed_though_the_configuration_is_broken(tmp_path: Path):
    site = Site(tmp_path)
    site.write("newsgen.yaml", "titel: A\n")
    assert json.loads(newsgen("schema", "configuration", "--site", str(tmp_path)).stdout) == CONFIGURATION
    refused = newsgen("schema", "front-matter", "--site", str(tmp_path))
    assert refused.exit_code == 1
    assert 'newsgen.yaml:1: unknown key "titel"; did you mean "title"?' in refused.stderr


def test_without_a_name_both_are_printed_in_one(tmp_path: Path):
    printed = json.loads(newsgen("schema", "--site", str(tmp_path)).stdout)
    assert set(printed["$defs"]) == {"configuration", "front-matter"}


def test_the_files_of_a_new_site_are_written_anew_only_where_they_changed(tmp_path: Path):
    assert newsgen("init", str(tmp_path / "site")).exit_code == 0
    folder = tmp_path / "site"
    again = newsgen("schema", "--write", "--site", str(folder))
    assert (again.exit_code, again.stdout) == (0, "Both schemas are up to date.\n")
    with (folder / "newsgen.yaml").open("a", encoding="utf-8") as file:
        file.write("taxonomies: [section, tags, countries]\n")
    changed = newsgen("schema", "--write", "--site", str(folder))
    assert changed.stdout == "schemas/front-matter.schema.json\n"
    assert "countries" in (folder / "schemas/front-matter.schema.json").read_text(encoding="utf-8")
