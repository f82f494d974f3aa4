"""Keys by which other systems hold an article back: none of them is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Site

from newsgen import frontmatter
from newsgen.config import Config, KeyNames, Taxonomy
from newsgen.dates import Dates
from newsgen.errors import Problem
from newsgen.frontmatter import Reading

DATES = Dates("UTC", ("en",))


def read(keys: str, config: Config = Config(title="Archive"), path: str = "content/2022-09-28-a.md") -> Reading:  # noqa: B008
    return frontmatter.read(f"---\ntitle: Report\n{keys}\n---\nText.\n", path, config, DATES)


def errors(keys: str) -> list[Problem]:
    return [problem for problem in read(keys).problems if problem.is_error]


HELD = [
    ("status: draft", "draft: true"),
    ("Status: Draft", "draft: true"),
    ("status: pending", "draft: true"),
    ("status: in review", "draft: true"),
    ("status: черновик", "draft: true"),
    ("visibility: private", "draft: true"),
    ("private: true", "draft: true"),
    ("private: yes", "draft: true"),
    ("hidden: true", "draft: true"),
    ("unlisted: 1", "draft: true"),
    ("noindex: true", "draft: true"),
    ("robots: noindex, nofollow", "draft: true"),
    ("scheduled: true", "draft: true"),
    ("hide: true", "draft: true"),
    ("password: apple", "draft: true"),
    ("public: false", "draft: true"),
    ("publish: no", "draft: true"),
    ("_build: {render: never, list: never}", "draft: true"),
    ("publishDate: 2030-01-01", "embargo: 2030-01-01"),
    ("publishdate: 2030-01-01T09:00:00Z", "embargo: 2030-01-01T09:00:00Z"),
    ("publish_date: 2030-01-01 09:00", "embargo: 2030-01-01 09:00"),
    ("publish: 2030-01-01", "embargo: 2030-01-01"),
    ("go-live: 2030-01-01", "embargo: 2030-01-01"),
    ("expiryDate: 2023-01-01", "expires: 2023-01-01"),
    ("expiration_date: 2023-01-01", "expires: 2023-01-01"),
]


@pytest.mark.parametrize(("keys", "line"), HELD)
def test_a_key_that_holds_back_elsewhere_is_an_error_whose_line_reads_and_holds_back(keys: str, line: str):
    (problem,) = errors(keys)
    assert problem.line == 3
    assert f'in newsgen that is "{line.partition(":")[0]}"' in problem.message
    written, setting = problem.hint.split("\n")
    assert written == f"write: {line}"
    assert "newsgen.yaml" in setting
    front = read(line).front
    assert front is not None
    assert front.draft or front.embargo or front.expires


@pytest.mark.parametrize(
    "keys",
    [
        *("status: published", "status: publish", "status:", "visibility: public", "private: false", "hidden: no"),
        *("public: true", "publish: yes", "noindex: false", "robots: all", "state: Texas", "access: open"),
        *(
            "publishDate: 2022-09-28",
            "publishDate: 2021-01-01",
            "hide: [toc]",
            "scheduled: no",
            "_build: {render: always}",
            "build: 7",
        ),
        *("draft: true\nstatus: draft", "date: 2030-01-02\npublishDate: 2030-01-01"),
    ],
)
def test_a_value_that_holds_nothing_back_is_a_warning(keys: str):
    result = read(keys)
    assert result.front is not None
    (problem,) = result.problems
    assert (problem.severity, problem.message.split('"')[0]) == ("warning", "unknown key ")


def test_a_key_that_the_configuration_knows_means_what_it_says():
    names = Config(
        title="Archive",
        front_matter=KeyNames(
            names={"publishDate": "embargo", "private": "draft", "public": "published"}, ignore=("x",)
        ),
    )
    front = read("publishDate: 2030-01-01\nprivate: true\npublic: false", names).front
    assert front is not None
    assert front.draft
    assert front.embargo is not None
    ignored = Config(title="Archive", front_matter=KeyNames(ignore=("status", "publishDate")))
    assert read("status: draft\npublishDate: 2030-01-01\nstatus: draft", ignored).problems == ()
    taxonomy = Config(title="Archive", taxonomies={"status": Taxonomy()})
    assert read("status: pending", taxonomy).problems == ()


def test_what_the_hint_says_of_the_configuration_can_be_pasted(tmp_path: Path):
    site = Site(tmp_path / "site", "-- content/2022-09-28-a.md --\n---\ntitle: A\npublish date: 2030-01-01\n---\n")
    (problem,) = site.problems()
    for setting in (part for part in problem.hint.split("\n")[1].split(", or ")):
        site.write(
            "newsgen.yaml",
            f"title: A\nbase_url: https://example.org/\nfront_matter{setting.split('front_matter')[1]}\n",
        )
        assert site.build().articles == int("ignore" in setting)


def test_a_date_that_cannot_be_read_is_no_line_to_write():
    (problem,) = errors("publishDate: soon")
    assert problem.hint.startswith("write embargo: and a date; ")


def test_two_of_them_are_not_both_to_be_written_as_one_key():
    first, second = errors("status: draft\nprivate: true")
    assert first.hint.startswith("write: draft: true\n")
    assert second.hint.startswith("remove it; what is written in line 3")
    (third,) = errors("draft: false\nhidden: true")
    assert third.hint.startswith('say it in "draft" in line 3, and remove this key')


def test_one_that_is_given_again_is_no_less_an_error():
    (problem,) = errors("status: published\nstatus: draft")
    assert problem.line == 4


def test_a_key_of_several_lines_is_replaced_as_a_whole():
    (problem,) = errors("_build:\n  list: never\n  render: never")
    assert problem.hint.startswith("write in place of lines 3 to 5: draft: true\n")


@pytest.mark.parametrize("keys", [keys for keys, _ in HELD])
def test_no_such_article_is_public_not_even_as_it_last_was(tmp_path: Path, keys: str):
    site = Site(tmp_path / "site", "-- newsgen.yaml --\ntitle: A\nbase_url: https://example.org/\n")
    site.write("content/2022-09-27-open.md", "---\ntitle: Open\n---\nText.\n")
    site.write("content/2022-09-28-a.md", "---\ntitle: Canary\n---\nCanary.\n")
    site.build()
    assert site.exists("/2022/09/28/a/")
    site.write("content/2022-09-28-a.md", f"---\ntitle: Canary\n{keys}\n---\nCanary.\n")
    site.build(keep_going=True)
    assert not any(b"Canary" in data for data in site.tree().values())
