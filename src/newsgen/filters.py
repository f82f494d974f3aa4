"""What is asked of a list of articles, in words that are quick to type: `draft`, `no-summary`, `tag:port`, `fire`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from newsgen import permalink
from newsgen.config import Config
from newsgen.errors import UsageError, did_you_mean
from newsgen.glossary import Glossary
from newsgen.listing import Condition, carries, folded
from newsgen.synonyms import SYNONYMS

HELD = ("draft", "future", "embargo", "expired")

STATES: Mapping[str, tuple[str, ...]] = {
    "public": ("public",),
    "draft": ("draft",),
    "scheduled": ("future", "embargo"),
    "future": ("future",),
    "embargo": ("embargo",),
    "expired": ("expired",),
    "held": HELD,
    "retracted": ("retracted",),
    "broken": ("broken",),
}
"""Word to the states that it means."""

_PLURALS = {
    "drafts": "draft",
    "articles": "article",
    "pages": "page",
    "embargoed": "embargo",
    "corrections": "corrected",
}
_LACKING = ("summary", "image", "image_alt", "sources")
_PARTS = {"year": r"\d{4}", "month": r"\d{4}-\d\d", "day": r"\d{4}-\d\d-\d\d"}
_EXAMPLES = {"year": "2022", "month": "2022-09", "day": "2022-09-28"}


class Filter(msgspec.Struct, frozen=True):
    word: str
    """As it was typed."""
    condition: Condition
    term: tuple[str, str] | None = None
    """The taxonomy and the slug that are asked for."""
    text: bool = False
    """Whether it is looked for in headlines."""


class Filters:
    """The filters of one site: its taxonomies and languages are words, too."""

    def __init__(self, config: Config, glossary: Glossary) -> None:
        self.glossary = glossary
        self.languages = config.all_languages
        names = {name: name for name in ("section", "tags", "authors", *config.taxonomies)}
        spoken = {**SYNONYMS, "category": "section", "categories": "tags", **config.front_matter.names}
        self.taxonomies = names | {name: names[meant] for name, meant in spoken.items() if meant in names}
        """Key to taxonomy."""
        self.keys: dict[str, Callable[[str, str], Condition]] = {
            **dict.fromkeys(_PARTS, self._date),
            "since": self._bound,
            "before": self._bound,
            "lang": self._language,
            "title": lambda _, value: _holds("folded", folded(value)),
            "path": lambda _, value: _holds("path", value),
        }
        self.lacking = {**{name: name for name in _LACKING}, **self.taxonomies}
        self.words = (
            *STATES,
            *("article", "page", "corrected"),
            *(f"no-{name}" for name in self.lacking),
            *(f"{name}:" for name in (*self.keys, *self.taxonomies)),
        )

    def read(self, words: Iterable[str]) -> list[Filter]:
        """Raises UsageError for a word that cannot be meant."""
        return [self._read(word) for word in words if word.strip()]

    def _read(self, word: str) -> Filter:
        plain = _PLURALS.get(word.lower(), word.lower())
        if plain in STATES:
            states = STATES[plain]
            return Filter(word, Condition(f"state in ({', '.join('?' * len(states))})", states))
        if plain in {"article", "page"}:
            return Filter(
                word, Condition("moment != ''" if plain == "article" else "moment = '' and state != 'broken'")
            )
        if plain == "corrected":
            return Filter(word, _holds("present", " corrections "))
        if plain.startswith("no-"):
            return Filter(word, self._without(plain, plain.removeprefix("no-")))
        key, colon, value = word.partition(":")
        if colon and re.fullmatch(r"\w[\w-]*", key):
            return self._keyed(word, key.lower(), value.strip())
        return Filter(word, _holds("folded", folded(word)), text=True)

    def _keyed(self, word: str, key: str, value: str) -> Filter:
        if key not in self.keys and key not in self.taxonomies:
            near = did_you_mean(f"{key}:", self.words)
            raise UsageError(f'unknown filter "{word}"{near}\nTo look for these words in headlines: "title:{word}"')
        if not value:
            raise UsageError(f'the filter "{word}" needs a value after the colon, without a space')
        if key in self.keys:
            return Filter(word, self.keys[key](key, value))
        taxonomy = self.taxonomies[key]
        slug = permalink.slug(value)
        if not slug:
            raise UsageError(f'the filter "{word}" has no letter or digit after the colon')
        slugs = self._names(taxonomy, slug)
        sql = " or ".join(["instr(terms, ?) > 0"] * len(slugs))
        return Filter(word, Condition(sql, tuple(carries(taxonomy, each) for each in slugs)), term=(taxonomy, slug))

    def _names(self, taxonomy: str, slug: str) -> list[str]:
        """The slugs of everything that the term is called, in all languages."""
        known = self.glossary.id_of(taxonomy, slug)
        other = {name for (of, name), term in self.glossary.ids.items() if of == taxonomy and term == known}
        return sorted({slug, known, *other})

    def _without(self, word: str, name: str) -> Condition:
        if name not in self.lacking:
            raise UsageError(f'unknown filter "{word}"{did_you_mean(word, self.words)}')
        found = self.taxonomies.get(name)
        # A page has no terms, and a file that cannot be read may have anything.
        if found:
            return Condition("moment != '' and instr(terms, ?) = 0", (carries(found, ""),))
        return Condition("moment != '' and instr(present, ?) = 0", (f" {name} ",))

    def _date(self, key: str, value: str) -> Condition:
        if not re.fullmatch(_PARTS[key], value):
            raise UsageError(f'{key} "{value}": write it as {key}:{_EXAMPLES[key]}')
        return Condition("substr(moment, 1, ?) = ?", (len(value), value))

    def _bound(self, key: str, value: str) -> Condition:
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
            raise UsageError(f'{key} "{value}": write it as {key}:2022, {key}:2022-09 or {key}:2022-09-28')
        return Condition(f"moment != '' and moment {'>=' if key == 'since' else '<'} ?", (value,))

    def _language(self, _: str, value: str) -> Condition:
        tag = next((tag for tag in self.languages if tag.lower() == value.lower()), "")
        if not tag:
            near = did_you_mean(value, self.languages) or f"; it has {', '.join(self.languages)}"
            raise UsageError(f'the site has no language "{value}"{near}')
        return Condition("lang = ?", (tag,))

    def advice(self, filters: Iterable[Filter], carried: Callable[[], set[tuple[str, str]]]) -> str:
        """What may have been meant where nothing was found; empty where that is not clear.

        `carried` gives the terms that anything carries, by taxonomy and slug.
        """
        terms: set[tuple[str, str]] = set()
        for each in filters:
            if each.term is not None:
                terms = terms or carried()
            if each.term is not None and not {(each.term[0], slug) for slug in self._names(*each.term)} & terms:
                near = did_you_mean(each.term[1], [slug for taxonomy, slug in terms if taxonomy == each.term[0]])
                return f"nothing carries {each.word}{near}"
            if each.text and (near := did_you_mean(each.word, self.words)):
                return f'no headline holds "{each.word}"{near}'
        return ""


def _holds(column: str, text: str) -> Condition:
    return Condition(f"instr({column}, ?) > 0", (text,))
