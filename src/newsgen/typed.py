"""From nodes of YAML to a msgspec.Struct, by its annotations, with every fault reported at its line.

What the annotations may hold, and what is understood for each:

    str                     text
    bool                    true, false, yes, no, on, off, in any case
    int, Literal[...]       a number; one of the words
    tuple[str, ...]         a list of text; text alone is a list of one
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
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, Generic, Literal, TypeVar

import msgspec

from newsgen import mends, yaml
from newsgen.errors import Problem, Severity, did_you_mean
from newsgen.yaml import Entry, Node, Scalar, YamlError

T = TypeVar("T", bound=msgspec.Struct)


class ValueFault(ValueError):
    """A value that its reader does not understand."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        """To stand after the key and the value: `September has 30 days`."""
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class Notes:
    """The problems of one file, collected while it is read."""

    def __init__(self, path: str, text: str, first_line: int = 1) -> None:
        self.path = path
        self.text = text
        self.first_line = first_line
        """Of the text within the file."""
        self.problems: list[Problem] = []
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The text of a line of the file; empty outside of what is read."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        index = number - self.first_line
        return self._lines[index] if 0 <= index < len(self._lines) else ""

    def error(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line, message, hint, self.line(line)))

    def warning(self, line: int, message: str, hint: str = "", *, cause: str = "") -> None:
        self.problems.append(Problem(self.path, line, message, hint, self.line(line), "warning", cause))

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


_FAULT: Any = object()
"""What a converter returns for a value whose fault it has noted."""

Reader = Callable[[Scalar], object]
Converter = Callable[[Node, str, Notes], Any]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


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

    def read(self, node: Node | None, notes: Notes, key: str = "", line: int = 1) -> T | None:
        """The Struct that a mapping describes; None when an error was noted. No node at all is an empty mapping."""
        if node is None:
            return self.build({}, notes, key, line)
        if not isinstance(node, yaml.Mapping):
            notes.error(node.line, f"{_label(key)} must be keys with values, not {_what(node)}")
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
            if value is _FAULT:
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
    node = parse(text, notes, frozenset(shape.converters))
    value = None if notes.failed and node is None else shape.read(node, notes)
    return (None if notes.failed else value), tuple(notes.problems)


def parse(text: str, notes: Notes, keys: frozenset[str] = frozenset()) -> Node | None:
    """The text's node; where it has faults, they are noted with their mends, and the node is that of the mended text.

    None for a text without content and, with an error noted, for one that could not be mended.
    """
    try:
        return yaml.read(text, notes.first_line)
    except YamlError as error:
        examined = mends.examine(text, notes.first_line, error, keys)
        for fault in examined.faults:
            notes.error(fault.line, fault.message, fault.hint)
        return examined.node


@lru_cache(maxsize=4096)
def nearest(word: str, known: tuple[str, ...]) -> str:
    return did_you_mean(word, known)


def unknown_key(key: Scalar, known: Iterable[str], notes: Notes, severity: Severity, outer: str = "") -> None:
    shown = key.text if len(key.text) <= 40 else f"{key.text[:40]}…"
    what = f'unknown key "{shown}"' + (f' in "{outer}"' if outer else "")
    message = what + nearest(key.text, tuple(known))
    if severity == "error":
        notes.error(key.line, message)
    else:
        notes.warning(key.line, message, cause=what)


def repeated_key(key: Scalar, notes: Notes, *, known: bool, first: Entry | None) -> None:
    what = f'"{key.text}" is given more than once'
    above = f"it stands in line {first.key.line} already; keep one of the two" if first else "keep one of them"
    if known:
        notes.error(key.line, what, above)
    else:
        notes.warning(key.line, what, above, cause=what)


# Converters


def _converter(  # noqa: C901, PLR0911 -- one line for each of the types above
    hint: Any,  # noqa: ANN401 -- an annotation
    readers: Mapping[type, Reader],
    unknown: Severity,
) -> Converter:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not types.NoneType]
        if len(inner) == 1:
            return _converter(inner[0], readers, unknown)
    elif hint in readers:
        return _through(readers[hint])
    elif hint is str:
        return _text
    elif hint is bool:
        return _boolean
    elif hint is int:
        return _number
    elif origin is Literal:
        return _one_of(arguments)
    elif origin is tuple and arguments[1:] == (Ellipsis,):
        return _texts if arguments[0] is str else _structs(Shape(arguments[0], readers=readers, unknown=unknown))
    elif origin is dict:
        value = arguments[1]
        if value is str:
            return _text_by_name
        return _free if value is object else _struct_by_name(Shape(value, readers=readers, unknown=unknown))
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _struct(Shape(hint, readers=readers, unknown=unknown))
    raise TypeError(f"no way to read {hint!r} from YAML")


def _special(read_node: Callable[[Node], object]) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        try:
            return read_node(node)
        except ValueFault as fault:
            return _refused(node, key, notes, fault)

    return convert


def _through(read_scalar: Reader) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        if type(node) is not Scalar:
            return _not_text(node, key, notes)
        try:
            return read_scalar(node)
        except ValueFault as fault:
            return _refused(node, key, notes, fault)

    return convert


def _refused(node: Node, key: str, notes: Notes, fault: ValueFault) -> object:
    shown = f'{key} "{node.text}"' if isinstance(node, Scalar) else f'"{key}"'
    notes.error(node.line, f"{shown}: {fault.message}", fault.hint)
    return _FAULT


def _text(node: Node, key: str, notes: Notes) -> object:
    return node.text.strip() if type(node) is Scalar else _not_text(node, key, notes)


def _not_text(node: Node, key: str, notes: Notes, *, item: bool = False) -> object:
    quoted = mends.quoted_line(notes.line(node.line), item=item)
    if item:
        hint = f"write: {quoted}" if quoted else "put the item in quotes"
        notes.error(node.line, f'an item of "{key}" must be text, not {_what(node)}', hint)
    else:
        hint = f"write: {quoted}" if quoted else "write it after the colon, on the same line"
        notes.error(node.line, f'"{key}" must be text, not {_what(node)}', hint)
    return _FAULT


def _boolean(node: Node, key: str, notes: Notes) -> object:
    value = _BOOLEANS.get(node.text.strip().lower()) if isinstance(node, Scalar) else None
    if value is None:
        name = key.rpartition(" ")[2]
        hint = f"write {name}: true or {name}: false"
        notes.error(node.line, f'"{key}" must be true or false, not {_what(node)}', hint)
        return _FAULT
    return value


def _number(node: Node, key: str, notes: Notes) -> object:
    if isinstance(node, Scalar) and _WHOLE.fullmatch(node.text.strip()):
        return int(node.text)
    notes.error(node.line, f'"{key}" must be a whole number, not {_what(node)}')
    return _FAULT


def _one_of(words: tuple[str, ...]) -> Converter:
    allowed = f"{', '.join(words[:-1])} or {words[-1]}"

    def convert(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Scalar) and node.text.strip() in words:
            return node.text.strip()
        near = nearest(node.text, words) if isinstance(node, Scalar) else ""
        notes.error(node.line, f'"{key}" must be {allowed}, not {_what(node)}{near}')
        return _FAULT

    return convert


def texts(node: Node, key: str, notes: Notes) -> tuple[str, ...] | None:
    """A list of text, or text alone; None when an error was noted."""
    if isinstance(node, Scalar):
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


def _texts(node: Node, key: str, notes: Notes) -> object:
    values = texts(node, key, notes)
    return _FAULT if values is None else values


def _struct(shape: Shape[Any]) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        value = shape.read(node, notes, key)
        return _FAULT if value is None else value

    return convert


def _structs(shape: Shape[Any]) -> Converter:
    first = next(iter(shape.converters), "")
    from_text = shape.converters.get(first) is _text

    def one(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Scalar) and from_text:
            entry = Entry(Scalar(first, node.line, node.column), node)
            value = shape.build({first: entry}, notes, key, node.line)
        else:
            value = shape.read(node, notes, key)
        return _FAULT if value is None else value

    def convert(node: Node, key: str, notes: Notes) -> object:
        items = node.items if isinstance(node, yaml.Sequence) else (node,)
        values = [one(item, key, notes) for item in items if not (type(item) is Scalar and item.absent)]
        return _FAULT if any(value is _FAULT for value in values) else tuple(values)

    return convert


def _entries(node: yaml.Mapping, notes: Notes) -> tuple[Entry, ...]:
    for entry in node.repeated:
        repeated_key(entry.key, notes, known=True, first=None)
    return node.entries


def _text_by_name(node: Node, key: str, notes: Notes) -> object:
    if not isinstance(node, yaml.Mapping):
        notes.error(node.line, f"{_label(key)} must be keys with values, not {_what(node)}")
        return _FAULT
    values = {entry.key.text: _text(entry.value, f"{key}: {entry.key.text}", notes) for entry in _entries(node, notes)}
    return _FAULT if node.repeated or _FAULT in values.values() else values


def _struct_by_name(shape: Shape[Any]) -> Converter:
    def convert(node: Node, key: str, notes: Notes) -> object:
        pairs: list[tuple[Scalar, Node | None]] = []
        for item in node.items if isinstance(node, yaml.Sequence) else (node,):
            if isinstance(item, Scalar):
                pairs.append((item, None))
            elif isinstance(item, yaml.Mapping):
                pairs.extend((entry.key, entry.value) for entry in (*item.entries, *item.repeated))
            else:
                notes.error(item.line, f'"{key}" must be a list of names, not {_what(item)}')
                return _FAULT
        values: dict[str, object] = {}
        for name, settings in pairs:
            if name.text in values:
                repeated_key(name, notes, known=True, first=None)
                values[name.text] = None
                continue
            absent = isinstance(settings, Scalar) and settings.absent
            values[name.text] = shape.read(None if absent else settings, notes, f"{key}: {name.text}", name.line)
        return _FAULT if None in values.values() else values

    return convert


def _free(node: Node, key: str, notes: Notes) -> object:
    if not isinstance(node, yaml.Mapping):
        notes.error(node.line, f"{_label(key)} must be keys with values, not {_what(node)}")
        return _FAULT
    return _plain(node, notes)


def _plain(node: Node, notes: Notes) -> object:
    if isinstance(node, Scalar):
        return "" if node.absent else node.text
    if isinstance(node, yaml.Sequence):
        return [_plain(item, notes) for item in node.items]
    return {entry.key.text: _plain(entry.value, notes) for entry in _entries(node, notes)}


# Words


def _label(key: str) -> str:
    return f'"{key}"' if key else "the file"


def _what(node: Node) -> str:
    if isinstance(node, Scalar):
        shown = node.text.strip()
        return f'"{shown[:60]}…"' if len(shown) > 60 else f'"{shown}"'
    return "a list" if isinstance(node, yaml.Sequence) else "keys with values"


def _empty_hint(name: str, entry: Entry, notes: Notes) -> str:
    """For a key that is required: what stands after it may be text that YAML takes for a comment or for nothing."""
    lost = notes.line(entry.key.line).partition(":")[2].strip()
    return f"write: {entry.key.text}: {yaml.quote(lost)}" if lost.strip("\"'") else f"write it after {name}:"
