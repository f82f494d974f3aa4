"""Values of YAML that need no knowledge of any Struct: text, switches, numbers, lists of text, free mappings.

Each converter takes a node, what messages call its key, and the notes of the file. It returns the value, or notes a
fault and returns FAULT.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from newsgen import quoting, yaml
from newsgen.notes import Notes, ValueFault, nearest, repeated_key
from newsgen.yaml import Entry, Node, Scalar

FAULT: Any = object()
"""What a converter returns for a value whose fault it has noted."""

Reader = Callable[[Scalar], object]
Converter = Callable[[Node, str, Notes], Any]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_FLOW_SIGNS = re.compile(r"[\[\]{}#\"']|:(?:\s|$)|^[-?:,&*!|>%@`]")
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def through(read_scalar: Reader) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        if type(node) is not Scalar:
            return _not_text(node, key, notes)
        try:
            return read_scalar(node)
        except ValueFault as fault:
            return refused(node, key, notes, fault)

    return convert


def refused(node: Node, key: str, notes: Notes, fault: ValueFault) -> object:
    shown = f'{key} "{node.text}"' if isinstance(node, Scalar) else f'"{key}"'
    notes.error(node.line, f"{shown}: {fault.message}", fault.hint)
    return FAULT


def text_value(node: Node, key: str, notes: Notes) -> object:
    return node.text.strip() if type(node) is Scalar else _not_text(node, key, notes)


def _not_text(node: Node, key: str, notes: Notes, *, item: bool = False) -> object:
    quoted = quoting.quoted_line(notes.line(node.line), item=item)
    if item:
        hint = f"write: {quoted}" if quoted else "put the item in quotes"
        notes.error(node.line, f'an item of "{key}" must be text, not {shown(node)}', hint)
    else:
        mended = quoted and _is_bracketed_text(node)
        hint = f"write: {quoted}" if mended else "write it after the colon, on the same line"
        notes.error(node.line, f'"{key}" must be text, not {shown(node)}', hint)
    return FAULT


def _is_bracketed_text(node: Node) -> bool:
    """Whether `[Update]` or `{name}` is more likely text in brackets than a list or mapping."""
    if isinstance(node, yaml.Mapping):
        return all(isinstance(entry.value, Scalar) and entry.value.absent for entry in node.entries)
    return isinstance(node, Scalar) or len(node.items) <= 1


def boolean(node: Node, key: str, notes: Notes) -> object:
    value = BOOLEANS.get(node.text.strip().lower()) if isinstance(node, Scalar) else None
    if value is None:
        name = key.rpartition(" ")[2]
        hint = f"write {name}: true or {name}: false"
        notes.error(node.line, f'"{key}" must be true or false, not {shown(node)}', hint)
        return FAULT
    return value


def number(node: Node, key: str, notes: Notes) -> object:
    if isinstance(node, Scalar) and _WHOLE.fullmatch(node.text.strip()):
        return int(node.text)
    notes.error(node.line, f'"{key}" must be a whole number, not {shown(node)}')
    return FAULT


def number_tuple(node: Node, key: str, notes: Notes) -> object:
    items = node.items if isinstance(node, yaml.Sequence) else (node,)
    values = [number(item, key, notes) for item in items if not (type(item) is Scalar and item.absent)]
    return FAULT if any(value is FAULT for value in values) else tuple(values)


def one_of(words: tuple[str, ...]) -> Converter:
    allowed = f"{', '.join(words[:-1])} or {words[-1]}"

    def convert(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Scalar) and node.text.strip() in words:
            return node.text.strip()
        near = nearest(node.text, words) if isinstance(node, Scalar) else ""
        notes.error(node.line, f'"{key}" must be {allowed}, not {shown(node)}{near}')
        return FAULT

    return convert


def texts(node: Node, key: str, notes: Notes) -> tuple[str, ...] | None:
    """A list of text, or text alone; None when an error was noted."""
    if isinstance(node, Scalar):
        if "," in node.text:
            doubt_comma(node, key, notes)
        return () if node.absent else (node.text.strip(),)
    if not isinstance(node, yaml.Sequence):
        _not_text(node, key, notes)
        return None
    items = [item for item in node.items if not (type(item) is Scalar and item.absent)]
    values = tuple(item.text.strip() for item in items if type(item) is Scalar)
    for item in items:
        if type(item) is not Scalar:
            _not_text(item, key, notes, item=True)
    return values if len(values) == len(items) else None


def doubt_comma(node: Scalar, key: str, notes: Notes) -> None:
    """Warns of `labour, port` where a list is expected: without brackets and quotes it is one item, hardly meant so."""
    items = [item.strip() for item in node.text.split(",")]
    if node.quoted or not all(items) or not re.search(r",\s", node.text):
        return
    line = notes.line(node.line)
    match = quoting.KEY.fullmatch(line)
    what = f'"{key}" is one item with a comma in it'
    hint = "put each item on a line of its own, with a dash before it"
    if match and match["value"].strip() == node.text:
        start = f"{match['lead']}{match['key']}: "
        listed = ", ".join(quoting.quote(item) if _FLOW_SIGNS.search(item) else item for item in items)
        hint = f"write: {start}[{listed}]\nor, if it is one: {start.strip()} {quoting.quote(node.text)}"
    notes.warning(node.line, what, hint, cause=what)


def text_tuple(node: Node, key: str, notes: Notes) -> object:
    values = texts(node, key, notes)
    return FAULT if values is None else values


def entries(node: Node | None, name: str, notes: Notes, hint: str) -> tuple[Entry, ...]:
    """Those of a mapping, which messages call `name`; none of an empty value and, with an error noted, of another."""
    if node is None or (isinstance(node, Scalar) and node.absent):
        return ()
    if not isinstance(node, yaml.Mapping):
        notes.error(node.line, f"{name} must be keys with values", hint)
        return ()
    return _entries(node, notes)


def _entries(node: yaml.Mapping, notes: Notes) -> tuple[Entry, ...]:
    for entry in node.repeated:
        repeated_key(entry.key, notes, known=True, first=None)
    return node.entries


def text_by_name(node: Node, key: str, notes: Notes) -> object:
    if not isinstance(node, yaml.Mapping):
        notes.error(node.line, f"{named(key)} must be keys with values, not {shown(node)}")
        return FAULT
    entries = _entries(node, notes)
    values = {entry.key.text: text_value(entry.value, f"{key}: {entry.key.text}", notes) for entry in entries}
    return FAULT if node.repeated or FAULT in values.values() else values


def free(node: Node, key: str, notes: Notes) -> object:
    if not isinstance(node, yaml.Mapping):
        notes.error(node.line, f"{named(key)} must be keys with values, not {shown(node)}")
        return FAULT
    return _plain(node, notes)


def _plain(node: Node, notes: Notes) -> object:
    if isinstance(node, Scalar):
        return "" if node.absent else node.text
    if isinstance(node, yaml.Sequence):
        return [_plain(item, notes) for item in node.items]
    return {entry.key.text: _plain(entry.value, notes) for entry in _entries(node, notes)}


def named(key: str) -> str:
    """A key as messages call it, or the file as a whole for none."""
    return f'"{key}"' if key else "the file"


def shown(node: Node) -> str:
    if isinstance(node, Scalar):
        text = node.text.strip()
        return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
    return "a list" if isinstance(node, yaml.Sequence) else "keys with values"
