"""Front matter that people broke: every break is told with its line, and the line that is offered instead reads."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import frontmatter
from newsgen.config import Config, KeyNames
from newsgen.dates import Dates
from newsgen.errors import Problem
from newsgen.frontmatter import Reading
from newsgen.text import decode

CONFIG = Config(
    title="Archive", front_matter=KeyNames(names={"deck": "summary", "topics": "tags"}, ignore=("expirydate",))
)
DATES = Dates("UTC", ("en", "ru"))


def read(text: str) -> Reading:
    return frontmatter.read(text, "a.md", CONFIG, DATES)


def errors(text: str) -> list[Problem]:
    return [problem for problem in read(text).problems if problem.is_error]


def mended(text: str, problems: list[Problem]) -> str:
    """The text once each hint is followed to the letter, from the last line up."""
    lines = text.split("\n")
    for problem in sorted(problems, key=lambda problem: -problem.line):
        if match := re.fullmatch(r"write: (.*)", problem.hint):
            lines[problem.line - 1] = match[1]
        elif match := re.fullmatch(r"write in place of lines (\d+) to (\d+): (.*)", problem.hint):
            lines[int(match[1]) - 1 : int(match[2])] = [match[3]]
        elif match := re.fullmatch(r"add a line --- (above|below) line (\d+)", problem.hint):
            lines.insert(int(match[2]) - (match[1] == "above"), "---")
        elif match := re.match(r"remove lines? (\d+)(?: to (\d+))?, so", problem.hint):
            del lines[int(match[1]) - 1 : int(match[2] or match[1])]
    return "\n".join(lines)


# One break each

MENDS = [
    ("title: Рузахунов: суд отложен", 2, 'title: "Рузахунов: суд отложен"'),
    ('title: "A" b', 2, "title: '\"A\" b'"),
    ('title: "A "b" c"', 2, "title: 'A \"b\" c'"),
    ("title: 'It's here'", 2, 'title: "It\'s here"'),
    ("title: \"Closed by another'", 2, 'title: "Closed by another"'),
    ('title: "Never closed', 2, 'title: "Never closed"'),
    ('title: "Never closed\nslug: "x"', 2, 'title: "Never closed"'),
    ('title: "A" and "B" meet', 2, 'title: \'"A" and "B" meet\''),
    ('"title: Opened before the key', 2, 'title: "Opened before the key"'),
    ('title: "C:\\path"', 2, "title: 'C:\\path'"),
    ("title: *Breaking* news", 2, 'title: "*Breaking* news"'),
    ("title: &c.", 2, 'title: "&c."'),
    ("title: !important", 2, 'title: "!important"'),
    ("title: @office", 2, 'title: "@office"'),
    ("title: %d days", 2, 'title: "%d days"'),
    ("title: `code`", 2, 'title: "`code`"'),
    ("title: > 5", 2, 'title: "> 5"'),
    ("title: [Update] Mine opens", 2, 'title: "[Update] Mine opens"'),
    ("title: [Update", 2, 'title: "[Update"'),
    ("title: {{ page.title }}", 2, 'title: "{{ page.title }}"'),
    ("title: - Mine opens", 2, 'title: "- Mine opens"'),
    ("title: Letter #5", 2, 'title: "Letter #5"'),
    ('title: "Free" #5', 2, "title: '\"Free\" #5'"),
    ("title: 'Free' #5", 2, "title: \"'Free' #5\""),
    ("title: #5", 2, 'title: "#5"'),
    ("title:Mine opens", 2, "title: Mine opens"),
    ("title:Court: adjourned", 2, 'title: "Court: adjourned"'),
    ("title Mine opens", 2, "title: Mine opens"),
    ("title：Mine opens", 2, "title: Mine opens"),
    ("\ttitle: Mine", 2, "  title: Mine"),
    ("title: Mine\n  slug: mine", 3, "slug: mine"),
    ("  title: Mine\nslug: mine", 2, "title: Mine"),
    ("title: Mine\nsummary: First\nsecond line\nslug: mine", 4, "  second line"),
    ("title: Mine\ntags: [a, b", 3, "tags: [a, b]"),
    ("title: Mine\ntags: [a, *b]", 3, 'tags: [a, "*b"]'),
    ("title: Mine\ntags: - a", 3, "tags: [a]"),
    ("title: Mine\ntags:\n\t- a", 4, "  - a"),
    ("title: Mine\ntags:\n  - a\n  -b", 5, "  - b"),
    ("title: Mine\ntags:\n  - a\n   -b", 5, "  - b"),
    ("title: Mine\ntags:\n  - a\n   - b", 5, "  - b"),
    ("title: Mine\ntags:\n  -a", 4, "  - a"),
    ("title: Mine\ntags:\n  - Court: adjourned", 4, '  - "Court: adjourned"'),
    ("title: Mine\ntags:\n  - Court: adjourned: again", 4, '  - "Court: adjourned: again"'),
    ("title: Mine\ntags:\n  - Letter #5", 4, '  - "Letter #5"'),
    ('title: Mine\ntags:\n  - "Letter" #5', 4, "  - '\"Letter\" #5'"),
    ("title: Mi\x07ne", 2, "title: Mine"),
    ("title: Mine\ndate: !!timestamp 2022-09-28", 3, "date: 2022-09-28"),
    ("title: Mine\nretracted: by its author", 3, 'retracted: {reason: "by its author"}'),
    (
        "title: Mine\nretracted: {date: 2022-10-02, reason: It lied, and withdrew it}",
        3,
        'retracted: {date: 2022-10-02, reason: "It lied, and withdrew it"}',
    ),
    (
        "title: Mine\ncorrections:\n  - {text: A, b at 10:30, and c, date: 2022-10-01}",
        4,
        '  - {text: "A, b at 10:30, and c", date: 2022-10-01}',
    ),
    (
        'title: Mine\nsources: [{title: "Act", of 2022}, {title: Law, of 2023}]',
        3,
        'sources: [{title: "Act, of 2022"}, {title: "Law, of 2023"}]',
    ),
    ("title: Mine\nDraft: true", 3, "draft: true"),
]


@pytest.mark.parametrize(("keys", "line", "mend"), MENDS)
def test_the_mended_line_is_offered_and_reads(keys: str, line: int, mend: str):
    text = f"---\n{keys}\n---\nText.\n"
    problems = errors(text)
    assert (line, f"write: {mend}") in [(problem.line, problem.hint) for problem in problems]
    assert all(problem.excerpt == text.split("\n")[problem.line - 1] for problem in problems)
    result = read(mended(text, problems))
    assert result.front is not None
    assert result.body == "Text.\n"


def test_a_value_that_goes_on_over_lines_is_mended_as_a_whole():
    text = "---\ntitle: Court: the case\n  is adjourned\nslug: court\n---\n"
    (problem,) = errors(text)
    assert problem.hint == 'write in place of lines 2 to 3: title: "Court: the case is adjourned"'
    assert read(mended(text, [problem])).front is not None


def test_what_a_comma_cuts_off_is_told_once():
    (problem,) = read("---\ntitle: Mine\ncorrections: [{date: 2022-10-01, text: Hello, world, again}]\n---\n").problems
    assert problem.message == 'a comma ends "text" before "world, again"'


@pytest.mark.parametrize("reason", ["withdrawn by us}", "reason: We,\n  withdrew it}"])
def test_what_a_comma_cuts_off_and_no_line_mends_is_an_error_all_the_same(reason: str):
    (problem,) = errors(f"---\ntitle: Mine\nretracted: {{date: 2022-10-02, {reason}\n---\n")
    assert problem.message.startswith("a comma ends ")
    assert not problem.hint.startswith("write")


@pytest.mark.parametrize(
    "keys",
    [
        *('retracted: {date: 2022-10-02, reason: "Hello, world"}', "retracted:\n  date: 2022-10-02\n  reason:"),
        *("extra: {a: b, c}", "retracted: {reason: Hello, date: 2022-10-02,}", "images: {a.jpg: {alt: A}}"),
    ],
)
def test_commas_that_cut_nothing_off_are_no_errors(keys: str):
    assert errors(f"---\ntitle: Mine\n{keys}\n---\n") == []


def test_several_breaks_are_told_at_once_and_mended_together():
    keys = "title: Court: adjourned\nsummary: *No* date yet\ntags: [a, b\nauthors:\n  - A. Writer\n  -B. Editor"
    text = f"---\n{keys}\n---\n"
    problems = errors(text)
    assert [problem.line for problem in problems] == [2, 3, 4, 7]
    result = read(mended(text, problems))
    assert result.front is not None
    assert (result.front.title, result.front.summary) == ("Court: adjourned", "*No* date yet")
    assert (result.front.tags, result.front.authors) == (("a", "b"), ("A. Writer", "B. Editor"))


@pytest.mark.parametrize(
    "keys",
    [
        "title:No space\ndate:2022-09-17",
        "title:No space\ndate:2022-09-17\ntags: [a]",
        "title: No space\ndate:2022-09-17\nsection:News",
        "title: No space\ndate: 2022-09-17\n   section: News",
        "title: No space\ndate: 2022-09-17\n   section: News\n   tags: [a]",
        "title: No space\nsummary: Court: adjourned\ndate:2022-09-17\nsection:News",
        "title:No space\n  date: 2022-09-17\n  section:News\ntags: [a, b",
    ],
)
def test_keys_that_are_broken_alike_are_mended_each_on_its_own_line(keys: str):
    problems = errors(f"---\n{keys}\n---\n")
    assert all(problem.hint.startswith("write: ") for problem in problems)
    front = read(mended(f"---\n{keys}\n---\n", problems)).front
    assert front is not None
    assert front.title == "No space"
    assert front.date is not None or "date" not in keys
    assert front.section == "News" or "section" not in keys
    assert front.tags or "tags" not in keys


def test_spaces_before_a_key_are_named():
    (problem,) = errors("---\ntitle: Mine\ndate: 2022-09-17\n   section: News\n---\n")
    assert problem.message == 'the line begins with spaces; "section" belongs at its very start'


def test_an_anchor_that_is_used_is_not_taken_for_text():
    (problem,) = errors("---\ntitle: &t Mine\nsummary: *t\n---\n")
    assert problem.hint == "write the value out in each place where it is used"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\u00a0\ntitle: A\n---\nText.\n", 1),
        ("\u3000---\ntitle: A\n---\nText.\n", 1),
        ("---\x1c\ntitle: A\n---\nText.\n", 1),
        ("---\ntitle: A\n---\u00a0\nText.\n", 3),
    ],
)
def test_an_invisible_character_beside_a_fence_is_told(text: str, line: int):
    (problem,) = errors(text)
    assert problem.line == line
    assert "invisible character" in problem.message
    assert read(mended(text, [problem])).body == "Text.\n"


@pytest.mark.parametrize(
    "text", ["x\n---\u00a0\ntitle: A\n---\n", "\u00a0---\n", "---\x1c\n", "x\n---\x1c\na: b\n---\x1c\n"]
)
def test_fences_that_are_none_are_looked_for_once(text: str):
    assert len(errors(text)) == 1


def test_a_break_that_cannot_be_guessed_is_told_without_a_mend():
    (problem,) = errors("---\ntitle: Mine\n- a\n- b\n---\n")
    assert problem.line == 3
    assert not problem.hint.startswith("write")


# Breaks at random

WORD = st.sampled_from(["суд", "mine", "it's", '"free"', "A: B", "#5", "(2022)", "50%", "«да»", "ok"])
# Without its own quotes, `"free"` is `free`, which no reader can tell from what was meant.
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join).filter(lambda words: words[0] + words[-1] != '""')


def in_title(text: str, pattern: str) -> str:
    """The text with its title written in another way; `{}` stands for the title, `{'}` for the title with `''`."""

    def rewritten(match: re.Match[str]) -> str:
        return pattern.replace("{'}", match[1]).replace("{}", match[1].replace("''", "'"))

    return re.sub(r"(?m)^title: '(.*)'$", rewritten, text)


BREAKS = {
    "nothing": lambda text: text,
    "unquoted title": lambda text: in_title(text, "title: {}"),
    "double quotes": lambda text: in_title(text, 'title: "{}"'),
    "single quotes": lambda text: in_title(text, "title: '{}'"),
    "open quote": lambda text: in_title(text, "title: '{'}"),
    "other quote": lambda text: in_title(text, "title: '{'}\""),
    "text after": lambda text: in_title(text, "title: '{'}' more"),
    "star": lambda text: in_title(text, "title: *{}"),
    "bracket": lambda text: text.replace("[a, b]", "[a, b"),
    "tab": lambda text: text.replace("  - x", "\t- x"),
    "dash": lambda text: text.replace("  - y", "  -y"),
    "indented item": lambda text: text.replace("  - y", "    - y"),
    "colon": lambda text: text.replace("slug: ", "slug:"),
    "unindented": lambda text: text.replace("  wraps", "wraps"),
    "indented key": lambda text: text.replace("slug:", "  slug:"),
    "no lower fence": lambda text: text.replace("---\n\nText", "\nText"),
    "long lower fence": lambda text: text.replace("---\n\nText", "-----\n\nText"),
    "no upper fence": lambda text: text.removeprefix("---\n"),
    "junk": lambda text: f"junk\n{text}",
}


@given(WORDS, st.sampled_from(["wraps", "wraps again"]), st.sets(st.sampled_from(sorted(BREAKS)), max_size=3))
@settings(max_examples=150)
def test_whatever_is_broken_is_told_and_never_becomes_another_article(title: str, summary: str, kinds: set[str]):
    quoted = title.replace("'", "''")
    sound = (
        f"---\ntitle: '{quoted}'\ntags: [a, b]\nsummary: A summary that\n  {summary}\n"
        "authors:\n  - x\n  - y\nslug: short\n---\n\nText: of the article\n"
    )
    expected = read(sound)
    assert expected.front is not None
    text = sound
    for kind in sorted(kinds):
        text = BREAKS[kind](text)

    started = time.process_time()
    result = read(text)
    assert time.process_time() - started < 1

    if result.front is not None:
        assert (result.front, result.body) == (expected.front, expected.body)
        return
    count = text.count("\n") + 1
    problems = [problem for problem in result.problems if problem.is_error]
    assert all(1 <= problem.line <= count and problem.message for problem in problems)


@given(st.text(alphabet="ab:-#&*!|>'\"%@`{}[],? \n\t~", max_size=80))
@settings(max_examples=100)
def test_any_text_at_all_gives_values_or_problems(text: str):
    result = read(f"---\ntitle: x\n{text}\n---\n")
    assert (result.front is None) == any(problem.is_error for problem in result.problems)


def test_a_long_and_thoroughly_broken_front_matter_takes_less_than_a_second():
    text = "---\ntitle: x\n" + "key: a: b: [c\n" * 4_000 + "---\n"
    started = time.process_time()
    assert errors(text)
    assert time.process_time() - started < 1


# What editors really broke


@pytest.fixture(scope="module")
def broken(corpora: Path) -> dict[str, str]:
    return {path.name: decode(path.read_bytes()) for path in sorted((corpora / "broken").glob("*.md"))}


def test_files_that_merely_begin_with_blank_lines_are_sound(broken: dict[str, str]):
    sound = [name for name, text in broken.items() if read(text).front is not None]
    assert len(sound) == 18
    assert all(broken[name].startswith(("\n", "\r")) for name in sound)


def test_every_other_file_has_an_error_with_its_line_and_a_mend_that_reads(broken: dict[str, str]):
    faulty = {name: errors(text) for name, text in broken.items() if errors(text)}
    assert len(faulty) == 67
    assert all(problem.line > 0 for problems in faulty.values() for problem in problems)
    unmended = [name for name, problems in faulty.items() if read(mended(broken[name], problems)).front is None]
    assert unmended == []


@pytest.mark.parametrize(
    ("folder", "refused"),
    [
        ("digitalgov/content/news", {"2018-09-24-example.md"}),  # has no title
        ("18f/content/posts", set()),
        ("bitcoinops/_posts", set()),
    ],
)
def test_sound_archives_read_without_errors(corpora: Path, folder: str, refused: set[str]):
    files = [path for path in (corpora / folder).rglob("*.md") if errors(decode(path.read_bytes()))]
    assert {path.name for path in files} == refused
