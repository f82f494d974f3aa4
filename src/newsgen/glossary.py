"""What a site knows of its terms beside their names in articles: `content/terms.yaml`.

    tags:
      torture:
        labels: {en: torture, ru: пытки, ky: кыйноо}
        synonyms: [ill-treatment]
        description: {en: Reports of torture and of the trials that followed.}
    authors:
      a-writer:
        labels: A. Writer
        description: Writes about courts.
        links: [https://example.net/@a-writer]

A term's key is its id: the last part of its address in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from newsgen import permalink, typed, yaml
from newsgen.config import Config
from newsgen.errors import Problem, did_you_mean
from newsgen.notes import Notes, ValueFault
from newsgen.values import entries
from newsgen.yaml import Entry, Node, Scalar

FILE = "terms.yaml"

EVERY = ""
"""Stands for all languages where a text is given once."""


class Profile(msgspec.Struct, frozen=True, gc=False):
    """A page elsewhere about a term, or of an author."""

    url: str
    label: str = ""


class Known(msgspec.Struct, frozen=True, gc=False):
    labels: dict[str, str] = {}
    """By language; of a language that is missing, the earliest spelling in an article."""
    synonyms: tuple[str, ...] = ()
    """Other spellings, in any language."""
    description: dict[str, str] = {}
    """By language: one line or a short biography."""
    links: tuple[Profile, ...] = ()

    def label(self, lang: str) -> str:
        return self.labels.get(lang, "") or self.labels.get(EVERY, "")

    def about(self, lang: str) -> str:
        return self.description.get(lang, "") or self.description.get(EVERY, "")


class Glossary(msgspec.Struct, frozen=True):
    terms: Mapping[tuple[str, str], Known] = {}
    """By taxonomy and id."""
    ids: Mapping[tuple[str, str], str] = {}
    """By taxonomy and the slug of any name that a term goes by."""
    problems: tuple[Problem, ...] = ()

    def id_of(self, taxonomy: str, slug: str) -> str:
        """The id of a spelling; its own slug where nothing is known of it."""
        return self.ids.get((taxonomy, slug), slug)


def read(content: Path, config: Config, files: Iterable[str]) -> Glossary:
    """The glossary of a site; `files` are those that lie in the content folder and are not excluded."""
    if FILE not in files:
        return Glossary()
    path = f"{config.content}/{FILE}"
    try:
        text = (content / FILE).read_text("utf-8-sig")
    except FileNotFoundError:
        return Glossary()
    except UnicodeDecodeError:
        return Glossary(problems=(Problem(path, 0, "this file is not in UTF-8", "save it as UTF-8"),))
    notes = Notes(path, text)
    return _Reader(config, notes).glossary(typed.parse(text, notes))


class _Reader:
    def __init__(self, config: Config, notes: Notes) -> None:
        self.config = config
        self.notes = notes
        self.shape = typed.Shape(Known, fields={"labels": self.by_language, "description": self.by_language})
        self.terms: dict[tuple[str, str], Known] = {}
        self.ids: dict[tuple[str, str], str] = {}

    def glossary(self, root: Node | None) -> Glossary:
        for taxonomy in self.entries(root, "the file"):
            name = taxonomy.key.text
            if name not in self.config.taxonomies:
                near = did_you_mean(name, tuple(self.config.taxonomies))
                self.notes.warning(taxonomy.key.line, f'"{name}" is not a taxonomy of this site{near}')
                continue
            for entry in self.entries(taxonomy.value, name):
                self.term(name, entry)
        return Glossary(self.terms, self.ids, tuple(self.notes.problems))

    def entries(self, node: Node | None, name: str) -> tuple[Entry, ...]:
        return entries(node, name, self.notes, "write a key and a colon on each line")

    def term(self, taxonomy: str, entry: Entry) -> None:
        name, line = entry.key.text, entry.key.line
        slug = permalink.slug(name)
        if not slug or slug != permalink.nfc(name):
            hint = f"write: {slug}:, and the name below it under labels:" if slug else "write lower case letters"
            self.notes.error(line, f'the id "{name}" cannot be part of an address', hint)
            return
        absent = isinstance(entry.value, Scalar) and entry.value.absent
        known = self.shape.read(None if absent else entry.value, self.notes, name, line)
        if known is None:
            return
        for profile in known.links:
            if urlsplit(profile.url).scheme not in {"https", "http", "mailto"}:
                self.notes.error(line, f'"{profile.url}" of {name} is no address', "write it with https://")
        self.terms[taxonomy, slug] = known
        for spelling in (name, *known.labels.values(), *known.synonyms):
            if not (key := permalink.slug(spelling)):
                continue
            other = self.ids.setdefault((taxonomy, key), slug)
            if other != slug:
                self.notes.error(line, f'"{spelling}" is a name of {slug} and of {other}', "leave it to one of the two")

    def by_language(self, node: Node) -> dict[str, str]:
        """Text for each language, or one for all of them."""
        if isinstance(node, Scalar):
            return {EVERY: node.text.strip()}
        if not isinstance(node, yaml.Mapping) or node.repeated:
            raise ValueFault("it must be text, or a text for each language", "write: {en: torture, ru: пытки}")
        texts: dict[str, str] = {}
        for entry in node.entries:
            lang, value = entry.key.text, entry.value
            if not isinstance(value, Scalar):
                raise ValueFault(f"the text for {lang} must be text", "put it in quotes")
            if lang not in self.config.all_languages:
                near = did_you_mean(lang, self.config.all_languages)
                self.notes.warning(entry.key.line, f'"{lang}" is not a language of this site{near}')
            elif not value.absent:
                texts[lang] = value.text.strip()
        return texts
