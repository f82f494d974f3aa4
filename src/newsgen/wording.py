"""A site's own words of the interface: `templates/words.yaml`, by language, English message and text.

ru:
  Older: Раньше
  "%(num)s article": ["%(num)s статья", "%(num)s статьи", "%(num)s статей"]
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from newsgen import typed, words, yaml
from newsgen.errors import Problem, did_you_mean
from newsgen.notes import Notes
from newsgen.values import entries
from newsgen.words import Text
from newsgen.yaml import Entry, Node, Scalar

FILE = "templates/words.yaml"

Wording = Mapping[str, Mapping[str, Text]]


def read(site: Path, languages: tuple[str, ...]) -> tuple[Wording, tuple[Problem, ...]]:
    """The words of each language, and what is wrong with them; no file, no words."""
    try:
        text = (site / FILE).read_text("utf-8-sig")
    except FileNotFoundError:
        return {}, ()
    except UnicodeDecodeError:
        return {}, (Problem(FILE, 0, "this file is not in UTF-8", "save it as UTF-8"),)
    notes = Notes(FILE, text)
    wording: dict[str, dict[str, Text]] = {}
    for entry in _entries(typed.parse(text, notes), "the file", notes):
        lang = entry.key.text
        if lang not in languages:
            notes.warning(
                entry.key.line,
                f'"{lang}" is not a language of this site{did_you_mean(lang, languages)}',
                f"its languages are {', '.join(languages)}",
            )
            continue
        own = wording[lang] = {}
        for each in _entries(entry.value, lang, notes):
            if (said := _text(each, lang, notes)) is not None:
                own[each.key.text] = said
    return wording, tuple(notes.problems)


def _entries(node: Node | None, name: str, notes: Notes) -> tuple[Entry, ...]:
    return entries(node, name, notes, "write: ru:, and below it: Older: Раньше")


def _text(entry: Entry, lang: str, notes: Notes) -> Text | None:
    """What a message is to be; None when it says nothing or a fault was noted."""
    message, node = entry.key.text, entry.value
    if isinstance(node, Scalar):
        if node.absent:
            return None
        texts: tuple[str, ...] = (node.text.strip(),)
    elif isinstance(node, yaml.Sequence) and all(isinstance(item, Scalar) for item in node.items):
        texts = tuple(item.text.strip() for item in node.items if isinstance(item, Scalar))
        needed = words.plural_forms(lang)
        if len(texts) != needed:
            notes.error(
                node.line,
                f'"{message}" has {len(texts)} forms; {lang} counts with {needed}',
                "write one text for each, as the language's own catalogue does",
            )
            return None
    else:
        notes.error(node.line, f'"{message}" must be text, or a list with a text for each plural form')
        return None
    for text in texts:
        if strange := words.strange_placeholders(message, text):
            notes.error(
                node.line,
                f'"{text}" holds {", ".join(strange)}, which "{message}" does not',
                "a percent sign is written %%",
            )
            return None
    return texts[0] if isinstance(node, Scalar) else texts
