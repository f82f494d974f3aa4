"""The one reader of YAML: from a parser's events, every scalar as text, every node with its line.

No type is guessed here, because YAML's guesses are wrong for a newsroom: `no` is Norway as well as False, `10:30` is a
time and not 630, and 2025-14-07 is a mistake of which its writer should hear. What a text means is decided by whoever
knows which key it stands under.

What a front matter or a configuration never needs is refused: anchors, aliases, tags, more than one document, keys that
are not text, and nesting that only serves to exhaust a reader.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

MAX_DEPTH = 20
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

# What YAML does not allow in a stream, XML not in a document, or what YAML 1.1 takes for the end of a line. (What is
# wrong is listed, because the opposite of what is right takes ten times as long to compile.)
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SEPARATORS = {0x85: " ", 0x2028: " ", 0x2029: " "}
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Scalar(msgspec.Struct, frozen=True, gc=False):
    text: str
    line: int
    """In the file, from 1."""
    column: int
    """From 1."""
    quoted: bool = False
    """True for text in quotes and for a block that begins with `|` or `>`."""

    @property
    def absent(self) -> bool:
        """True for a value that says nothing: empty text, blanks in quotes, a bare `~` or `null`."""
        return not self.text.strip() if self.quoted else self.text in _NULLS


class Sequence(msgspec.Struct, frozen=True, gc=False):
    items: tuple[Node, ...]
    line: int


class Entry(msgspec.Struct, frozen=True, gc=False):
    key: Scalar
    value: Node


class Mapping(msgspec.Struct, frozen=True, gc=False):
    entries: tuple[Entry, ...]
    """In the order of the file, each key once."""
    line: int
    repeated: tuple[Entry, ...] = ()
    """Later entries of keys that stand in `entries` already."""


Node = Scalar | Sequence | Mapping


class YamlError(ValueError):
    """Text that is not the YAML that newsgen reads."""

    def __init__(
        self, line: int, message: str, hint: str = "", *, since: int = 0, keys: tuple[int, ...] = (), kind: str = ""
    ) -> None:
        super().__init__(line, message, hint)
        self.line = line
        """In the file, from 1: where the reader could go no further, which may be after the mistake."""
        self.message = message
        self.hint = hint
        self.since = since or line
        """Line of the last value that was read before it: the mistake stands between there and `line`."""
        self.keys = keys
        """Lines of the outermost keys that were read before it."""
        self.kind = kind
        """What the parser itself calls it; empty where newsgen refuses what the parser would take."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


_PROBLEMS = (
    ("mapping values are not allowed", "a colon where no key can stand", "put a value that holds a colon in quotes"),
    ("did not find expected key", "text that is neither a key nor part of the value above", "look at the quotes"),
    ("find expected ':'", "text that is neither a key nor part of the value above", "indent it, or add a colon"),
    ("alphabetic or numeric character", "a value begins with * or & and is not in quotes", "put the value in quotes"),
    ("cannot start any token", "a value or key begins with a sign that YAML reserves", "put it in quotes"),
    ("end of stream", "a quote or bracket is not closed", "close it"),
    ("',' or ']'", "a list in brackets is not closed", "close it with ]"),
    ("',' or '}'", "a mapping in braces is not closed", "close it with }"),
    ("unknown escape", "a backslash in double quotes begins a code that is not known", "use single quotes"),
    ("escape code", "a backslash in double quotes begins a code that is not valid", "use single quotes"),
    ("block sequence entries", "a list begins on the line of its key", "put each item on a line of its own"),
    ("expected '-' indicator", "an item is not in line with those above it", "give all items the same indentation"),
    ("tab character", "a tab where YAML wants spaces", "indent with spaces"),
    ("comment or line break", "text after | or >", "put the value in quotes"),
    ("document start", "text after the end of the keys", "give all keys the same indentation"),
)

# Without libyaml, PyYAML's own parser gives the same events, ten times slower.
_Parser: Any = yaml.cyaml.CParser if yaml.__with_libyaml__ else yaml.BaseLoader  # type: ignore[attr-defined]


def read(text: str, first_line: int = 1) -> Node | None:
    """The one document in a text; None when there is nothing in it but blanks and comments.

    `first_line` is the line of the file on which the text begins. Raises YamlError.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ODD.search(text):
        text = _cleaned(text, first_line)
    return _build(text, first_line)


def _build(text: str, first_line: int) -> Node | None:  # noqa: C901, PLR0912 -- one flat loop, for speed
    root: Node | None = None
    # Each open collection: its children so far (keys and values by turns in a mapping), its line, whether a mapping.
    stack: list[tuple[list[Any], int, bool]] = []
    children: list[Any] = []
    mapping = False
    documents = 0
    since = first_line
    escapes = "\\" in text

    def refuse(line: int, message: str, hint: str = "", kind: str = "") -> YamlError:
        top = stack[0] if stack else None
        keys = tuple(key.line for key in top[0][::2]) if top and top[2] else ()
        return YamlError(line, message, hint, since=since, keys=keys, kind=kind)

    try:
        get_event = _Parser(text).get_event
        while True:
            event: Any = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                mark = event.start_mark
                line = mark.line + first_line
                if event.anchor is not None or event.tag is not None:
                    raise refuse(line, *_property(event))
                value = event.value
                if escapes and event.style == '"' and NOT_XML.search(value):
                    raise refuse(line, "a code in double quotes stands for a character that no page can show")
                since = line
                node: Node = Scalar(value, line, mark.column + 1, bool(event.style))
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                line = event.start_mark.line + first_line
                if event.anchor is not None or event.tag is not None:
                    raise refuse(line, *_property(event))
                if mapping and not len(children) & 1:
                    raise refuse(line, "a list or mapping stands where a key should", "put the key in quotes")
                if len(stack) == MAX_DEPTH:
                    raise refuse(line, f"nested deeper than {MAX_DEPTH} levels")
                children, mapping = [], kind is MappingStartEvent
                stack.append((children, line, mapping))
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                children, line, mapping = stack.pop()
                node = _mapping(children, line) if mapping else Sequence(tuple(children), line)
                if stack:
                    children, _, mapping = stack[-1]
            elif kind is AliasEvent:
                line = event.start_mark.line + first_line
                raise refuse(line, f"aliases (*{event.anchor}) are not read", "put the value in quotes")
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise refuse(event.start_mark.line + first_line, "a second document begins", "leave only the first")
                continue
            elif kind is StreamEndEvent:
                return root
            else:
                continue
            if stack:
                children.append(node)
            else:
                root = node
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        problem = str(error.problem)
        # An unclosed quote is noticed at the end of the text; where it opens is of more use.
        if "end of stream" in problem and error.context_mark is not None:
            at = error.context_mark
            since = at.line + first_line
        line = first_line + (min(at.line, text.count("\n")) if at is not None else 0)
        message, hint = next(((m, h) for p, m, h in _PROBLEMS if p in problem), (problem, ""))
        raise refuse(line, message, hint, problem) from None


def _mapping(children: list[Any], line: int) -> Mapping:
    entries = [Entry(children[i], children[i + 1]) for i in range(0, len(children), 2)]
    if len({entry.key.text for entry in entries}) == len(entries):
        return Mapping(tuple(entries), line)
    first: dict[str, Entry] = {}
    repeated = tuple(entry for entry in entries if first.setdefault(entry.key.text, entry) is not entry)
    return Mapping(tuple(first.values()), line, repeated)


def _property(event: CollectionStartEvent | ScalarEvent) -> tuple[str, str]:
    if event.anchor is not None:
        return f"anchors (&{event.anchor}) are not read", "put the value in quotes"
    return f"tags ({event.tag}) are not read", "put the value in quotes"


def visible(text: str) -> str:
    """The text without the characters that make `read` refuse it."""
    return _ODD.sub("", text.translate(_SEPARATORS))


def _cleaned(text: str, first_line: int) -> str:
    # YAML 1.1 takes these three for the end of a line, where every editor shows one line.
    text = text.translate(_SEPARATORS)
    found = _ODD.search(text)
    if found is None:
        return text
    line = first_line + text.count("\n", 0, found.start())
    raise YamlError(line, f"a character that cannot be seen (U+{ord(found.group()):04X})", "remove it")
