"""From nodes of YAML to a msgspec.Struct, by its annotations, with every fault reported at its line.

What the annotations may hold, and what is understood for each:

    str                     text
    bool                    true, false, yes, no, on, off, in any case
    int, Literal[...]       a number; one of the words
    tuple[str, ...]         a list of text; text alone is a list of one
    tuple[int, ...]         a list of numbers; a number alone is a list of one
    tuple[Struct, ...]      a list of mappings; a mapping alone is a list of one, and text stands for the Struct's first
                            field where that is text
    Struct                  a mapping
    X | None                as X
    dict[str, str]          a mapping of text
    dict[str, object]       a mapping of anything: dict, list and str
    dict[str, Struct]       a mapping, or a list of names, each alone or with its settings: `[en, {ky: {title: …}}]`
    any other type          text, through the reader that the caller names for the type

An empty value is as if its key were absent. A repeated key is an error where the key is known.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Collection, Mapping
from typing import Any, Generic, Literal, TypeVar

import msgspec

from newsgen import mends, quoting, yaml
from newsgen.errors import Problem, Severity
from newsgen.notes import Notes, ValueFault, repeated_key, unknown_key
from newsgen.values import (
    FAULT,
    Converter,
    Reader,
    boolean,
    free,
    named,
    number,
    number_tuple,
    one_of,
    refused,
    shown,
    text_by_name,
    text_tuple,
    text_value,
    through,
)
from newsgen.yaml import Entry, Node, Scalar, YamlError

T = TypeVar("T", bound=msgspec.Struct)


class Shape(Generic[T]):
    """How one type of Struct is read. Making one costs more than using it."""

    def __init__(
        self,
        kind: type[T],
        *,
        readers: Mapping[type, Reader] | None = None,
        fields: Mapping[str, Callable[[Node], object]] | None = None,
        strict: Collection[str] = (),
        omit: Collection[str] = (),
        unknown: Severity = "error",
    ) -> None:
        """`readers` understand scalars of a type, `fields` the nodes of single keys; both raise ValueFault.

        The keys in `strict` must not be empty; the fields in `omit` are no keys, and keep their defaults.
        `unknown` is the severity of a key that the Struct does not have.
        """
        self.kind = kind
        self.unknown = unknown
        self.strict = frozenset(strict)
        hints = typing.get_type_hints(kind)
        self.required = tuple(field.encode_name for field in msgspec.structs.fields(kind) if field.required)
        special = fields or {}
        self.converters: dict[str, Converter] = {
            field.name: _special(special[field.name])
            if field.name in special
            else _converter(hints[field.name], readers or {}, unknown)
            for field in msgspec.structs.fields(kind)
            if field.name not in omit
        }
        self.keys = {name: converter is text_value for name, converter in self.converters.items()}
        """Each key, and whether its value is always text."""

    def read(self, node: Node | None, notes: Notes, key: str = "", line: int = 1) -> T | None:
        """The Struct that a mapping describes; None when an error was noted. No node at all is an empty mapping."""
        if node is None:
            return self.build({}, notes, key, line)
        if not isinstance(node, yaml.Mapping):
            hint = f"write keys below it: {', '.join(self.converters)}" if key and self.converters else ""
            notes.error(node.line, f"{named(key)} must be keys with values, not {shown(node)}", hint)
            return None
        known = {entry.key.text: entry for entry in node.entries}
        for name in known.keys() - self.converters.keys():
            unknown_key(known.pop(name).key, self.converters, notes, self.unknown, key)
        for entry in node.repeated:
            repeated_key(entry.key, notes, known=entry.key.text in self.converters, first=known.get(entry.key.text))
        return self.build(known, notes, key, node.line)

    def build(self, entries: Mapping[str, Entry], notes: Notes, key: str = "", line: int = 1) -> T | None:
        """The Struct whose fields have these entries. `line` is where a missing key is missed."""
        values: dict[str, Any] = {}
        failed = False
        for name, entry in entries.items():
            node = entry.value
            label = f"{key}: {entry.key.text}" if key else entry.key.text
            if type(node) is Scalar and node.absent:
                if name in self.strict:
                    notes.error(entry.key.line, f'"{label}" is empty', "say what it is to be, or remove the line")
                    failed = True
                continue
            value = self.converters[name](node, label, notes)
            if value is FAULT:
                failed = True
            else:
                values[name] = value
        for name in self.required:
            if name not in values:
                failed = True
                entry_or_none = entries.get(name)
                if entry_or_none is None:
                    where = f' in "{key}"' if key else ""
                    notes.error(line, f'"{name}" is missing{where}', f"add a line: {name}: …")
                elif type(entry_or_none.value) is Scalar and entry_or_none.value.absent:
                    notes.error(entry_or_none.key.line, f'"{name}" is empty', _empty_hint(name, entry_or_none, notes))
        return None if failed else self.kind(**values)


def read(
    node: Node | None,
    kind: type[T],
    notes: Notes,
    *,
    readers: Mapping[type, Reader] | None = None,
    fields: Mapping[str, Callable[[Node], object]] | None = None,
    strict: Collection[str] = (),
    unknown: Severity = "error",
) -> T | None:
    """One Struct from one node: see `Shape`, which is for many."""
    return Shape(kind, readers=readers, fields=fields, strict=strict, unknown=unknown).read(node, notes)


def load(
    text: str,
    path: str,
    kind: type[T],
    *,
    readers: Mapping[type, Reader] | None = None,
    strict: Collection[str] = (),
) -> tuple[T | None, tuple[Problem, ...]]:
    """A whole file of YAML as a Struct, with its problems; the Struct is None when one of them is an error."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    notes = Notes(path, text)
    shape = Shape(kind, readers=readers, strict=strict)
    node = parse(text, notes, shape.keys)
    value = None if notes.failed and node is None else shape.read(node, notes)
    return (None if notes.failed else value), tuple(notes.problems)


def parse(text: str, notes: Notes, keys: Mapping[str, bool] = mends.NO_KEYS, first_line: int = 1) -> Node | None:
    """The mapping that a text is; where it has faults, they are noted, and it is that of the mended text.

    `first_line` is the file's line on which the text begins. `keys` are known keys, and whether their value is always
    text: they make for better mends. None for a text without content and, with an error noted, for one that could not
    be mended.
    """
    try:
        node = yaml.read(text, first_line)
    except YamlError as error:
        return _mended(text, notes, keys, first_line, error)
    if isinstance(node, Scalar):
        keyless = YamlError(node.line, "there are no keys", "write keys with values, such as title: …")
        return _mended(text, notes, keys, first_line, keyless)
    return node


def _mended(text: str, notes: Notes, keys: Mapping[str, bool], first_line: int, error: YamlError) -> Node | None:
    examined = mends.examine(text, first_line, error, keys)
    for fault in examined.faults:
        notes.error(fault.line, fault.message, fault.hint)
    return examined.node


# Converters


def _converter(  # noqa: PLR0911 -- one line for each of the types above
    hint: Any,
    readers: Mapping[type, Reader],
    unknown: Severity,
) -> Converter:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not types.NoneType]
        if len(inner) == 1:
            return _converter(inner[0], readers, unknown)
    elif hint in readers:
        return through(readers[hint])
    elif hint is str:
        return text_value
    elif hint is bool:
        return boolean
    elif hint is int:
        return number
    elif origin is Literal:
        return one_of(arguments)
    elif origin is tuple and arguments == (int, ...):
        return number_tuple
    elif origin is tuple and arguments[1:] == (Ellipsis,):
        return text_tuple if arguments[0] is str else _structs(Shape(arguments[0], readers=readers, unknown=unknown))
    elif origin is dict:
        value = arguments[1]
        if value is str:
            return text_by_name
        return free if value is object else _struct_by_name(Shape(value, readers=readers, unknown=unknown))
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _struct(Shape(hint, readers=readers, unknown=unknown))
    raise TypeError(f"no way to read {hint!r} from YAML")


def _special(read_node: Callable[[Node], object]) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        try:
            return read_node(node)
        except ValueFault as fault:
            return refused(node, key, notes, fault)

    return convert


def _struct(shape: Shape[Any]) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        value = shape.read(node, notes, key)
        return FAULT if value is None else value

    return convert


def _structs(shape: Shape[Any]) -> Converter:
    first = next(iter(shape.converters), "")
    from_text = shape.converters.get(first) is text_value

    prose = "" if from_text else next((name for name in shape.required if shape.converters[name] is text_value), "")

    def one(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Scalar) and from_text:
            entry = Entry(Scalar(first, node.line, node.column), node)
            value = shape.build({first: entry}, notes, key, node.line)
        elif prose and (said := _said(node, shape)):
            message = f'"{key}" must say {" and ".join(shape.required)} in keys of their own'
            line = notes.line(node.line)
            above = f"{key}:\n  " if line.lstrip().startswith(key) else line[: len(line) - len(line.lstrip())]
            notes.error(node.line, message, f"write:\n{above}{_written_out(shape, said, prose)}")
            return FAULT
        else:
            value = shape.read(node, notes, key)
        return FAULT if value is None else value

    def convert(node: Node, key: str, notes: Notes) -> object:
        items = node.items if isinstance(node, yaml.Sequence) else (node,)
        values = [one(item, key, notes) for item in items if not (type(item) is Scalar and item.absent)]
        return FAULT if any(value is FAULT for value in values) else tuple(values)

    return convert


def _said(node: Node, shape: Shape[Any]) -> tuple[str, str] | None:
    """What stands in place of a struct's keys: text, or `2022-10-01: text`, parted at the colon."""
    if isinstance(node, Scalar):
        text = node.text.strip()
        return (text, "") if re.fullmatch(r"[\d./-]+", text) else ("", text)
    if isinstance(node, yaml.Mapping) and len(node.entries) == 1 and not node.repeated:
        ((key, value),) = [(entry.key.text, entry.value) for entry in node.entries]
        if key[:1].isdigit() and key not in shape.converters and isinstance(value, Scalar) and not value.absent:
            return key, value.text.strip()
    return None


def _written_out(shape: Shape[Any], said: tuple[str, str], prose: str) -> str:
    """The item that was meant, with the words that are there, below a line that begins it."""
    start, text = said
    values = {name: quoting.scalar(text) if text and name == prose else "…" for name in shape.required}
    if start:
        values |= {name: start for name in values if name != prose}
    return "- " + "\n    ".join(f"{name}: {value}" for name, value in values.items())


def _struct_by_name(shape: Shape[Any]) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        pairs: list[tuple[Scalar, Node | None]] = []
        for item in node.items if isinstance(node, yaml.Sequence) else (node,):
            if isinstance(item, Scalar):
                pairs.append((item, None))
            elif isinstance(item, yaml.Mapping):
                pairs.extend((entry.key, entry.value) for entry in (*item.entries, *item.repeated))
            else:
                notes.error(item.line, f'"{key}" must be a list of names, not {shown(item)}')
                return FAULT
        values: dict[str, object] = {}
        for name, settings in pairs:
            if name.text in values:
                repeated_key(name, notes, known=True, first=None)
                values[name.text] = None
                continue
            absent = isinstance(settings, Scalar) and settings.absent
            values[name.text] = shape.read(None if absent else settings, notes, f"{key}: {name.text}", name.line)
        return FAULT if None in values.values() else values

    return convert


def _empty_hint(name: str, entry: Entry, notes: Notes) -> str:
    """For a key that is required: what stands after it may be text that YAML takes for a comment or for nothing."""
    lost = notes.line(entry.key.line).partition(":")[2].strip()
    return f"write: {entry.key.text}: {quoting.quote(lost)}" if lost.strip("\"'") else f"write it after {name}:"
