"""What people get wrong in a line of YAML, and how it may have been meant: guesses, the likeliest first.

`mends` proves them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from newsgen import yaml
from newsgen.quoting import CLOSING, ITEM, KEY, diagnosis, quote, scalar, unquoted
from newsgen.yaml import YamlError

TOP_KEY = re.compile(r"(?:[\w.$-]*\w|\"[^\"]+\"|'[^']+')[ \t]*:(?:[ \t]|$)")
_DASHED = re.compile(r"(?P<lead>[ \t]*)-(?P<value>[^\s-].*)")
_WORD = re.compile(r"(?P<key>\w[\w.-]*)[ \t]+(?P<value>\S.*)")
_FOLDED = re.compile(r"[>|][+-]?[1-9]?")


class Mend(msgspec.Struct, frozen=True):
    """Text in the place of some lines, and what was wrong with them."""

    first: int
    """Index of the first line that it takes the place of."""
    last: int
    text: str
    message: str


def spaces_before(key: str) -> str:
    return f'the line begins with spaces; "{key}" belongs at its very start'


def candidates(lines: list[str], first_line: int, error: YamlError, keys: Mapping[str, bool]) -> Iterator[Mend]:
    """Mends for the lines on which the mistake may stand, the likeliest first."""
    end = min(error.line - first_line, len(lines) - 1)
    start = min(error.since - first_line, end)
    numbers = list(range(end, start - 1, -1))
    if len(numbers) > 16:
        numbers = numbers[:8] + numbers[-8:]
    if not (error.kind or error.hint != "remove it"):
        yield Mend(end, end, yaml.visible(lines[end]), error.message)
        return
    for i in numbers:
        yield from _spacing(lines, i, keys)
        yield from _value(lines, i, keys)
        yield from _indentation(lines, i)
    for i in numbers:
        yield from _joined(lines, i, keys)


def _spacing(lines: list[str], i: int, keys: Mapping[str, bool]) -> Iterator[Mend]:
    """Tabs, and missing blanks after a dash or colon, or a missing colon."""
    line = lines[i]
    lead = line[: len(line) - len(line.lstrip())]
    if "\t" in lead:
        text = lead.replace("\t", "  ") + line.lstrip()
        yield Mend(i, i, text, "a tab at the start of the line, where YAML wants spaces")
    dashed = _DASHED.fullmatch(line)
    if dashed:
        value = dashed["value"].strip()
        text = value if value[0] in "\"'" else scalar(value)
        yield Mend(i, i, f"{dashed['lead']}- {text}", "the list item has no space after its dash")
    match = KEY.fullmatch(line)
    if match:
        value = match["value"].strip()
        text = f"{match['lead']}{match['key']}: {value if reads(f'k: {value}') else scalar(value)}"
        if match["colon"] != ":":
            yield Mend(i, i, text, f'a wide colon, which YAML does not know, after "{match["key"]}"')
        elif value and not match["space"] and not value.startswith("//"):
            yield Mend(i, i, text, f'no space after the colon of "{match["key"]}"')
    quoted = re.fullmatch(r"[\"'](\w[\w.-]*):[ \t]+([^\"']*)", line)
    if quoted:
        text = f"{quoted[1]}: {quote(quoted[2].strip())}"
        yield Mend(i, i, text, f'a quotation mark before "{quoted[1]}" is not closed')
    word = _WORD.fullmatch(line)
    if word and (word["key"] in keys or _FOLDED.fullmatch(word["value"].strip())):
        value = word["value"].strip()
        text = value if _FOLDED.fullmatch(value) or reads(f"k: {value}") else scalar(value)
        yield Mend(i, i, f"{word['key']}: {text}", f'no colon after "{word["key"]}"')


def _value(lines: list[str], i: int, keys: Mapping[str, bool]) -> Iterator[Mend]:
    """The value of a key, or a list's item, put in quotes as a whole; lists in brackets item by item."""
    line = lines[i]
    match = KEY.fullmatch(line)
    item = ITEM.fullmatch(line)
    if item and not (match and match["key"] in keys):
        yield from _quoted(i, item["lead"], item["value"].strip(), "the list item", text=True)
    if match and match["value"].strip():
        start, name = f"{match['lead']}{match['key']}: ", f'"{match["key"]}"'
        yield from _quoted(i, start, match["value"].strip(), name, text=keys.get(match["key"], False))
    if not match:
        odd = re.fullmatch(r"([^\s\"'#:-][^:]*|-[^:\s][^:]*):(?:[ \t]+(.*))?", line)
        if odd:
            value = f": {odd[2]}" if odd[2] else ":"
            yield Mend(i, i, quote(odd[1]) + value, f"the key {odd[1]} begins with a sign that YAML reserves")


def _quoted(i: int, start: str, value: str, name: str, *, text: bool) -> Iterator[Mend]:
    """`text` is true where the value is never a list."""
    message = diagnosis(value, name)
    if value.startswith("- ") and not text:
        items = re.split(r"\s+-\s+", value[2:])
        listed = ", ".join(_item(item) for item in items)
        yield Mend(i, i, f"{start}[{listed}]", f"a list begins on the line of {name}")
    if value[0] in "[{" and not text:
        yield from (Mend(i, i, start + closed, message) for closed in _brackets(value))
    plain = re.fullmatch(r"!![a-z]+[ \t]+(.+)", value)
    if plain:
        yield Mend(i, i, start + scalar(plain[1]), f"{name} begins with a tag, which newsgen does not read")
    yield Mend(i, i, start + quote(unquoted(value)), message)


def _brackets(value: str) -> Iterator[str]:
    """A list or mapping in brackets with what is missing to close it, or with each item quoted where it must be."""
    missing: list[str] = []
    for sign in re.sub(r"\"[^\"]*\"|'[^']*'", "", value):
        if sign in "[{":
            missing.append(CLOSING[sign])
        elif missing and sign == missing[-1]:
            missing.pop()
    if missing:
        yield value.rstrip(", ") + "".join(reversed(missing))
    if value[0] == "[":
        inner = value[1:].rstrip().removesuffix("]")
        if "]" not in inner and "[" not in inner:
            items = [item.strip() for item in re.findall(r"\"[^\"]*\"(?=\s*(?:,|$))|[^,]+", inner)]
            yield "[" + ", ".join(_item(item) for item in items if item) + "]"


def _item(text: str) -> str:
    node = parsed(f"[{text}]")
    if isinstance(node, yaml.Sequence) and len(node.items) == 1 and isinstance(node.items[0], yaml.Scalar):
        return text
    return quote(unquoted(text))


def _indentation(lines: list[str], i: int) -> Iterator[Mend]:
    line = lines[i]
    body = line.lstrip()
    if not body:
        return
    depth = len(line) - len(body)
    above = next((lines[j] for j in range(i - 1, -1, -1) if lines[j].strip() and not lines[j].startswith("#")), "")
    level = len(above) - len(above.lstrip())
    match = KEY.fullmatch(line)
    if ITEM.fullmatch(line) and ITEM.fullmatch(above) and depth != level:
        yield Mend(i, i, " " * level + body, "the list item is not in line with the one above it")
    within = KEY.fullmatch(above) if match and depth else None
    if (
        match
        and within
        and "-" in within["lead"]
        and level <= depth < len(within["lead"])
        and not match["lead"].strip()
    ):
        text = " " * len(within["lead"]) + body
        yield Mend(i, i, text, f'"{match["key"]}" is not in line with "{within["key"]}" above it')
    if match and not match["lead"].strip() and depth:
        for target in dict.fromkeys((min(level, depth), 0)):
            if target != depth:
                name = match["key"]
                message = spaces_before(name) if not target else f'"{name}" is indented more than the keys around it'
                yield Mend(i, i, " " * target + body, message)
    if not depth and not TOP_KEY.match(line) and not body.startswith(("#", "- ")):
        yield Mend(i, i, f"  {body}", "the line is not indented, so it is no part of the value above it")


def _joined(lines: list[str], i: int, keys: Mapping[str, bool]) -> Iterator[Mend]:
    """A value that goes on over several lines, on one line and in quotes."""
    match = KEY.fullmatch(lines[i])
    if not match or not match["value"].strip():
        return
    depth = len(match["lead"])
    last = i
    for j in range(i + 1, len(lines)):
        line = lines[j]
        inner = len(line) - len(line.lstrip())
        key = KEY.fullmatch(line)
        word = _WORD.fullmatch(line)
        lacks_space = key and key["key"] in keys and not key["value"].startswith("//")
        begins_key = key and (key["space"] or not key["value"] or lacks_space)
        lacks_colon = word and (word["key"] in keys or _FOLDED.fullmatch(word["value"].strip()))
        if inner <= depth and (begins_key or lacks_colon or line.startswith("#") or ITEM.fullmatch(line)):
            break
        if line.strip():
            last = j
    if last == i:
        return
    raw = match["value"].strip()
    block = _FOLDED.fullmatch(raw) is not None
    mark = raw[0]
    if mark in "\"'" and mark not in raw[1:] and not any(mark in line for line in lines[i + 1 : last + 1]):
        message = f'the quotation mark that opens "{match["key"]}" is not closed'
        yield Mend(last, last, lines[last].rstrip() + mark, message)
    raw = "" if block else raw
    for line in lines[i + 1 : last + 1]:
        raw += "\n" if not line.strip() else ("" if raw.endswith("\n") else " ") + line.strip()
    raw = re.sub(r"\n+", "\n\n", raw.strip())
    name = f'"{match["key"]}"'
    message = f"the lines of {name} are not indented" if block else diagnosis(raw, name)
    yield Mend(i, last, f"{match['lead']}{match['key']}: {quote(unquoted(raw))}", message)


def parsed(text: str) -> yaml.Node | None:
    try:
        return yaml.read(text)
    except YamlError:
        return None


def reads(text: str) -> bool:
    return parsed(text) is not None
