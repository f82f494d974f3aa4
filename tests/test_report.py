"""How problems and results are told."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import click
import pytest

from newsgen import report
from newsgen.errors import Problem

DATE = Problem(
    "content/2022/report.md",
    4,
    'date "31.09.2022": September has 30 days',
    "write 2022-09-30 or 30.09.2022",
    "date: 31.09.2022",
)
KEY = Problem(
    "content/2022/report.md", 6, 'unknown key "autors"; did you mean "authors"?', excerpt="autors: [A. Writer]"
)


def unknown_keys(number: int) -> list[Problem]:
    return [
        Problem(f"content/{each}.md", 3, 'unknown key "layout"', severity="warning", cause="unknown key layout")
        for each in range(number)
    ]


def test_a_problem_shows_its_place_the_line_itself_and_what_to_do():
    assert report.problems_text([DATE, KEY], 2080, "Nothing was written; build/ is as it was.") == (
        'content/2022/report.md:4: date "31.09.2022": September has 30 days\n'
        "  4 │ date: 31.09.2022\n"
        "    ╰ write 2022-09-30 or 30.09.2022\n"
        "\n"
        'content/2022/report.md:6: unknown key "autors"; did you mean "authors"?\n'
        "  6 │ autors: [A. Writer]\n"
        "\n"
        "2 problems in 1 of 2,080 files. Nothing was written; build/ is as it was."
    )


def test_a_problem_of_a_whole_file_shows_no_line():
    assert report.problem_text(Problem("content/a.md", 0, "this file cannot be read", "allow it")) == (
        "content/a.md: this file cannot be read\n  ╰ allow it"
    )


def test_the_margin_is_as_wide_as_the_number_of_the_line():
    text = report.problem_text(Problem("a.md", 1234, "wrong", "mend", "the line"))
    assert text == "a.md:1234: wrong\n  1234 │ the line\n       ╰ mend"


def test_a_mend_of_several_lines_stays_in_its_column():
    text = report.problem_text(Problem("a.md", 3, "wrong", "write: a: |\n  one\n  two", "a: one"))
    assert text.endswith("    ╰ write: a: |\n        one\n        two")


def test_a_long_line_is_cut_and_says_so():
    shown = report.problem_text(Problem("a.md", 1, "wrong", "", "x" * 500)).splitlines()[1]
    assert len(shown) < 120
    assert shown.endswith("…")


def test_one_file_of_one_is_one_file():
    assert report.count_of([DATE], 1) == "1 problem in 1 file."
    assert report.count_of([DATE, KEY], 0) == "2 problems in 1 file."


def test_warnings_of_one_cause_are_told_once_with_a_count_and_the_first_file():
    text = report.problems_text(unknown_keys(1200), 2000, "")
    assert text == 'content/0.md:3: warning: unknown key "layout" (and in 1,199 more files)'


def test_a_cause_that_is_twice_in_one_file_counts_as_one_file():
    twice = [*unknown_keys(2), Problem("content/0.md", 9, "x", severity="warning", cause="unknown key layout")]
    assert "(and in 1 more file)" in report.problems_text(twice, 2000, "")


def test_warnings_alone_are_not_counted_as_problems():
    assert "problem" not in report.problems_text(unknown_keys(2), 2, "")


@pytest.mark.parametrize("dangerous", ["\x1b[2J", "\u202e", "\x07", "\u2066"])
def test_what_would_move_the_cursor_or_turn_the_text_is_shown_and_not_done(dangerous: str):
    problem = Problem(f"content/{dangerous}.md", 1, f'link to "{dangerous}"', f"write {dangerous}", f"[a]({dangerous})")
    text = report.problem_text(problem)
    assert dangerous not in text
    assert len(text.splitlines()) == 3


def test_the_excerpt_is_the_line_that_an_editor_numbers_so(tmp_path: Path):
    (tmp_path / "a.md").write_bytes("\ufeffone\r\ntwo\u2028still two\x0cstill two\r\nthree\r\n".encode())
    [problem] = report.with_excerpts([Problem("a.md", 3, "wrong")], tmp_path)
    assert problem.excerpt == "three"


def test_a_file_in_another_encoding_has_no_excerpt_instead_of_a_garbled_one(tmp_path: Path):
    (tmp_path / "a.md").write_bytes("Привет\n".encode("windows-1251"))
    [problem] = report.with_excerpts([Problem("a.md", 1, "wrong")], tmp_path)
    assert problem.excerpt == ""


def test_a_problem_keeps_the_excerpt_that_it_has(tmp_path: Path):
    (tmp_path / "a.md").write_text("one\n")
    [problem] = report.with_excerpts([Problem("a.md", 1, "wrong", excerpt="as it was", private=True)], tmp_path)
    assert (problem.excerpt, problem.private) == ("as it was", True)


def test_problems_are_told_once_and_in_the_order_of_files_and_lines(tmp_path: Path):
    problems = [KEY, DATE, KEY, Problem("a.md", 9, "x"), Problem("a.md", 10, "x")]
    told = report.with_excerpts(problems, tmp_path)
    assert [(each.path[-8:], each.line) for each in told] == [
        ("a.md", 9),
        ("a.md", 10),
        ("eport.md", 4),
        ("eport.md", 6),
    ]


def test_an_annotation_escapes_what_would_end_it():
    problem = Problem("content/a,b: 100%.md", 0, "one\ntwo: 50%", "mend")
    assert report.github([problem]) == ("::error file=content/a%2Cb%3A 100%25.md,line=1::one%0Atwo: 50%25%0Amend")


def test_an_annotation_of_what_is_held_back_holds_nothing_but_its_place():
    problem = Problem("content/a.md", 7, "secret", "secret", "secret", "warning", private=True)
    told = report.github([problem])
    assert told.startswith("::warning file=content/a.md,line=7::")
    assert "secret" not in told


def test_a_moment_is_told_in_the_sites_zone():
    assert report.moment_text(dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC), "Asia/Almaty") == (
        "28 Nov 2026 09:00 (Asia/Almaty)"
    )


def test_colour_adds_nothing_but_colour():
    text = report.problems_text([DATE, KEY], 2080, "Nothing was written.")
    shown = report.coloured(text)
    assert shown != text
    assert click.unstyle(shown) == text


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_to_someone_who_waits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(report, "PATIENCE", 0.0)
    screen = Screen()
    with report.Terminal(screen) as terminal:
        terminal.step("Reading", 50, 2080)
        assert "Reading" in screen.getvalue()
        assert "50 of 2,080" in screen.getvalue()
    assert screen.getvalue().endswith("\r")


def test_progress_is_not_shown_for_what_is_quick():
    screen = Screen()
    with report.Terminal(screen) as terminal:
        terminal.step("Reading", 1, 2)
    assert screen.getvalue() == ""


def test_progress_is_not_shown_to_a_pipe(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(report, "PATIENCE", 0.0)
    pipe = io.StringIO()
    with report.Terminal(pipe) as terminal:
        terminal.step("Reading", 50, 2080)
        terminal.say("Another build of this site is running; waiting for it to end.")
    assert pipe.getvalue() == "Another build of this site is running; waiting for it to end.\n"
