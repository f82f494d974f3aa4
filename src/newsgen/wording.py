"""A site's own words of the interface: `templates/words.yaml`, by language, English message and text.

ru:
  Older: Раньше
  "%(num)s article": ["%(num)s статья", "%(num)s статьи", "%(num)s статей"]
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from newsgen import typed, words, yaml
from newsgen.errors import Problem, did_you_mean
from newsgen.notes import Notes
from newsgen.template_references import SUFFIXES
from newsgen.values import entries
from newsgen.words import Text
from newsgen.yaml import Entry, Node, Scalar

FILE = "templates/words.yaml"

_SAID_LATER = re.compile(r"""(?:\b_|\bn?gettext)\(\s*[^"'\s]|\{%[-+]?\s*trans\b""")
"""A message that is only known on rendering."""

Wording = Mapping[str, Mapping[str, Text]]


def read(
    site: Path, languages: tuple[str, ...], taxonomies: Collection[str] = ()
) -> tuple[Wording, tuple[Problem, ...]]:
    """The words of each language, and what is wrong with them; no file, no words. `taxonomies` are the site's keys."""
    try:
        text = (site / FILE).read_text("utf-8-sig")
    except FileNotFoundError:
        return {}, ()
    except UnicodeDecodeError:
        return {}, (Problem(FILE, 0, "this file is not in UTF-8", "save it as UTF-8"),)
    notes = Notes(FILE, text)
    wording: dict[str, dict[str, Text]] = {}
    said_in: dict[str, int] = {}
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
                said_in.setdefault(each.key.text, each.key.line)
    for message, near in _unknown(site, said_in, taxonomies):
        what = f'"{message}" is no message of the interface, so its text stands nowhere'
        notes.warning(
            said_in[message], what + (f'; did you mean "{near}"?' if near else ""), "write it as English pages do"
        )
    return wording, tuple(notes.problems)


def _unknown(site: Path, said: Collection[str], taxonomies: Collection[str]) -> Iterator[tuple[str, str]]:
    """Messages that neither newsgen nor a template of the site's own ever says, each with the nearest one that is."""
    from newsgen.template_functions import taxonomy_label

    english = words.Words("en")
    known = words.messages() | {
        taxonomy_label(english, key, plural=plural) for key in taxonomies for plural in (True, False)
    }
    strange = [message for message in said if message not in known]
    if not strange:
        return
    paths = (path for path in sorted((site / "templates").rglob("*")) if path.suffix in SUFFIXES and path.is_file())
    own = "\n".join(path.read_text("utf-8", errors="replace") for path in paths)
    if _SAID_LATER.search(own):
        return
    folded = {each.lower(): each for each in sorted(known)}
    for message in strange:
        if message not in own:
            near = difflib.get_close_matches(message.lower(), folded, n=1, cutoff=0.6)
            yield message, folded[near[0]] if near else ""


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
