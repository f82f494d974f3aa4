"""From YAML to a Struct: what each annotation understands, and that no fault hides another."""

from __future__ import annotations

from typing import Literal

import msgspec
import pytest

from newsgen import typed, yaml
from newsgen.config import Config, Language
from newsgen.errors import Problem
from newsgen.notes import Notes, ValueFault
from newsgen.yaml import Scalar


class Colour(str):
    __slots__ = ()


class Picture(msgspec.Struct, frozen=True):
    src: str
    alt: str = ""


class Sample(msgspec.Struct, frozen=True):
    name: str = "unnamed"
    on: bool = False
    count: int = 0
    mode: Literal["safe", "trusted"] = "safe"
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    cover: Picture | None = None
    colour: Colour | None = None
    names: dict[str, str] = {}
    extra: dict[str, object] = {}
    derived: frozenset[str] = frozenset()


class Site(msgspec.Struct, frozen=True):
    languages: dict[str, Language] = {}


def colour(scalar: Scalar) -> Colour:
    if scalar.text != "red":
        raise ValueFault("only red is known", "write red")
    return Colour(scalar.text)


SHAPE = typed.Shape(Sample, readers={Colour: colour}, omit=("derived",), strict=("on",))


def understood(text: str) -> Sample:
    notes = Notes("file", text)
    value = SHAPE.read(yaml.read(text), notes)
    assert notes.problems == []
    assert value is not None
    return value


def faults(text: str) -> list[Problem]:
    notes = Notes("file", text)
    assert SHAPE.read(yaml.read(text), notes) is None
    return notes.problems


def test_nothing_written_is_all_defaults():
    assert understood("") == Sample()


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("On", True), ("TRUE", True), ("off", False)])
def test_a_switch_is_said_in_several_ways(text: str, value: bool):
    assert understood(f"on: {text}").on is value


def test_text_where_a_list_is_expected_is_one_item():
    assert understood("tags: one").tags == ("one",)
    assert understood("tags: [one, two]").tags == ("one", "two")


def test_a_mapping_or_text_where_a_list_of_mappings_is_expected_is_one_item():
    assert understood("pictures: {src: a.jpg, alt: A}").pictures == (Picture("a.jpg", "A"),)
    assert understood("pictures: a.jpg").pictures == (Picture("a.jpg"),)
    assert understood("pictures: [a.jpg, {src: b.jpg}]").pictures == (Picture("a.jpg"), Picture("b.jpg"))


def test_empty_items_and_values_are_as_if_absent():
    assert understood("tags: [a, '', ~]\nname:\ncount: ''") == Sample(tags=("a",))


def test_free_values_are_plain_text_lists_and_mappings():
    assert understood("extra: {a: 1, b: [yes, {c: ~}]}").extra == {"a": "1", "b": ["yes", {"c": ""}]}


def test_a_type_of_the_callers_is_read_by_its_reader():
    assert understood("colour: red").colour == "red"
    (problem,) = faults("colour: blue")
    assert (problem.line, problem.message, problem.hint) == (1, 'colour "blue": only red is known', "write red")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("on: maybe", '"on" must be true or false, not "maybe"'),
        ("count: many", '"count" must be a whole number, not "many"'),
        ("mode: trustd", '"mode" must be safe or trusted, not "trustd"; did you mean "trusted"?'),
        ("name: [a, b]", '"name" must be text, not a list'),
        ("tags: [[a]]", 'an item of "tags" must be text, not a list'),
        ("cover: a.jpg", '"cover" must be keys with values, not "a.jpg"'),
        ("cover: {alt: x}", '"src" is missing in "cover"'),
        ("extra: text", '"extra" must be keys with values, not "text"'),
        ("names: text", '"names" must be keys with values, not "text"'),
        ("nmae: x", 'unknown key "nmae"; did you mean "name"?'),
        ("cover: {src: a, alte: b}", 'unknown key "alte" in "cover"; did you mean "alt"?'),
        ("name: a\nname: b", '"name" is given more than once'),
        ("names: {a: b, a: c}", '"a" is given more than once'),
        ("on:", '"on" is empty'),
    ],
)
def test_a_fault_is_said_in_words(text: str, message: str):
    notes = Notes("file", text)
    SHAPE.read(yaml.read(text), notes)
    assert [problem.message for problem in notes.problems] == [message]
    assert notes.failed


def test_all_faults_are_told_with_line_and_excerpt():
    problems = faults("on: maybe\ntags: [a]\ncount: x\ncolour: blue\n")
    assert [(problem.line, problem.excerpt) for problem in problems] == [
        (1, "on: maybe"),
        (3, "count: x"),
        (4, "colour: blue"),
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("name: [Update]", 'write: name: "[Update]"'),
        ("name: {place}", 'write: name: "{place}"'),
        ("tags:\n  - Reporter: A. Writer", 'write:   - "Reporter: A. Writer"'),
    ],
)
def test_text_that_looks_like_a_list_or_mapping_is_given_back_in_quotes(text: str, hint: str):
    assert [problem.hint for problem in faults(text)] == [hint]


def test_unknown_keys_can_be_warnings_of_one_cause():
    notes = Notes("file", "autors: x")
    assert typed.read(yaml.read("autors: x"), Site, notes, unknown="warning") == Site()
    (problem,) = notes.problems
    assert not problem.is_error
    assert problem.cause == 'unknown key "autors"'


def test_a_list_of_names_may_hold_settings_for_some():
    text = "languages: [en, ru, {ky: {title: Архив}}]"
    site = typed.read(yaml.read(text), Site, Notes("file", text))
    assert site == Site({"en": Language(), "ru": Language(), "ky": Language(title="Архив")})


def test_names_with_settings_may_be_a_mapping():
    text = "languages: {en: , ru: {title: Архив}}"
    site = typed.read(yaml.read(text), Site, Notes("file", text))
    assert site == Site({"en": Language(), "ru": Language(title="Архив")})


def test_a_name_that_comes_twice_is_an_error():
    text = "languages: [en, ru, en]"
    notes = Notes("file", text)
    assert typed.read(yaml.read(text), Site, notes) is None
    assert [problem.message for problem in notes.problems] == ['"en" is given more than once']


def test_a_configuration_is_loaded_whole():
    text = "\ufefftitle: Archive\r\nlanguages: [en, ru]\r\nfront_matter: {names: {deck: summary}, ignore: layout}\r\n"
    config, problems = typed.load(text, "newsgen.yaml", Config)
    assert problems == ()
    assert config is not None
    assert (config.title, list(config.languages)) == ("Archive", ["en", "ru"])
    assert (config.front_matter.names, config.front_matter.ignore) == ({"deck": "summary"}, ("layout",))


def test_a_configuration_that_does_not_parse_is_mended_and_read_on():
    config, problems = typed.load("title: Archive: 2022\nlangage: en\n", "newsgen.yaml", Config)
    assert config is None
    assert [(problem.line, problem.message) for problem in problems] == [
        (1, '"title" holds a colon and is not in quotes'),
        (2, 'unknown key "langage"; did you mean "language"?'),
    ]


def test_an_annotation_without_a_reader_is_refused_when_the_shape_is_made():
    with pytest.raises(TypeError, match="no way to read"):
        typed.Shape(Sample, readers={Colour: colour})
