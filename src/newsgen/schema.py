"""JSON Schema (2020-12) of newsgen.yaml and of front matter, from the types that are read.

`typed` says what is understood for each type; this says the same to an editor. Editors read YAML by its own guesses,
so text may look like a number to them; an empty value is an absent one. What a schema cannot say, such as that
September has 30 days, it lets through: it never refuses what newsgen reads, except text that YAML takes for `true` or
`false`, which is better written in quotes, and keys that newsgen passes over with a warning.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from newsgen import __version__, zones
from newsgen.article import Moment, Retraction
from newsgen.config import HOSTS, Config
from newsgen.dates import Dates
from newsgen.fielddocs import described
from newsgen.fields import NO_KEYS, STRICT, FrontMatter
from newsgen.frontmatter import Reader
from newsgen.languages import NAMED_FORMATS
from newsgen.rules import OPTIONAL
from newsgen.structured import ARTICLE_TYPES
from newsgen.values import BOOLEANS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT: Schema = {"type": ["string", "number"]}
_NOTHING: Schema = {"type": "null"}
_WEB: Schema = {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/]", "format": "iri"}
# A pattern of JSON Schema cannot be told to pass over case.
_WORDS = "|".join("".join(f"[{letter.upper()}{letter}]" for letter in word) for word in BOOLEANS)
_SWITCH: Schema = {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": rf"^\s*({_WORDS})\s*$"}]}
# Days in digits, or anything with a letter: months have names in many languages.
_DAY = r"\d{4}[-.]\d\d?[-.]\d\d?|\d\d?\.\d\d?\.\d{4}|\d{8}"
_MOMENT: Schema = {
    "anyOf": [
        {"type": "string", "pattern": rf"^\s*({_DAY})(\D|\s*$)|[^\d\s.,:;/+()-]"},
        {"type": "integer", "minimum": 10101, "maximum": 99991231},
    ],
    "examples": ["2022-09-28", "2022-09-28 10:30", "28.09.2022"],
}

_RULES: Schema = {
    "anyOf": [
        {"type": "array", "items": {"type": ["string", "null"], "enum": [*OPTIONAL, None]}},
        {"type": "string", "enum": list(OPTIONAL)},
    ]
}

_SAID = {
    "category": "The first is the section, further ones are tags; beside a section, all are tags.",
    "categories": "The first is the section, further ones are tags; beside a section, all are tags.",
    "published": "`false` makes it a draft.",
}
"""Keys that are understood and that no field is named for."""


def configuration() -> Schema:
    zone = {"type": "string", "enum": sorted(zones.names())}
    tag = {"type": "string", "pattern": r"^\s*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\s*$", "examples": ["en", "ru", "pt-BR"]}
    known: dict[str, Schema] = {
        "base_url": _WEB,
        "timezone": zone,
        "language": tag,
        "date_format": _TEXT | {"examples": [*NAMED_FORMATS, "dd.MM.yyyy"]},
        "permalink": {"type": "string", "pattern": r"^\s*/.*\{slug\}"},
        "hosts": _list_of({"type": "string", "enum": list(HOSTS)}),
        "article_types": {"type": "object", "additionalProperties": {"enum": [*ARTICLE_TYPES, None]}},
        "latest": {"type": "integer", "minimum": 1},
        "taxonomies.listed": {"type": "integer", "minimum": 0},
        "feeds.entries": {"type": "integer", "minimum": 1},
        "images.quality": {"type": "integer", "minimum": 1, "maximum": 100},
        "images.widths": _list_of({"type": "integer", "minimum": 16, "maximum": 8000}),
        "checks.off": _RULES,
        "checks.errors": _RULES,
        "checks.headline": {"type": "integer", "minimum": 1},
        "checks.began": {"type": "integer", "minimum": 0, "maximum": 9999},
    }
    return _headed("newsgen.yaml", "The settings of a site.", _struct(Config, known))


def front_matter(config: Config) -> Schema:
    """Of one site, whose configuration may name taxonomies, languages, and other names for keys."""
    reader = Reader(config, Dates(config.timezone, config.all_languages))
    known: dict[str, Schema] = {
        "lang": {"type": "string", "enum": list(config.all_languages)},
        "section": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "maxItems": 1}]},
        "redirectto": _WEB,
        "embargo": _MOMENT,
        "expires": _MOMENT,
        "retracted": {"anyOf": [_struct(Retraction), _MOMENT, _SWITCH]},
        "silence": _RULES,
        "sources.url": _WEB,
        "sources.archived": _WEB,
    }
    own = _struct(FrontMatter, known, omit=NO_KEYS, strict=STRICT)["properties"]
    own |= {
        name: _said(f"Terms of the site's own taxonomy `{name}`.", _or_nothing(_list_of(_TEXT)))
        for name in sorted(reader.taxonomies)
    }
    own |= {
        name: _said(text, _SWITCH if name == "published" else _or_nothing(_list_of(_TEXT)))
        for name, text in _SAID.items()
    }
    properties = {}
    for name, (target, _) in sorted(reader.targets.items()):
        properties[name] = own[target] if name == target else own[target] | {"description": f"As `{target}`."}
    for name in sorted(reader.ignored - properties.keys()):
        properties[name] = {"description": "Passed over: newsgen.yaml says so, under `ignore`."}
    titles = [name for name, (target, _) in sorted(reader.targets.items()) if target == "title"]
    needed: Schema = {"anyOf": [{"required": [name]} for name in titles]} if titles[1:] else {"required": titles}
    schema = {"type": "object", "properties": properties, **needed, "additionalProperties": False}
    return _headed("Front matter", "What stands above an article's text, between two lines `---`.", schema)


def both(config: Config) -> Schema:
    """One document that holds each of the two by its name, for tools that take a part of one."""
    parts = {"configuration": configuration(), "front-matter": front_matter(config)}
    return {"$schema": DIALECT, "$comment": _COMMENT, "$defs": parts}


_COMMENT = f"Made by newsgen {__version__}. After an update or a change of newsgen.yaml: newsgen schema --write"


def _headed(title: str, description: str, schema: Schema) -> Schema:
    return {"$schema": DIALECT, "$comment": _COMMENT, "title": title, "description": description} | schema


def _said(description: str, schema: Schema) -> Schema:
    return {"description": description, **schema}


def _struct(
    kind: type[msgspec.Struct],
    known: typing.Mapping[str, Schema] = types.MappingProxyType({}),
    prefix: str = "",
    *,
    omit: Iterable[str] = (),
    strict: Iterable[str] = (),
) -> Schema:
    """`known` are schemas of single fields, by their path, that say more than their types do."""
    hints, docs = typing.get_type_hints(kind), described(kind)
    properties = {}
    fields = [field for field in msgspec.structs.fields(kind) if field.name not in omit]
    for field in fields:
        path = f"{prefix}{field.name}"
        schema = known.get(path) or _of(hints[field.name], known, f"{path}.")
        if not field.required and field.name not in strict:
            schema = _or_nothing(schema)
        if isinstance(field.default, bool | int | str) and field.default != "":
            schema = schema | {"default": field.default}
        properties[field.name] = _said(docs[field.name], schema) if field.name in docs else schema
    needed = [field.name for field in fields if field.required]
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": needed} if needed else {})


def _of(hint: Any, known: typing.Mapping[str, Schema], prefix: str) -> Schema:  # noqa: PLR0911 -- a line for a type
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        [hint] = [argument for argument in arguments if argument is not types.NoneType]
        return _of(hint, known, prefix)
    if hint is Moment:
        return _MOMENT
    if hint is str:
        return _TEXT
    if hint is bool:
        return _SWITCH
    if hint is int:
        return {"type": "integer"}
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is tuple:
        item = arguments[0]
        plain = not issubclass(item, msgspec.Struct)
        return _list_of(_of(item, known, prefix) if plain else _struct_or_text(item, known, prefix))
    if origin is dict:
        value = arguments[1]
        if value is object:
            return {"type": "object"}
        return (
            {"type": "object", "additionalProperties": _or_nothing(_TEXT)}
            if value is str
            else _by_name(_struct(value, known, prefix))
        )
    return _struct(hint, known, prefix)


def _struct_or_text(kind: type[msgspec.Struct], known: typing.Mapping[str, Schema], prefix: str) -> Schema:
    """Text stands for the Struct's first field, where that is text."""
    struct = _struct(kind, known, prefix)
    first = typing.get_type_hints(kind)[kind.__struct_fields__[0]]
    return {"anyOf": [struct, _TEXT]} if first is str else struct


def _list_of(item: Schema) -> Schema:
    """A list, or one item alone."""
    return {"anyOf": [{"type": "array", "items": _or_nothing(item)}, *item.get("anyOf", [item])]}


def _by_name(value: Schema) -> Schema:
    """A mapping, or a list of names, each alone or with its settings."""
    mapping = {"type": "object", "additionalProperties": _or_nothing(value)}
    return {"anyOf": [mapping, {"type": "array", "items": {"anyOf": [_TEXT, mapping]}}, _TEXT]}


def _or_nothing(schema: Schema) -> Schema:
    """An empty value is an absent one."""
    if "enum" in schema:
        return schema | {"type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], _NOTHING]}
    given = schema.get("type", [])
    return schema | {"type": [*([given] if isinstance(given, str) else given), "null"]}
