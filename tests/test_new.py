from __future__ import annotations

import contextlib
import datetime as dt
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from newsgen.article import Moment
from newsgen.cli import main
from newsgen.commands.new import Beginning, new
from newsgen.config import Config, Language
from newsgen.errors import UsageError

CONFIG = Config(title="Archive", languages={"en": Language(), "ru": Language()})
DAY = dt.date(2022, 9, 28)


def write(site: Path, title: str, section: str = "", lang: str = "") -> Path:
    return new(CONFIG, site, Beginning(title, Moment(DAY), lang, section))


def test_a_section_that_is_nearly_one_of_the_masthead_is_asked_about(tmp_path: Path):
    config = Config(title="Archive", sections=("News", "Reports"))
    with pytest.raises(UsageError, match='no section "Nwes"; did you mean "News"') as refused:
        new(config, tmp_path, Beginning("A", Moment(DAY), "", "Nwes"))
    assert "newsgen.yaml" in str(refused.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("asked", "written"), [("news", "News"), ("Opinion", "Opinion")])
def test_a_section_is_written_as_the_masthead_has_it_or_is_new(tmp_path: Path, asked: str, written: str):
    config = Config(title="Archive", sections=("News", "Reports"))
    path = new(config, tmp_path, Beginning("A", Moment(DAY), "", asked))
    assert front_matter(path)["section"] == written


def front_matter(path: Path) -> dict[str, Any]:
    opening, keys, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == ""
    assert body.strip() == ""
    loaded = yaml.load(keys, Loader=yaml.BaseLoader)  # noqa: S506 -- makes text and nothing else
    assert isinstance(loaded, dict)
    return loaded


def test_an_article_lies_in_the_folder_of_its_month_under_its_day_and_headline(tmp_path: Path):
    path = write(tmp_path, "Fire in the Port")
    assert path.relative_to(tmp_path).as_posix() == "content/2022/09/2022-09-28-fire-in-the-port.md"
    assert path.read_text(encoding="utf-8") == '---\ntitle: "Fire in the Port"\ndate: 2022-09-28\n---\n\n'


def test_a_section_is_written_where_one_is_given(tmp_path: Path):
    assert front_matter(write(tmp_path, "Fire", section="News: local"))["section"] == "News: local"


def test_another_language_stands_in_the_name_and_in_the_front_matter(tmp_path: Path):
    path = write(tmp_path, "Пожар в порту", lang="ru")
    assert path.name == "2022-09-28-пожар-в-порту.ru.md"
    assert front_matter(path)["lang"] == "ru"


def test_the_default_language_is_not_mentioned(tmp_path: Path):
    path = write(tmp_path, "Fire", lang="en")
    assert path.name == "2022-09-28-fire.md"
    assert "lang" not in front_matter(path)


def test_a_language_that_the_site_does_not_have_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match=r'no language "rus"; did you mean "ru"'):
        write(tmp_path, "Fire", lang="rus")


def test_an_article_that_is_there_already_is_left_alone(tmp_path: Path):
    path = write(tmp_path, "Fire")
    path.write_text("written by hand", encoding="utf-8")
    with pytest.raises(UsageError, match=r"2022-09-28-fire\.md is there already"):
        write(tmp_path, "Fire")
    assert path.read_text(encoding="utf-8") == "written by hand"


@pytest.mark.parametrize("title", ["", "   ", "\n"])
def test_an_empty_headline_is_refused(tmp_path: Path, title: str):
    with pytest.raises(UsageError, match="the headline is empty"):
        write(tmp_path, title)


def test_a_headline_without_letters_or_digits_gives_no_file_name(tmp_path: Path):
    with pytest.raises(UsageError, match="no letter or digit"):
        write(tmp_path, "?!")


def test_a_long_headline_is_cut_between_words_in_the_name_and_kept_whole_in_the_title(tmp_path: Path):
    title = "очень " * 60 + "длинный заголовок"
    path = write(tmp_path, title)
    assert len(path.name.encode()) < 200
    assert set(path.stem.removeprefix("2022-09-28-").split("-")) == {"очень"}
    assert front_matter(path)["title"] == title


@pytest.mark.parametrize(
    "title",
    [
        "Minister: no comment",
        "\"Quoted\" and 'quoted'",
        "# 1 of the list",
        "no",
        "- dash at the start",
        "back\\slash",
        "{curly} [square] & *star* %percent @at `tick`",
    ],
)
def test_any_punctuation_survives_in_a_headline(tmp_path: Path, title: str):
    assert front_matter(write(tmp_path, title))["title"] == title


def test_line_breaks_and_control_characters_become_spaces(tmp_path: Path):
    assert front_matter(write(tmp_path, "one\ntwo\u2028three\x00four\x85five"))["title"] == "one two three four five"


@given(title=st.text(min_size=1, max_size=80))
def test_whatever_is_typed_as_a_headline_yaml_reads_it_back(tmp_path_factory: pytest.TempPathFactory, title: str):
    site = tmp_path_factory.mktemp("site")
    try:
        path = write(site, title)
    except UsageError:
        return
    assert front_matter(path)["title"]


def test_tags_and_a_time_are_written_as_they_are_read_again(tmp_path: Path):
    at = dt.datetime(2022, 9, 28, 10, 30, tzinfo=dt.UTC)
    path = new(CONFIG, tmp_path, Beginning("Fire", Moment.of(at), tags=("port", "a: b, c", " ")))
    assert "\ndate: 2022-09-28T10:30:00+00:00\n" in path.read_text(encoding="utf-8")
    assert front_matter(path)["tags"] == ["port", "a: b, c"]


def test_whoever_is_interrupted_leaves_neither_file_nor_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "content").mkdir()
    opened = Path.open

    def interrupted(path: Path, *given: str, **named: str) -> object:
        opened(path, *given, **named).close()  # type: ignore[call-overload]
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, "Fire")
    assert list(tmp_path.rglob("*")) == [tmp_path / "content"]


SITE = "title: Archive\ntimezone: Asia/Almaty\nlanguages: {en: {sections: [News, Reports]}, ru: {}}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    (folder / "newsgen.yaml").write_text(SITE, encoding="utf-8")
    return folder


def newsgen(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", "--site", str(site), *arguments], prog_name="newsgen")


def test_a_script_says_it_all_in_options(site: Path):
    result = newsgen(site, "Fire", "--date", "28.09.2022", "--section", "News", "--tag", "port", "--tag", "fire")
    assert result.exit_code == 0, result.output
    path = site / "content/2022/09/2022-09-28-fire.md"
    assert result.stdout == f"{path}\n"
    assert front_matter(path) == {"title": "Fire", "date": "2022-09-28", "section": "News", "tags": ["port", "fire"]}


def test_the_file_is_named_as_it_is_found_from_here(site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(site)
    assert newsgen(Path(), "Fire", "--date", "2022-09-28").stdout == "content/2022/09/2022-09-28-fire.md\n"


def test_a_script_without_a_headline_is_told_so_and_not_asked(site: Path):
    result = newsgen(site, "--section", "News")
    assert result.exit_code == 2
    assert result.stderr == 'newsgen: the headline is missing; write: newsgen new "Headline"\n'


def test_a_headline_without_quotes_is_shown_with_them(site: Path):
    result = newsgen(site, "Port", "strike", "ends", "--section", "News")
    assert result.exit_code == 2
    assert result.stderr == 'newsgen: the headline must stand in quotes; write: newsgen new "Port strike ends"\n'
    assert "newsgen new 'It costs $5'" in newsgen(site, "It", "costs", "$5").stderr
    assert list((site / "content").iterdir()) == []


def test_a_language_that_could_be_added_is_shown_where(site: Path):
    result = newsgen(site, "Fire", "--lang", "de")
    assert "to add it, write in newsgen.yaml: languages: [en, ru, de]" in result.stderr
    assert "to add it" not in newsgen(site, "Fire", "--lang", "xx").stderr


def test_an_article_that_is_there_already_says_what_to_do(site: Path):
    newsgen(site, "Fire", "--date", "2022-09-28")
    result = newsgen(site, "Fire", "--date", "2022-09-28")
    assert result.exit_code == 2
    assert "give the article another headline, or open that file" in result.stderr


def test_a_date_that_cannot_be_read_is_refused(site: Path):
    result = newsgen(site, "Fire", "--date", "31.09.2022")
    assert result.exit_code == 2
    assert 'date "31.09.2022": September has 30 days; write 2022-09-30 or 30.09.2022' in result.stderr
    assert list((site / "content").iterdir()) == []


# A shell lets what it runs in the background ignore Ctrl-C, and these tests may be run there.
CALL = """
import signal
from newsgen.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main(prog_name="newsgen")
"""


class Terminal:
    """A person at a terminal, before whom `newsgen new` runs."""

    def __init__(self, site: Path, *arguments: str, editor: str = "") -> None:
        self.shown = ""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "EDITOR": editor,
            "VISUAL": "",
            "TERM": "dumb",
        }
        self._own, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", CALL, "new", "--site", str(site), *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + 60
        while text not in self.shown and time.monotonic() < end and self._read():
            pass
        assert text in self.shown, self.shown

    def _read(self) -> bool:
        if not select.select([self._own], [], [], 1)[0]:
            return True
        with contextlib.suppress(OSError):  # how Linux tells that the other side was closed
            data = os.read(self._own, 4096)
            self.shown += data.decode()
            return bool(data)
        return False

    def type(self, text: str) -> None:
        os.write(self._own, text.encode() + b"\n")

    def interrupt(self) -> None:
        """Ctrl-C, as often as it takes: one that comes just before Python waits for a line is heard after that line."""
        for _ in range(20):
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(3)
                return

    def end(self) -> int:
        end = time.monotonic() + 60
        while time.monotonic() < end and self._read():
            pass
        os.close(self._own)
        return self.process.wait(60)


def articles(site: Path) -> list[Path]:
    return sorted(site.rglob("*.md"))


def test_a_person_is_asked_for_what_is_needed_until_it_can_be_used(site: Path):
    person = Terminal(site)
    for question, text in [
        ("Headline: ", ""),
        ("the headline is empty", "Fire in the port"),
        ("Date [", "31.09.2022"),
        ("September has 30 days", "28.09.2022"),
        ("Language (en, ru) [en]: ", "rus"),
        ('did you mean "ru"?', ""),
        ("2 Reports", "3"),
        ("there is no section 3", "2"),
        ("Tags, divided by commas: ", "port, fire,"),
    ]:
        person.wait_for(question)
        person.type(text)
    assert person.end() == 0, person.shown
    [path] = articles(site)
    assert path.name == "2022-09-28-fire-in-the-port.md"
    assert front_matter(path) == {
        "title": "Fire in the port",
        "date": "2022-09-28",
        "section": "Reports",
        "tags": ["port", "fire"],
    }


def test_a_new_section_that_looks_like_a_slip_is_asked_about(site: Path):
    person = Terminal(site, "--date", "2022-09-28", "--lang", "en", "--tag", "a")
    for question, text in [
        ("Headline: ", "Fire"),
        ("name: ", "Nwes"),
        ('did you mean "News"? Begin it', "n"),
        ("name: ", "Letters"),
    ]:
        person.wait_for(question)
        person.shown = ""
        person.type(text)
    assert person.end() == 0
    assert front_matter(articles(site)[0])["section"] == "Letters"


def test_whoever_stops_before_the_last_answer_leaves_nothing_behind(site: Path):
    person = Terminal(site)
    person.wait_for("Headline: ")
    person.type("Fire")
    person.wait_for("Date [")
    person.interrupt()
    assert person.end() == 130, person.shown
    assert "Stopped. Nothing was written." in person.shown
    assert list((site / "content").iterdir()) == []


def test_a_person_with_an_editor_gets_the_file_opened(site: Path, tmp_path: Path):
    script = tmp_path / "an editor.sh"
    script.write_text('#!/bin/sh\necho "Typed text." >> "$2"\n', encoding="utf-8")
    script.chmod(0o755)
    person = Terminal(site, "Fire", "--date", "2022-09-28", editor=f"'{script}' --wait")
    assert person.end() == 0, person.shown
    assert articles(site)[0].read_text(encoding="utf-8").endswith("---\n\nTyped text.\n")


def test_a_person_without_an_editor_is_told_what_to_do_with_the_file(site: Path):
    person = Terminal(site, "Fire", "--date", "2022-09-28")
    assert person.end() == 0, person.shown
    assert "2022-09-28-fire.md" in person.shown
    assert "Open it in a text editor" in person.shown
    assert "newsgen serve" in person.shown


def test_nobody_needs_to_have_an_editor_opened(site: Path):
    person = Terminal(site, "Fire", "--date", "2022-09-28", "--no-edit", editor="false")
    assert person.end() == 0, person.shown
    assert len(articles(site)) == 1


def test_an_editor_that_cannot_be_started_is_named_and_the_article_stays(site: Path):
    person = Terminal(site, "Fire", "--date", "2022-09-28", editor="no-such-editor")
    assert person.end() == 4
    assert re.search(r'the article is written, but the editor "no-such-editor"\s+could not be started', person.shown)
    assert len(articles(site)) == 1
