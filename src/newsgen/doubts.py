"""What parses as YAML but was hardly meant so: text that a mistake makes YAML drop, or take for something else.

A parser is silent about each of these, and the article would go out with half a headline, or without its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from newsgen import quoting, yaml
from newsgen.mends import Fault
from newsgen.yaml import Entry, Node, Scalar, YamlError

_TOP_KEY = re.compile(r"([\w.$-]*\w)[ \t]*:(?=[ \t]|$)")
_TOP_KEYS = re.compile(r"\n[\w.$-]*\w[ \t]*:(?=[ \t\n])")
_CUT = re.compile(r"(?<=[^\s])[ \t]+#(?=[^\s#!])")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", re.DOTALL)
_DASHED = re.compile(r"\n[ \t]+-[^\s-]")
_FLOW = re.compile(r"\{[^{}]*,(?:[^{}:,]|:(?=\S))*[,}]")
"""Braces in which something stands between two commas, or a comma and the end, without a colon."""
_INNER_KEYS = frozenset({"title", "url", "archived", "date", "text", "reason", "credit", "caption", "alt"})
_ITEM = re.compile(r"[ \t]+-([ \t]*)([^\s-].*)")


def doubts(text: str, first_line: int, mapping: yaml.Mapping, keys: Mapping[str, bool]) -> Iterator[Fault]:
    """The faults of a front matter that was read.

    `keys` are the keys that mean something to newsgen, and whether their value is always text.
    """
    count = len(mapping.entries) + len(mapping.repeated)
    # These run for every file, so each begins with a literal sign, for which a search is quick.
    swallowed = len(_TOP_KEYS.findall(f"\n{text}\n")) > count
    dashed = _DASHED.search(text) is not None or any(_runs_on(entry.value) for entry in mapping.entries)
    cut = (" #" in text or "\t#" in text) and _CUT.search(text) is not None
    stumps = "{" in text and _FLOW.search(text) is not None
    if not (swallowed or dashed or cut or stumps):
        return
    lines = text.split("\n")
    entries = sorted((*mapping.entries, *mapping.repeated), key=lambda entry: entry.key.line)
    ends = [*(entry.key.line - first_line for entry in entries[1:]), len(lines)]
    for entry, end in zip(entries, ends, strict=True):
        start = entry.key.line - first_line
        if swallowed:
            yield from _swallowed(entry, lines, start, end, first_line, keys)
        if cut and entry.key.text in keys:
            yield from _cut(entry, lines, start, end, first_line)
        if dashed:
            yield from _dashed(entry, lines, end, first_line, keys)
        if stumps and entry.key.text in keys and entry.key.text != "extra":
            yield from _cut_by_commas(entry.value, lines, first_line)


def _swallowed(
    entry: Entry, lines: list[str], start: int, end: int, first_line: int, keys: Mapping[str, bool]
) -> Iterator[Fault]:
    """Keys of newsgen at the start of a line, inside quotes or brackets that were never closed."""
    for i in range(start + 1, end):
        match = _TOP_KEY.match(lines[i])
        if match and match[1] in keys:
            what = f'"{entry.key.text}" is not closed before the key "{match[1]}" in line {i + first_line}'
            hint = "close its quotation marks or brackets"
            value = lines[start].partition(":")[2].strip()
            if value[:1] in ('"', "'") and value.count(value[0]) == 1:
                mended = lines[start].rstrip() + value[0]
                below = "\n".join([mended, *lines[start + 1 : i + 1]])
                hint = f"write: {mended}" if _reads(below) else hint
            yield Fault(entry.key.line, what, hint)
            return


def _cut(entry: Entry, lines: list[str], start: int, end: int, first_line: int) -> Iterator[Fault]:
    """Text behind ` #`, which is a comment to YAML: `title: Letter #5` is `Letter`, and `"Free" #5` is `Free`."""
    value = entry.value
    if isinstance(value, Scalar) and (lost := _lost(value, lines, start, end, first_line)):
        i, comment = lost
        mended = quoting.quoted_line(lines[i]) if i == start else ""
        message = f'"{entry.key.text}" ends before "{comment}", which YAML takes for a comment'
        yield Fault(i + first_line, message, f"write: {mended}" if mended else "put the whole value in quotes")
    for item in value.items if isinstance(value, yaml.Sequence) else ():
        row = item.line - first_line
        if isinstance(item, Scalar) and (lost := _lost(item, lines, row, row + 1, first_line)):
            mended = quoting.quoted_line(lines[row], item=True)
            if mended:
                message = f'an item of "{entry.key.text}" ends before "{lost[1]}", which YAML takes for a comment'
                yield Fault(item.line, message, f"write: {mended}")


def _lost(value: Scalar, lines: list[str], start: int, end: int, first_line: int) -> tuple[int, str] | None:
    """The index of the line, and the beginning of what YAML takes there for a comment behind a value, if it does."""
    row, column = value.line - first_line, value.column - 1
    if value.quoted:
        # What stands inside the quotes is not lost, so the search begins where they close.
        rest = "\n".join([lines[row][column:], *lines[row + 1 : end]])
        closing = _QUOTED.match(rest)
        found = _CUT.match(rest, closing.end()) if closing else None
        return (row + rest.count("\n", 0, found.end()), _beginning(rest, found)) if found else None
    for i in range(start, end):
        found = _CUT.search(lines[i], column if i == row else 0)
        if found and not lines[i].lstrip().startswith("#"):
            return i, _beginning(lines[i], found)
    return None


def _beginning(text: str, found: re.Match[str]) -> str:
    return text[found.end() - 1 :].partition("\n")[0].strip()[:40]


def _runs_on(value: Node) -> bool:
    """Whether text in a list, or alone, may hold the items that should have stood below it."""
    items = value.items if type(value) is yaml.Sequence else (value,)
    return any(type(item) is Scalar and not item.quoted and " -" in item.text for item in items)


def _dashed(entry: Entry, lines: list[str], end: int, first_line: int, keys: Mapping[str, bool]) -> Iterator[Fault]:
    """A list item that is text to YAML: `-item` without a space, or one that is not in line with those above it."""
    listed = isinstance(entry.value, yaml.Sequence)
    items = entry.value.items if isinstance(entry.value, yaml.Sequence) else (entry.value,)
    for number, item in enumerate(items, 1):
        stop = items[number].line - first_line if number < len(items) else end
        if not isinstance(item, Scalar) or item.quoted:
            continue
        start = item.line - first_line
        lead = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
        if not listed and (item.line == entry.key.line or not re.match(r"-[^\s\d-]", item.text)):
            # Text that goes on with a dash is text, unless the key is one for lists.
            if keys.get(entry.key.text, True):
                continue
            lead = "  "
        for i in range(start + (listed or item.line == entry.key.line), stop):
            match = _ITEM.fullmatch(lines[i])
            if match is None:
                break
            what = "is not in line with the one above it" if match[1] else "has no space after its dash"
            yield Fault(i + first_line, f"the list item {what}", f"write: {lead}- {match[2]}")


class _Stump(msgspec.Struct, frozen=True):
    """What a comma cut off: of `{reason: It lied, and knew}` YAML makes a second key, `and knew`."""

    above: Entry
    """The entry whose value was meant to go on."""
    keys: list[Scalar]
    """What followed it, up to the next key that has a colon."""


def _cut_by_commas(node: Node, lines: list[str], first_line: int) -> Iterator[Fault]:
    by_line: dict[int, list[_Stump]] = {}
    for stump in _stumps(node, lines, first_line):
        by_line.setdefault(stump.keys[0].line, []).append(stump)
    for number, stumps in by_line.items():
        mended = line = lines[number - first_line]
        for stump in reversed(stumps):
            mended = mended and _closed_over(line, mended, stump)
        names = [stump.above.key.text for stump in stumps]
        what = f'a comma ends "{names[0]}" before "{", ".join(key.text for key in stumps[0].keys)}"'
        hint = f"write: {mended}" if mended and _reads(mended) else f'put all of "{names[0]}" in quotes'
        if not mended and _begins_with_date(stumps[0].above):
            hint = f'say what "{stumps[0].keys[0].text}" is: a key and a colon before it'
        yield Fault(number, what, hint)


def _stumps(node: Node, lines: list[str], first_line: int) -> Iterator[_Stump]:
    if isinstance(node, yaml.Sequence):
        for item in node.items:
            yield from _stumps(item, lines, first_line)
    if not isinstance(node, yaml.Mapping):
        return
    stump: _Stump | None = None
    for entry in node.entries:
        if stump and _is_stump(entry, lines[entry.key.line - first_line]):
            stump.keys.append(entry.key)
            continue
        if stump and stump.keys:
            yield stump
        yield from _stumps(entry.value, lines, first_line)
        stump = _Stump(entry, []) if isinstance(entry.value, Scalar) and not entry.value.absent else None
    if stump and stump.keys:
        yield stump


def _is_stump(entry: Entry, line: str) -> bool:
    key, value = entry.key, entry.value
    if not isinstance(value, Scalar) or value.text or value.quoted or key.quoted or key.text in _INNER_KEYS:
        return False
    # A key without a value in a block has its colon.
    return not line[key.column - 1 :].removeprefix(key.text).lstrip().startswith(":")


def _begins_with_date(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and re.match(r"\d{4}-\d|\d+\.\d", entry.value.text) is not None


def _closed_over(line: str, mended: str, stump: _Stump) -> str:
    """The line, mended to the right of the stump already, with all that the stump was meant to be in quotes."""
    value, last = stump.above.value, stump.keys[-1]
    if not isinstance(value, Scalar) or value.line != last.line or _begins_with_date(stump.above):
        return ""
    start, end = value.column - 1, last.column - 1 + len(last.text)
    raw = line[start:end]
    if value.quoted:
        closing = _QUOTED.match(raw)
        raw = value.text + raw[closing.end() :] if closing else ""
    return f"{line[:start]}{quoting.quote(raw)}{mended[end:]}" if raw else ""


def _reads(text: str) -> bool:
    try:
        yaml.read(text)
    except YamlError:
        return False
    return True
