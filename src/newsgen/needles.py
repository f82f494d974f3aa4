"""What betrays a document that is held back, and how it is found in a file or a path.

That is its title, its slug as a whole part of an address, and the names of its files.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

import msgspec
from markupsafe import escape

from newsgen import bundles, dates, permalink
from newsgen.article import Article, Document, Moment
from newsgen.config import Config
from newsgen.filetypes import PICTURE_ENDINGS, ending
from newsgen.gate import Gate
from newsgen.links import Links, Published
from newsgen.load import Loaded

LETTERS = 6
"""A title with fewer letters says nothing: it stands in half of all pages by chance."""

What = Literal["title", "address", "file's name"]

_LETTERS = re.compile(r"[^\W\d_]")
_END = frozenset("/\"'<>?#&()\\ \n\t")
_PAGE = re.compile(r"\.(html?|php|aspx?)(?![A-Za-z0-9])", re.IGNORECASE)
"""Endings of pages alone: what ends in .pdf or .json may be a file of that name that goes with another text."""

_IN_SCRIPTS = {ord(char): f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"}
"""How JSON has them that may stand within HTML."""

_VARIANT = re.compile(r"[0-9a-f]{8}-")
_LONG = 200
"""Bytes of a file's name that are left in the names of its other forms, however long it is."""


class Needle(msgspec.Struct, frozen=True, order=True):
    """Something that is not public, and must not be in a page."""

    text: str
    what: What
    source: str
    """Of the document that is held back."""
    alone: bool = False
    """Of a picture's name: whether another picture that is public has other forms whose names begin in the same way."""

    @property
    def print(self) -> bytes:
        """Enough to notice a new needle, and too little to learn or to confirm what it is."""
        return blake2b(self.text.encode(), digest_size=2, key=b"alone" if self.alone else b"").digest()


def sought(
    loaded: Loaded, gate: Gate, links: Links, static: Collection[str], content: Collection[str], config: Config
) -> tuple[Needle, ...]:
    """What to look for, in order; nothing when nothing is held back.

    `static` are the files that are published for themselves; `content` those that go with documents.
    """
    held = {each.source for each in gate.held}
    if not held and not loaded.withdrawn:
        return ()
    public = gate.addressed
    titles = {document.title for document in public}
    steps = {step for document in public for step in _steps(document)}
    steps |= {permalink.slug(label) for article in gate.articles for _, labels in article.terms for label in labels}
    hidden = [document for document in loaded.documents if document.source in held]
    beside = {document.source: frozenset(_attached(document, links)) for document in hidden}
    beside |= {source: frozenset(_of_folder(source, links)) for source in loaded.withdrawn}
    # A file of what is held back that is published by mistake must not speak for its own name.
    own = {path for paths in beside.values() for path in paths}.intersection(content)
    own -= bundles.named(gate.readable, own) if own else set()
    names = {posixpath.basename(path) for path in (*static, *(path for path in content if path not in own))}
    stems = {_stem_of(name) for name in names}
    names |= {_stem(document.source) for document in public}
    calendar = _calendar(config.all_languages)
    found: set[Needle] = set()
    for document in hidden:
        source = document.source
        if document.title not in titles and _says_something(document.title, calendar):
            found.add(Needle(document.title, "title", source))
        slug, file = _slug(document.address), _file_of(document.address)
        if len(slug) > 2 and not slug.isdigit() and slug not in steps:
            found.add(Needle(slug, "address", source))
        if file and file not in steps and file not in names:
            found.add(Needle(file, "address", source))
    for source, paths in beside.items():
        for name in {posixpath.basename(path) for path in paths}:
            if name not in names and len(name) > 6:
                found.add(Needle(name, "file's name", source, alone=_stem_of(name) in stems))
    for source in held | loaded.withdrawn:
        stem = _stem(source)
        if len(stem) > 8 and stem not in names and stem not in steps:
            found.add(Needle(stem, "file's name", source))
    return tuple(sorted(found))


def _steps(document: Published) -> Iterator[str]:
    for address in (document.address, *document.aliases):
        yield _slug(address)
        yield _file_of(address)


def _slug(address: str) -> str:
    step = address.rstrip("/").rpartition("/")[2]
    return posixpath.splitext(step)[0] if not address.endswith("/") and permalink.is_file(step) else step


def _file_of(address: str) -> str:
    """The name of the file that an address asks for, where it is not that of a page; else empty."""
    step = address.rpartition("/")[2]
    return step if permalink.is_file(step) and not _PAGE.fullmatch(posixpath.splitext(step)[1]) else ""


def _stem_of(name: str) -> str:
    return posixpath.splitext(permalink.nfc(name))[0]


def _stem(source: str) -> str:
    folder, name = posixpath.split(source)
    stem = posixpath.splitext(name)[0]
    return posixpath.basename(folder) if stem.partition(".")[0] == "index" else stem


def _attached(document: Document, links: Links) -> Iterator[str]:
    """Files that a document shows, links to, or has in its folder."""
    for link in document.links:
        if (link.embedded and "://" not in link.target) or link.target in links.files:
            yield link.target
    if isinstance(document, Article) and document.image is not None and "://" not in document.image.target:
        yield document.image.target
    yield from _of_folder(document.source, links)


def _of_folder(source: str, links: Links) -> tuple[str, ...]:
    folder, name = posixpath.split(source)
    return links.bundles.below.get(folder, ()) if name.startswith("index.") else ()


def _says_something(title: str, calendar: frozenset[str]) -> bool:
    letters = "".join(_LETTERS.findall(title)).casefold()
    return len(letters) >= LETTERS and letters not in calendar


@lru_cache(maxsize=8)
def _calendar(languages: tuple[str, ...]) -> frozenset[str]:
    """The letters of all headings of months: `September 2022` is on pages that no article has named."""
    import datetime as dt

    months = [Moment(dt.date(2022, month, 1)) for month in range(1, 13)]
    return frozenset(
        "".join(_LETTERS.findall(form(month, lang))).casefold()
        for lang in languages
        for month in months
        for form in (dates.month_heading, dates.month_name)
    )


class Scanner:
    """Looks for all needles in one pass."""

    def __init__(self, sought: Sequence[Needle]) -> None:
        import ahocorasick

        self._automaton = ahocorasick.Automaton()
        forms: dict[str, list[tuple[int, _Check]]] = {}
        for index, needle in enumerate(sought):
            for form, check in _forms(needle).items():
                forms.setdefault(form, []).append((index, check))
        for form, found in forms.items():
            self._automaton.add_word(form, tuple(found))
        self._automaton.make_automaton()

    def hits(self, data: bytes) -> tuple[int, ...]:
        """The needles in the bytes of a file, or in a path."""
        text = data.decode("latin-1")  # bytes as they are: no form is lost to a decoding error
        found: set[int] = set()
        for end, matches in self._automaton.iter(text):
            for index, check in matches:
                if check is None or check(text, end + 1):
                    found.add(index)
        return tuple(sorted(found))


_Check = Callable[[str, int], object] | None
"""Whether what follows the form makes it the needle."""


def _ends(text: str, at: int) -> bool:
    """Whether a part of an address ends there: at a slash, at the end of what it stands in, or at a page's ending."""
    return at >= len(text) or text[at] in _END or _PAGE.match(text, at) is not None


def _forms(needle: Needle) -> dict[str, _Check]:
    """How the needle is written in HTML, XML, JSON and addresses; each as its bytes, in Latin-1."""
    text = needle.text
    forms: dict[str, _Check]
    if needle.what == "address":
        forms = dict.fromkeys((f"/{text}", permalink.href("/", f"/{text}")), _ends)
    else:
        escaped = str(escape(text))
        written = [text, escaped, str(escape(escaped)), permalink.href("", f"/{text}")]
        for each in (text, escaped):
            for ascii_only in (True, False):
                encoded = json.dumps(each, ensure_ascii=ascii_only)[1:-1]
                written += [encoded, encoded.translate(_IN_SCRIPTS)]
        forms = dict.fromkeys(written)
        if needle.what == "file's name" and not needle.alone and ending(text) in PICTURE_ENDINGS:
            # Its other forms: /port-1f3a5c7e-960.webp for port.jpg.
            stem = _stem_of(text)
            whole = len(stem.encode()) <= _LONG
            start = f"/{stem}-" if whole else "/" + stem.encode()[:_LONG].decode(errors="ignore")
            for form in (start, permalink.href("/", start)):
                forms[form] = _VARIANT.match if whole else None
    return {form.encode().decode("latin-1"): check for form, check in forms.items()}
