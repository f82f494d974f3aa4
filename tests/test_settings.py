"""newsgen.yaml: what is wrong in it is told with its line and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen import settings
from newsgen.errors import Problem, ProblemsFound, UsageError


def faults(text: str) -> list[Problem]:
    with pytest.raises(ProblemsFound) as caught:
        settings.parse(text)
    return list(caught.value.problems)


def test_a_title_is_all_that_a_site_needs():
    config = settings.parse("title: Archive\n")
    assert config.title == "Archive"
    assert config.all_languages == ("en",)
    assert config.root == "/"


def test_every_setting_of_the_documentation_is_understood():
    config = settings.parse(
        """
title: Human Rights Archive
base_url: https://example.org/archive/
timezone: Asia/Almaty
language: en
languages: [en, {ru: {title: Архив}}, ky]
date_format: dd.MM.yyyy
permalink: /{year}/{slug}.html
sections: [News, Reports]
taxonomies: [section, tags, {countries: {archive: month}}]
days: yes
content: text
exclude: _index.md
html: trusted
markdown: {dialect: commonmark}
front_matter: {names: {deck: summary, topics: tags}, ignore: [layout]}
"""
    )
    assert config.root == "/archive/"
    assert config.in_language("ru").title == "Архив"
    assert config.in_language("ky").title == "Human Rights Archive"
    assert config.taxonomies["countries"].archive == "month"
    assert config.days
    assert config.exclude == ("_index.md",)


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_byte_order_marks_and_line_endings_do_not_matter(tmp_path: Path, mark: str, ending: str):
    (tmp_path / "newsgen.yaml").write_bytes(f"{mark}title: A{ending}days: true{ending}".encode())
    assert settings.load(tmp_path).days


def test_a_folder_without_a_configuration_is_no_site(tmp_path: Path):
    with pytest.raises(UsageError, match=r"there is no newsgen\.yaml in .*\n.*newsgen init"):
        settings.load(tmp_path)


def test_a_configuration_in_another_encoding_is_told_as_such(tmp_path: Path):
    (tmp_path / "newsgen.yaml").write_bytes("title: Архив\n".encode("windows-1251"))
    with pytest.raises(ProblemsFound) as caught:
        settings.load(tmp_path)
    [problem] = caught.value.problems
    assert problem.line == 1
    assert "windows-1251" in problem.hint


def test_a_content_folder_that_is_named_must_be_there(tmp_path: Path):
    (tmp_path / "newsgen.yaml").write_text("title: A\ncontent: contnt\n")
    with pytest.raises(ProblemsFound) as caught:
        settings.load(tmp_path)
    [problem] = caught.value.problems
    assert (problem.line, problem.message) == (2, "there is no folder contnt")


def test_all_faults_are_told_at_once():
    assert [problem.line for problem in faults("title: A\ntimezone: Mars\nlanguage: xx\nlatest: 0\n")] == [2, 3, 4]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("titel: A", 'unknown key "titel"; did you mean "title"?'),
        ("time_zone: UTC", 'unknown key "time_zone"; did you mean "timezone"?'),
        ("markdown: {dialekt: commonmark}", 'unknown key "dialekt" in "markdown"; did you mean "dialect"?'),
        ("languages: {en: {titel: A}}", 'unknown key "titel" in "languages: en"; did you mean "title"?'),
        ("days: maybe", '"days" must be true or false, not "maybe"'),
        ("latest: many", '"latest" must be a whole number, not "many"'),
        ("latest: 0", "latest must be at least 1"),
        ("taxonomies: {tags: {listed: -1}}", 'taxonomy "tags": listed cannot be less than 0'),
        ("sections: News, Reports", '"sections" is one item with a comma in it'),
        ("html: sfe", '"html" must be safe or trusted, not "sfe"; did you mean "safe"?'),
        ("taxonomies: {tags: {archive: week}}", '"taxonomies: tags: archive" must be year or month, not "week"'),
        ("timezone: Asia/Almatty", 'unknown time zone "Asia/Almatty"'),
        ("timezone: +06:00", 'unknown time zone "+06:00"'),
        ("language: russian", 'unknown language "russian"'),
        ("languages: [en, kz]", 'unknown language "kz"'),
        ("languages: [en, EN]", '"en" and "EN" are one language'),
        ("base_url: example.org/archive", 'base_url "example.org/archive" is not a whole address'),
        ("base_url: ftp://example.org", 'base_url "ftp://example.org" is not a whole address'),
        ("base_url: https://[::1/", 'base_url "https://[::1/" is no address'),
        ("base_url: https://example.org/?a=1", "base_url must end with its path"),
        ("base_url: https://exa mple.org/", "base_url holds a space"),
        ("base_url: https://example.org/архив/", "base_url must have its path in the form that browsers send"),
        ("permalink: /{year}/{slag}/", 'permalink holds {slag}; did you mean "slug"?'),
        ("permalink: /{year}/{month}/", 'permalink "/{year}/{month}/" gives several articles one address'),
        ('permalink: "{year}/{slug}/"', 'permalink "{year}/{slug}/" must begin with a slash'),
        ("permalink: /{year}/{slug}", 'permalink "/{year}/{slug}" must end with a slash or .html'),
        ("permalink: /{year/{slug}/", 'permalink "/{year/{slug}/" has a brace without its partner'),
        ("permalink: /{slug}}/", 'permalink "/{slug}}/" has a brace without its partner'),
        ("permalink: /:year/:month/:slug/", 'permalink "/:year/:month/:slug/" is in Jekyll\'s form'),
        ("permalink: pretty", 'permalink "pretty" is in Jekyll\'s form'),
        ("permalink: /../{slug}/", 'permalink "/../{slug}/": it holds ".."'),
        ("content: ../elsewhere", 'content "../elsewhere" must be a folder of the site'),
        ("content: /srv/content", 'content "/srv/content" must be a folder of the site'),
        ('taxonomies: ["?!"]', 'taxonomy "?!" has no letter or digit for its address'),
        ("taxonomies: [tags, Tags]", '"tags" and "Tags" have one address, /tags/'),
        ("taxonomies: [archive]", 'taxonomy "archive": /archive/ is the address of something else'),
        ("taxonomies: [en]", 'taxonomy "en": /en/ is the address of something else'),
        ('sections: ["?!"]', 'section "?!" has no letter or digit for its address'),
        (
            "date_format: DD.MM.YYYY",
            'date_format "DD.MM.YYYY" must hold dd, MM and yyyy, in these letters, or be short, medium, long or full',
        ),
        (
            "date_format: longer",
            'date_format "longer" must hold dd, MM and yyyy, in these letters, or be short, medium, long or full',
        ),
        ("date_format: d MMM yyyy at", 'date_format "d MMM yyyy at" holds a, t, which means nothing in a date'),
        (
            "front_matter: {names: {deck: sumary}}",
            '"deck" is to mean "sumary", which newsgen does not know; did you mean "summary"?',
        ),
        ('exclude: ["!"]', 'exclude: the pattern "!" means no file'),
        ("title: B", '"title" is given more than once'),
        ("description: A: B", '"description" holds a colon and is not in quotes'),
        ("description: *star", '"description" begins with * and is not in quotes'),
    ],
)
def test_a_fault_is_told_with_its_line(line: str, message: str):
    [problem] = faults(f"title: A\n{line}\n")
    assert (problem.path, problem.line) == ("newsgen.yaml", 2)
    assert problem.message == message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/:year/:month/:slug/", "/{year}/{month}/{slug}/"),
        (":categories/:year/:title.html", "/{section}/{year}/{slug}.html"),
        ("/:year/:title:output_ext", "/{year}/{slug}.html"),
        ("/news-:i_month/:title", "/news-{month}/{slug}/"),
        ("pretty", "/{section}/{year}/{month}/{day}/{slug}/"),
    ],
)
def test_a_pattern_in_jekylls_form_is_told_in_newsgens(written: str, meant: str):
    [problem] = faults(f"title: A\npermalink: {written}\n")
    assert problem.hint == f"write: permalink: {meant}"


def test_a_configuration_without_a_title_is_told_what_to_add():
    [problem] = faults("days: true\n")
    assert problem.message == '"title" is missing'
    assert problem.hint.startswith("add a line: title:")


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "42\n"])
def test_a_configuration_that_holds_no_keys_is_no_traceback(text: str):
    assert faults(text)[0].line == 1


@pytest.mark.parametrize(
    "line",
    [
        "timezone: Asia/Almatty",
        "language: russian",
        "languages: [en, kz]",
        "base_url: example.org/archive",
        "base_url: https://example.org/архив/",
        "base_url: https://example.org/?a=1",
        "permalink: /{year}/{slug}",
        "permalink: /:year/:month/:slug/",
        "permalink: :categories/:year/:title.html",
        "permalink: /:year/:title:output_ext",
        "permalink: /:year/:short_year/",
        "permalink: /:year/:month",
        "permalink: date",
        "permalink: '{year}/{slug}/'",
        "date_format: DD.MM.YYYY",
        "date_format: dd.mm.yyyy",
        "latest: 0",
        "content: ../elsewhere",
        "description: A: B",
    ],
)
def test_the_mend_that_is_shown_is_a_mend(line: str):
    [problem] = faults(f"title: A\n{line}\n")
    key, _, value = line.partition(": ")
    hint = problem.hint.removeprefix("write: ").removeprefix("write ")
    mended = hint if hint.startswith(f"{key}:") else f"{key}: {value.replace('russian', hint).replace('kz', hint)}"
    settings.parse(f"title: A\n{mended}\n")


def test_a_named_format_of_dates_and_a_pattern_with_words_are_fine():
    for pattern in ("short", "full", "d MMMM yyyy 'г.'", "yyyy-MM-dd", "EEEE d LLLL y"):
        settings.parse(f'title: A\ndate_format: "{pattern}"\n')
