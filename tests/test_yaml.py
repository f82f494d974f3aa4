"""The reader of YAML: everything is text, every node knows its line, and what no front matter needs is refused."""

from __future__ import annotations

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import quoting, yaml
from newsgen.yaml import Mapping, Scalar, Sequence, YamlError


def mapping(text: str, first_line: int = 1) -> Mapping:
    node = yaml.read(text, first_line)
    assert isinstance(node, Mapping)
    return node


def value(text: str) -> yaml.Node:
    return mapping(text).entries[0].value


def refused(text: str) -> YamlError:
    with pytest.raises(YamlError) as caught:
        yaml.read(text)
    return caught.value


@pytest.mark.parametrize("text", ["no", "10:30", "2022-09-28", "007", "1e3", "0x10", "true", "1_000"])
def test_every_scalar_is_the_text_that_was_written(text: str):
    assert value(f"key: {text}") == Scalar(text, 1, 6)


def test_nodes_know_their_lines_from_where_the_text_begins():
    node = mapping("a: 1\nb:\n  - x\n  - y\n", first_line=10)
    assert [entry.key.line for entry in node.entries] == [10, 11]
    assert node.entries[1].value == Sequence((Scalar("x", 12, 5), Scalar("y", 13, 5)), 12)


@pytest.mark.parametrize("text", ["key:", "key: ~", "key: null", 'key: ""', "key: ' '", "key: |\n"])
def test_an_empty_value_is_absent(text: str):
    node = value(text)
    assert isinstance(node, Scalar)
    assert node.absent


@pytest.mark.parametrize("text", ["key: 'null'", 'key: "~"', "key: no", "key: 0"])
def test_a_value_that_says_something_is_not_absent(text: str):
    node = value(text)
    assert isinstance(node, Scalar)
    assert not node.absent


@pytest.mark.parametrize(("text", "quoted"), [("k: a", False), ("k: 'a'", True), ('k: "a"', True), ("k: >\n  a", True)])
def test_quotes_and_blocks_are_told_from_bare_text(text: str, quoted: bool):
    node = value(text)
    assert isinstance(node, Scalar)
    assert node.quoted is quoted


def test_later_entries_of_a_repeated_key_are_kept_apart():
    node = mapping("a: 1\nb: 2\na: 3\na: 4")
    assert [entry.key.text for entry in node.entries] == ["a", "b"]
    assert [entry.value.line for entry in node.repeated] == [3, 4]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_text_without_content_is_none(text: str):
    assert yaml.read(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("k: &name v", "anchors"),
        ("k: [a, *name]", "aliases"),
        ("k: !!str v", "tags"),
        ("k: ! v", "tags"),
        ("k: !python/object:os.system v", "tags"),
        ("a: 1\n---\nb: 2", "second document"),
        ("? [a]\n: b", "where a key should"),
        ("{{ title }}: x", "where a key should"),
        ("k: " + "[" * 30 + "]" * 30, "nested deeper"),
    ],
)
def test_what_no_front_matter_needs_is_refused(text: str, word: str):
    assert word in refused(text).message


def test_ten_thousand_open_brackets_are_refused_without_being_read():
    assert "nested deeper" in refused("[" * 10_000).message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: c: d", 2),
        ("a: 1\nb: *c d\n", 2),
        ("a: 'x'\nb: \"y\nc: 1\n", 2),
        ("a: 1\nb: c\x07d", 2),
        ('a: 1\nb: "c\\x07d"', 2),
        ('a: 1\nb: "\\uffff"', 2),
        ("a: 1\n\tb: 2", 2),
    ],
)
def test_an_error_names_the_line_on_which_the_mistake_stands(text: str, line: int):
    assert refused(text).line == line


def test_separators_that_editors_show_as_blanks_do_not_end_a_line():
    node = mapping("a: x\u2028y\nb: z\x85w")
    assert [(entry.value, entry.key.line) for entry in node.entries] == [
        (Scalar("x y", 1, 4), 1),
        (Scalar("z w", 2, 4), 2),
    ]


def test_carriage_returns_end_lines():
    assert [entry.key.line for entry in mapping("a: 1\r\nb: 2\rc: 3").entries] == [1, 2, 3]


def test_the_slow_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch):
    text = "a: 'x'\nb: [1, {c: ~}]\nd: >\n  folded\n  text\n"
    fast = yaml.read(text)
    monkeypatch.setattr(yaml, "_Parser", pyyaml.BaseLoader)
    assert yaml.read(text) == fast
    assert refused("a: b: c").line == 1


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_quoted_text_reads_back_as_it_was(text: str):
    text = yaml.visible(text)
    assert value(f"k: {quoting.quote(text)}") == Scalar(text, 1, 4, quoted=True)


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=60)
def test_text_is_only_left_bare_where_it_reads_back_as_it_was(text: str):
    text = yaml.visible(text)
    node = value(f"k: {quoting.scalar(text)}")
    assert isinstance(node, Scalar)
    assert node.text == text


@given(st.text(alphabet="ab:-#&*!|>'\"%@`{}[],? \n\t~\\", max_size=60))
@settings(max_examples=100)
def test_any_text_is_read_or_refused_at_one_of_its_lines(text: str):
    caught = None
    try:
        yaml.read(text)
    except YamlError as error:
        caught = error
    assert caught is None or 1 <= caught.line <= text.count("\n") + 1
    assert caught is None or caught.message
