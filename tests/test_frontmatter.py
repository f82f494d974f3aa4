"""A source file's front matter as values, and its text as text."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from newsgen import frontmatter
from newsgen.article import Citation, Correction, Moment, Retraction
from newsgen.config import Config, KeyNames, Taxonomy
from newsgen.dates import Dates
from newsgen.errors import Problem
from newsgen.fields import FrontMatter
from newsgen.frontmatter import Reading
from newsgen.text import DecodingFault, decode

CONFIG = Config(
    title="Archive",
    front_matter=KeyNames(names={"deck": "summary", "blurb": "summary", "topics": "tags"}, ignore=("layout",)),
    taxonomies={"section": Taxonomy(), "tags": Taxonomy(), "authors": Taxonomy(), "countries": Taxonomy()},
)
DATES = Dates("Asia/Almaty", ("en", "ru"))
DAY = Moment(dt.date(2022, 9, 28))


def reading(text: str) -> Reading:
    return frontmatter.read(text, "content/a.md", CONFIG, DATES)


def read(keys: str) -> Reading:
    return reading(f"---\ntitle: Report\n{keys}\n---\nText.\n")


def front(keys: str) -> FrontMatter:
    result = read(keys)
    assert [problem for problem in result.problems if problem.is_error] == []
    assert result.front is not None
    return result.front


def errors(keys: str) -> list[Problem]:
    result = read(keys)
    assert result.front is None
    return [problem for problem in result.problems if problem.is_error]


def only_title(**values: object) -> FrontMatter:
    lines = dict.fromkeys(values, 3)
    return msgspec.structs.replace(FrontMatter("Report", lines={"title": 2, **lines}), **values)


# Fences


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Report\n---\nText.\n",
        "\ufeff---\ntitle: Report\n---\nText.\n",
        "\n \n---\ntitle: Report\n---\nText.\n",
        "---  \r\ntitle: Report\r\n--- \r\nText.\r\n",
        "---\rtitle: Report\r---\rText.\r",
        "---\ntitle: Report\n...\nText.\n",
        "---\n\ntitle: Report\n\n---\nText.\n",
    ],
)
def test_blank_lines_marks_and_line_endings_around_the_fences_do_not_matter(text: str):
    result = reading(text)
    assert result.front is not None
    assert (result.front.title, result.body, result.problems) == ("Report", "Text.\n", ())
    assert text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[result.body_line - 1] == "Text."


def test_a_file_may_end_with_its_front_matter():
    result = reading("---\ntitle: Report\n---")
    assert result.front is not None
    assert result.body == ""


def test_a_rule_in_the_text_is_text():
    assert reading("---\ntitle: Report\n---\nOne\n\n---\n\nTwo\n").body == "One\n\n---\n\nTwo\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("", 1, "the file is empty", "begin it with"),
        ("# Mine opens\n\nText", 1, "there is no front matter", "title: Mine opens"),
        ("title: Report\n---\nText", 1, "the fence above the front matter is missing", "above line 1"),
        ("\ntitle: Report\n\nText", 2, "the fences around the front matter are missing", "below line 2"),
        ("Draft 2\n---\ntitle: Report\n---\nText", 1, "text stands above the front matter", "remove line 1"),
        ("—\ntitle: Report\n---\nText", 1, '"—" is not a fence', "write: ---"),
        ("----\ntitle: Report\n---\nText", 1, '"----" is not a fence', "write: ---"),
        ("---\ntitle: Report\n----\nText", 3, '"----" is not a fence', "write: ---"),
        ("---\ntitle: Report\n  ---\nText", 3, '"---" is not a fence', "write: ---"),
        ("---\ntitle: Report\n\nText", 2, "the fence below the front matter is missing", "below line 2"),
        ("---\ntitle: Report\ntags:\n  - a\nText", 4, "the fence below the front matter is missing", "below line 4"),
        ("---\ntitle: Report\n\n# One\n\nText\n\n---\nTwo", 2, "the fence below the front matter is missing", "line 2"),
        ("+++\ntitle = 'Report'\n+++\n", 1, "front matter in TOML is not read", "YAML"),
        ('{"title": "Report"}\n', 1, "front matter in JSON is not read", "YAML"),
        ("---\n---\nText", 1, "the front matter is empty", "title"),
        ("---\nText\n---\nText", 2, "there are no keys", "title"),
        ("---\n- a\n- b\n---\nText", 2, "the front matter holds no keys", "title"),
    ],
)
def test_a_fence_that_is_wrong_or_missing_is_an_error_that_says_what_to_add_and_where(
    text: str, line: int, message: str, hint: str
):
    problem = reading(text).problems[0]
    assert (problem.line, problem.severity) == (line, "error")
    assert problem.message.startswith(message)
    assert hint in problem.hint


def test_the_text_below_a_missing_fence_keeps_its_lines():
    result = reading("---\ntitle: Report\n\nText")
    assert (result.body, result.body_line) == ("\nText", 3)


@pytest.mark.parametrize("keys", ["a: " + "x" * 70_000, "\n".join(f"key{n}: value" for n in range(6_000))])
def test_front_matter_of_more_than_64_kilobytes_is_refused(keys: str):
    (problem,) = errors(keys)
    assert problem.message == "the front matter is longer than 64 KB"


# Keys


def test_every_key_is_read():
    text = """\
date: 2022-09-28 10:30
updated: 29.09.2022
slug: mine
permalink: /mine/
lang: ru
section: Reports
tags: [mine, strike]
authors: [A. Writer, B. Editor]
summary: >
  Two lines
  of summary.
image: mine.jpg
image_alt: A mine
image_credit: C. Photographer
aliases: /old/
translation_key: mine
sources: [{title: Act, url: https://example.org/act, archived: https://example.org/copy}]
corrections: [{date: 2022-09-30, text: A name was misspelt.}]
draft: no
embargo: 2022-10-01
expires: 2022-10-31
retracted: {date: 2022-11-01, reason: Withdrawn.}
template: long.html
redirectto: https://example.org/elsewhere
extra: {depth: [1, 2]}
countries: Kazakhstan
"""
    zone = dt.timezone(dt.timedelta(hours=6))
    lines = {line.partition(":")[0]: n for n, line in enumerate(text.split("\n"), 3) if line[:1].strip()}
    moment = Moment.of(dt.datetime(2022, 9, 28, 10, 30, tzinfo=zone))
    result = front(text)
    assert result.date is not None
    assert result.date.isoformat() == moment.isoformat()
    assert msgspec.structs.replace(result, date=None) == FrontMatter(
        title="Report",
        updated=Moment(dt.date(2022, 9, 29)),
        slug="mine",
        permalink="/mine/",
        lang="ru",
        section="Reports",
        tags=("mine", "strike"),
        authors=("A. Writer", "B. Editor"),
        summary="Two lines of summary.",
        image="mine.jpg",
        image_alt="A mine",
        image_credit="C. Photographer",
        aliases=("/old/",),
        translation_key="mine",
        sources=(Citation("Act", "https://example.org/act", "https://example.org/copy"),),
        corrections=(Correction(Moment(dt.date(2022, 9, 30)), "A name was misspelt."),),
        embargo=dt.datetime(2022, 10, 1, tzinfo=zone),
        expires=dt.datetime(2022, 11, 1, tzinfo=zone),
        retracted=Retraction(Moment(dt.date(2022, 11, 1)), "Withdrawn."),
        template="long.html",
        redirectto="https://example.org/elsewhere",
        extra={"depth": ["1", "2"]},
        terms={"countries": ("Kazakhstan",)},
        lines={"title": 2, **lines},
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("author: A. Writer", only_title(authors=("A. Writer",))),
        ("tag: mine", only_title(tags=("mine",))),
        ("redirect_from: /old/", only_title(aliases=("/old/",))),
        ("lastmod: 2022-09-28", only_title(updated=DAY)),
        ("last_modified_at: 2022-09-28", only_title(updated=DAY)),
        ("published: false", only_title(draft=True)),
        ("category: News", only_title(section="News")),
        ("categories: [News, mine]", only_title(section="News", tags=("mine",))),
        ("section: [News]", only_title(section="News")),
        ("deck: Summary", only_title(summary="Summary")),
        ("topics: mine", only_title(tags=("mine",))),
        ("retracted: true", only_title(retracted=Retraction())),
        ("retracted: 2022-09-28", only_title(retracted=Retraction(DAY))),
        ("sources: https://example.org/", only_title(sources=(Citation(*["https://example.org/"] * 2),))),
        ("sources: The act", only_title(sources=(Citation("The act"),))),
    ],
)
def test_a_thing_may_be_said_in_other_ways(keys: str, expected: FrontMatter):
    assert front(keys) == expected


@pytest.mark.parametrize(
    ("keys", "mend"),
    [
        ("tags: labour, port", "tags: [labour, port]"),
        ("authors: A. Writer, B. Editor", "authors: [A. Writer, B. Editor]"),
        ("countries: Kazakhstan, Kyrgyzstan", "countries: [Kazakhstan, Kyrgyzstan]"),
        ("tags: it's, [port], 5", 'tags: ["it\'s", "[port]", 5]'),
    ],
)
def test_items_without_brackets_are_a_warning_with_the_line_that_has_them(keys: str, mend: str):
    (problem,) = read(keys).problems
    assert (problem.line, problem.severity) == (3, "warning")
    own, other = problem.hint.split("\n")
    assert own == f"write: {mend}"
    result = front(mend)
    assert result.tags + result.authors + result.terms.get("countries", ()) != ()
    assert read(mend).problems == ()
    assert read(other.removeprefix("or, if it is one: ")).problems == ()


@pytest.mark.parametrize(
    "keys", ['tags: "labour, port"', "aliases: /a,b/", "tags: [labour, port]", "tags: a,", "title: a, b"]
)
def test_a_comma_in_quotes_or_in_a_word_is_no_doubt(keys: str):
    assert [problem.message for problem in read(keys).problems if "comma" in problem.message] == []


@pytest.mark.parametrize(
    ("keys", "summary"),
    [
        ("deck: mapped\nsummary: own", "own"),
        ("summary: own\ndeck: mapped", "own"),
        ("summary:\ndeck: mapped", "mapped"),
        ("blurb: second\ndeck: first", "first"),
        ("deck: ''\nblurb: second", "second"),
    ],
)
def test_a_files_own_key_wins_over_a_mapped_one_and_the_first_mapped_over_the_second(keys: str, summary: str):
    assert front(keys).summary == summary


def test_categories_beside_a_section_are_tags():
    result = front("section: News\ncategories: [mine, strike]\ntags: [strike]")
    assert (result.section, result.tags) == ("News", ("strike", "mine"))


@pytest.mark.parametrize("keys", ["date:", "tags: ''", "summary: ~", "authors: []", "countries:", "image: null"])
def test_an_empty_value_is_an_absent_one(keys: str):
    assert front(keys).lines == {"title": 2} | ({"authors": 3} if keys == "authors: []" else {})


@pytest.mark.parametrize("key", ["draft", "embargo", "expires", "retracted"])
@pytest.mark.parametrize("value", ["", "~", "''", "perhaps", "[x]"])
def test_what_keeps_an_article_back_is_understood_or_an_error(key: str, value: str):
    (problem,) = errors(f"{key}: {value}")
    assert problem.line == 3


@pytest.mark.parametrize("key", ["Draft", "drafts", "embargoed", "expire", "Retracted"])
def test_a_misspelt_key_that_would_have_kept_an_article_back_is_an_error(key: str):
    (problem,) = errors(f"{key}: true")
    assert problem.message.startswith(f'unknown key "{key}"; did you mean')


@pytest.mark.parametrize("keys", ["published: false\ndraft: false", "draft: true\npublished: true"])
def test_of_two_keys_that_contradict_each_other_the_careful_one_counts(keys: str):
    assert front(keys).draft


def test_an_unknown_key_is_a_warning_with_the_nearest_name():
    result = read("autors: [A. Writer]")
    (problem,) = result.problems
    assert result.front is not None
    assert (problem.line, problem.severity) == (3, "warning")
    assert problem.message == 'unknown key "autors"; did you mean "authors"?'
    assert problem.cause == 'unknown key "autors"'
    assert problem.excerpt == "autors: [A. Writer]"


def test_an_ignored_key_is_passed_over_in_silence():
    assert read("layout: post\nlayout: page").problems == ()


def test_a_repeated_key_is_an_error_where_it_is_read_and_else_a_warning():
    (problem,) = errors("deck: a\ndeck: b")
    assert (problem.line, problem.message) == (4, '"deck" is given more than once')
    assert "line 3" in problem.hint
    assert {problem.severity for problem in read("kicker: a\nkicker: b").problems} == {"warning"}


@pytest.mark.parametrize(
    "keys",
    [
        "corrections:\n  - {date: 2022-09-28, text: a}\ncorrections:\n  - {date: 2022-09-29, text: b}",
        "corrections: {date: 2022-09-28, text: a}\ncorrections: {date: 2022-09-29, text: b}",
        "countries: a\ncountries: b",
        "topics: a\ntopics: b",
    ],
)
def test_of_a_list_that_is_given_twice_no_item_is_to_be_lost(keys: str):
    (problem,) = errors(keys)
    assert problem.hint == "it stands in line 3 already; put the items of both under one"


@pytest.mark.parametrize(
    ("keys", "line", "lines"),
    [
        ("corrections: We were wrong", 3, "corrections:\n  - date: …\n    text: We were wrong"),
        ("corrections: We gave: a number", 3, 'corrections:\n  - date: …\n    text: "We gave: a number"'),
        ("corrections:\n  - 2022-10-01: a number", 4, "  - date: 2022-10-01\n    text: a number"),
        ("corrections:\n  2022-10-01: a number", 4, "  - date: 2022-10-01\n    text: a number"),
        ("corrections:\n  - 2022-10-01", 4, "  - date: 2022-10-01\n    text: …"),
        ("corrections:\n  - We were wrong", 4, "  - date: …\n    text: We were wrong"),
    ],
)
def test_a_correction_without_keys_is_shown_with_them_in_its_own_words(keys: str, line: int, lines: str):
    (problem,) = errors(keys)
    assert (problem.line, problem.hint) == (line, f"write:\n{lines}")
    if line == 3:
        assert front(lines.replace("…", "2022-10-01")).corrections[0].text.startswith("We ")


@pytest.mark.parametrize(
    ("keys", "line", "mend"),
    [
        ("corrections:\n  - date: 2022-10-01\n  text: A number", 5, "    text: A number"),
        ("corrections:\n  - date: 2022-10-01\ntext: A number", 5, "    text: A number"),
        ("corrections:\n- date: 2022-10-01\ntext: A number", 5, "  text: A number"),
        ("retracted:\nreason: It lied", 4, "  reason: It lied"),
        ("sources:\n  - title: The act\nurl: https://example.org/", 5, "    url: https://example.org/"),
        ("“section”: News", 3, "section: News"),
        ("„draft“: true", 3, "draft: true"),
    ],
)
def test_a_line_that_a_beginner_wrote_a_little_off_is_one_error_whose_mend_reads(keys: str, line: int, mend: str):
    (problem,) = read(keys).problems
    assert (problem.line, problem.severity, problem.hint) == (line, "error", f"write: {mend}")
    front("\n".join([*keys.split("\n")[: line - 3], mend]))


@pytest.mark.parametrize(("text", "line"), [("date: 2022-09-28", 1), ("title:", 2), ("title: ''", 2), ("title: ~", 2)])
def test_a_title_is_required(text: str, line: int):
    result = reading(f"---\n{text}\n---\n")
    assert result.front is None
    assert [problem.line for problem in result.problems] == [line]


def test_a_title_is_one_line():
    result = reading("---\ntitle: >\n  Mine\n  opens\n---\n")
    assert result.front is not None
    assert result.front.title == "Mine opens"


def test_a_date_that_is_not_in_the_calendar_is_an_error_with_what_to_write():
    (problem,) = errors("date: 31.09.2022")
    assert problem == Problem(
        "content/a.md",
        3,
        'date "31.09.2022": September has 30 days',
        "write 2022-09-30 or 30.09.2022",
        "date: 31.09.2022",
    )


@pytest.mark.parametrize("key", ["embargo", "expires"])
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow 9am", "as in 2035-10-04 09:00"),
        ("tomorrow", "as in 2035-10-04"),
        ("4 October 9am", "as in 2035-10-04 09:00"),
        ("09.2035", "as in 2035-10-04"),
        ("04.10.2035 9pm", "write 2035-10-04 21:00"),
    ],
)
def test_no_day_of_the_past_is_offered_for_what_is_to_come(key: str, text: str, day: str):
    (problem,) = errors(f"{key}: {text}")
    assert day in problem.hint
    assert "2022" not in problem.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("yesterday", "write 2022-09-26, the day in the file's name, if it is meant"),
        ("22.9.22", "write 2022-09-22"),
        ("31.09.2022", "write 2022-09-30 or 30.09.2022"),
    ],
)
def test_for_a_date_that_says_nothing_the_day_in_the_file_s_name_is_offered(text: str, hint: str):
    keys = f"---\ntitle: Report\ndate: {text}\n---\n"
    (problem,) = frontmatter.read(keys, "content/2022-09-26-y.md", CONFIG, DATES).problems
    assert problem.hint == hint
    (problem,) = frontmatter.read(keys, "content/y.md", CONFIG, DATES).problems
    assert "file's name" not in problem.hint


def test_all_faults_of_a_file_are_told_at_once():
    result = errors("summary: Court: adjourned\ndate: 31.09.2022\ntags: [a, b\ndraft: perhaps")
    assert [problem.line for problem in result] == [3, 4, 5, 6]


def test_another_configuration_is_noticed():
    other = Config(title="Other", front_matter=KeyNames(names={"deck": "slug"}))
    assert front("deck: text").summary == "text"
    result = frontmatter.read("---\ntitle: Report\ndeck: text\n---\n", "a.md", other, DATES)
    assert result.front is not None
    assert (result.front.summary, result.front.slug) == ("", "text")


# Bytes


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"a\r\nb\rc\n", "a\nb\nc\n"), (b"\xef\xbb\xbfa", "a"), ("суд".encode(), "суд"), (b"", "")],
)
def test_bytes_in_utf8_are_text_with_line_feeds(data: bytes, text: str):
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        ("title: суд".encode("utf-16"), 1, "UTF-16"),
        ("title: court".encode("utf-16-le"), 1, "UTF-16"),
        ("title: court".encode("utf-16-be"), 1, "UTF-16"),
        ("title: суд".encode("utf-32"), 1, "UTF-32"),
        ("title: court".encode("utf-32-le"), 1, "UTF-32"),
        ("---\ntitle: Решение суда отложено\n".encode("cp1251"), 2, "windows-1251"),
        ("---\r\ntitle: Café opens in the old mine\n".encode("cp1252"), 2, "windows-1252"),
        (b"---\ntitle: a\n---\nb\0c and more text\n", 4, "zero byte"),
    ],
)
def test_bytes_that_are_not_utf8_are_an_error_that_guesses_what_they_are(data: bytes, line: int, words: str):
    with pytest.raises(DecodingFault) as caught:
        decode(data)
    assert caught.value.line == line
    assert words in caught.value.message + caught.value.hint
