"""Quotes in YAML: how text is put into them, and what was meant where they went wrong."""

from __future__ import annotations

import re

from newsgen import yaml
from newsgen.yaml import Mapping, Scalar, YamlError

KEY = re.compile(
    r"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[\w.$-]*\w|\"[^\"]+\"|'[^']+')[ \t]*(?P<colon>[:\uff1a])"
    r"(?P<space>[ \t]*)(?P<value>.*)"
)
"""A line that begins with a key, also as the first of a list item."""
ITEM = re.compile(r"(?P<lead>[ \t]*-[ \t]+)(?P<value>\S.*)")
CLOSING = {"[": "]", "{": "}"}


def quote(text: str) -> str:
    """The text as a quoted scalar on one line, in the quotes that need the fewest escapes."""
    if not yaml.NOT_XML.search(text) and "\n" not in text:
        if '"' not in text and "\\" not in text:
            return f'"{text}"'
        if "'" not in text:
            return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def scalar(text: str) -> str:
    """The text as a scalar on one line: bare where that reads back as the same text, else quoted."""
    try:
        node = yaml.read(f"k: {text}")
    except YamlError:
        return quote(text)
    value = node.entries[0].value if isinstance(node, Mapping) and len(node.entries) == 1 else None
    same = isinstance(value, Scalar) and value.text == text and not value.quoted and not value.absent
    return text if same else quote(text)


def quoted_line(line: str, *, item: bool = False) -> str:
    """The line with its value (or with `item` all that follows the dash) in quotes; nothing where it has neither."""
    match = (ITEM if item else KEY).fullmatch(line)
    value = match["value"].strip() if match else ""
    if not match or not value:
        return ""
    start = match["lead"] if item else f"{match['lead']}{match['key']}: "
    return start + quote(unquoted(value))


def unquoted(value: str) -> str:
    """The text that was meant by a value whose quotes went wrong: without quotes that were to enclose it all."""
    mark = value[0]
    if mark not in "\"'":
        return value
    inner = value[1:]
    # The `'` of "it's" opens and closes nothing.
    inner_marks = inner.count(mark) - (len(re.findall(r"\w'\w", inner)) if mark == "'" else 0)
    if inner and inner[-1] in "\"'":
        # `"A" and "B"` is text with two quotations in it; `"a "b" c"` is a quotation in quotes.
        if inner[-1] == mark and _pairs(value, mark):
            return value
        inner = inner[:-1]
    elif inner_marks % 2:
        return value
    return inner.replace('\\"', '"') if mark == '"' else inner.replace("''", "'")


def _pairs(value: str, mark: str) -> bool:
    """Whether the quotes of a value open and close by turns, as quotations within a text do, more than once."""
    positions = [match.start() for match in re.finditer(re.escape(mark), value)]
    if len(positions) < 4 or len(positions) % 2:
        return False
    opened = all(p == 0 or value[p - 1] in " (—–-" for p in positions[::2])
    return opened and all(p + 1 == len(value) or value[p + 1] in " ,.:;!?)—–-" for p in positions[1::2])


def diagnosis(value: str, name: str) -> str:
    """Why a value cannot be read. `name` is what messages call it."""
    first = value[0]
    if first in "\"'":
        return _quotes_diagnosis(value, name)
    if first in "[{" and value.count(first) > value.count(CLOSING[first]):
        return f"the {first} that opens {name} is not closed"
    if first in "*&!@%`|>[{":
        return f"{name} begins with {first} and is not in quotes"
    if re.search(r":(\s|$)", value):
        return f"{name} holds a colon and is not in quotes"
    return f"{name} cannot be read without quotes"


def _quotes_diagnosis(value: str, name: str) -> str:
    first, last, inner = value[0], value[-1], value[1:]
    if first not in inner:
        if last in "\"'":
            return f"{name} opens with {first} and closes with {last}"
        return f"the quotation mark that opens {name} is not closed"
    if first in inner[:-1].replace("''" if first == "'" else '\\"', ""):
        if last in "\"'":
            return f"{name} has quotation marks inside its quotation marks"
        return f"text follows the closing quotation mark of {name}"
    if "\\" in value:
        return f"{name} holds a backslash in double quotes"
    return f"the quotation marks of {name} do not enclose all of it"
