from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsgen.commands.new import new
from newsgen.config import Config, Language
from newsgen.errors import UsageError

CONFIG = Config(title="Archive", languages={"en": Language(), "ru": Language()})
DAY = dt.date(2022, 9, 28)


def write(site: Path, title: str, section: str = "", lang: str = "") -> Path:
    return new(CONFIG, site, title, section, lang, DAY)


def front_matter(path: Path) -> dict[str, str]:
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
