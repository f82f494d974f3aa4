"""What `newsgen build --summary` says of a proposed change, and what it does not say."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pyromark
import pytest
from click.testing import CliRunner
from tests.sites import NOON, Site

from newsgen import settings, words
from newsgen.build import build
from newsgen.changes import Changes, Told
from newsgen.cli import main
from newsgen.config import Config
from newsgen.order import Order
from newsgen.outcome import Outcome
from newsgen.summary import LONGEST, Summary

FILES = """
-- content/2022-09-28-a.md --
---
title: A
tags: [port]
---
Text.
-- content/2022-09-29-b.md --
---
title: B
---
Text.
-- content/2022-09-30-c.md --
---
title: C
---
Text.
-- content/pages/about.md --
---
title: About
---
"""


def outcome(site: Site, at: dt.datetime = NOON, *, clean: bool = False) -> Outcome:
    order = Order(site=site.folder, output=site.output, now=at, jobs=1, compare=True, clean=clean, keep_going=True)
    return build(order, settings.load(site.folder), site.reporter)


def changes(site: Site, at: dt.datetime = NOON, *, clean: bool = False) -> Changes:
    found = outcome(site, at, clean=clean).changes
    assert found is not None
    return found


def addresses(pages: tuple[Told, ...]) -> list[str]:
    return [page.address for page in pages]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """One that was built, and whose output folder is not there, as on a machine that restored no more than a cache."""
    made = Site(tmp_path, FILES)
    made.build()
    made.record()
    shutil.rmtree(made.output)
    return made


def test_files_that_are_only_missing_are_no_change(site: Site):
    found = changes(site)
    assert found.nothing
    assert (found.basis, found.others) == ("build", 0)


def test_a_build_with_nothing_to_do_says_so(site: Site):
    site.build()
    assert changes(site).nothing


def test_a_new_article_is_told_with_its_address_and_its_neighbours_are_counted(site: Site):
    site.write("content/2022-10-01-d.md", "---\ntitle: D\n---\n")
    found = changes(site)
    assert addresses(found.new) == ["/2022/10/01/d/"]
    assert found.changed == ()
    assert found.others > 5


def test_a_changed_text_or_headline_is_told(site: Site):
    site.replace("content/2022-09-28-a.md", "Text.", "Other text.")
    site.replace("content/pages/about.md", "title: About", "title: About us")
    assert addresses(changes(site).changed) == ["/2022/09/28/a/", "/about/"]


def test_a_deleted_article_is_told_as_withdrawn(site: Site):
    site.remove("content/2022-09-29-b.md")
    assert changes(site).withdrawn == ("/2022/09/29/b/",)


def test_a_retracted_article_is_told_once(site: Site):
    site.replace("content/2022-09-29-b.md", "title: B", "title: B\nretracted: true")
    found = changes(site)
    assert addresses(found.retracted) == ["/2022/09/29/b/"]
    assert (found.withdrawn, found.changed, found.new) == ((), (), ())


def test_a_renamed_file_is_a_new_address_and_one_that_leads_there(site: Site):
    (site.folder / "content/2022-09-29-b.md").rename(site.folder / "content/2022-09-29-bee.md")
    found = changes(site)
    assert addresses(found.new) == ["/2022/09/29/bee/"]
    assert [(lead.address, lead.target) for lead in found.leads] == [("/2022/09/29/b/", "/2022/09/29/bee/")]
    assert found.withdrawn == ()


def test_a_former_address_is_told_with_where_it_leads(site: Site):
    site.replace("content/2022-09-29-b.md", "title: B", "title: B\naliases: /old/b/")
    assert [(lead.address, lead.target) for lead in changes(site).leads] == [("/old/b/", "/2022/09/29/b/")]


def test_a_new_template_makes_pages_again_that_say_the_same(site: Site):
    site.write("templates/article.html", "{% extends 'newsgen/article.html' %}")
    found = changes(site)
    assert (found.new, found.changed, found.anew) == ((), (), 3)
    assert not found.nothing


def test_a_broken_article_that_stays_as_it_was_is_no_change(site: Site):
    site.build()
    site.replace("content/2022-09-29-b.md", "title: B", "title: B\ndate: 31.09.2022")
    assert changes(site).nothing


def test_without_an_earlier_build_the_register_is_compared_with(site: Site):
    site.write("content/2022-10-01-d.md", "---\ntitle: D\n---\n")
    site.replace("content/2022-09-28-a.md", "Text.", "Other text.")
    site.remove("content/2022-09-29-b.md")
    found = changes(site, clean=True)
    assert found.basis == "register"
    assert addresses(found.new) == ["/2022/10/01/d/"]
    assert found.withdrawn == ("/2022/09/29/b/",)
    assert found.changed == ()


def test_without_both_all_is_new(tmp_path: Path):
    found = changes(Site(tmp_path, FILES))
    assert found.basis == "nothing"
    assert addresses(found.new) == ["/2022/09/30/c/", "/2022/09/29/b/", "/2022/09/28/a/", "/about/"]


CANARY = """
-- content/2022-10-02-one.md --
---
title: Canaryone
embargo: 2026-11-28 09:00
summary: Canarytwo
tags: [canarythree]
---
Canaryfour.
-- content/2022-10-03-two.md --
---
title: Canaryfive
draft: true
---
"""


def told(site: Site, *arguments: str) -> str:
    file = site.folder / "summary.md"
    file.unlink(missing_ok=True)
    CliRunner().invoke(
        main,
        ["build", "--site", str(site.folder), "--jobs", "1", "--at", "2026-11-20", "--summary", str(file), *arguments],
    )
    return file.read_text(encoding="utf-8")


def test_of_what_is_held_back_the_file_and_the_time_are_told_and_nothing_else(site: Site):
    site.add(CANARY)
    text = told(site)
    assert "- `content/2022-10-02-one.md`: until November 28, 2026, 9\\:00 AM (UTC)\n" in text
    assert text.index("2022-10-02-one.md") < text.index("- `content/2022-10-03-two.md`: Draft\n")
    assert "canary" not in text.lower()


def test_drafts_are_never_summed_up(site: Site):
    site.add(CANARY)
    file = site.folder / "summary.md"
    result = CliRunner().invoke(
        main,
        ["build", "--site", str(site.folder), "--drafts", "--output", str(site.folder / "p"), "--summary", str(file)],
    )
    assert result.exit_code == 2
    assert not file.exists()


def test_nothing_of_a_comparison_stays_in_the_state(site: Site):
    site.add(CANARY)
    told(site)
    state = (site.folder / ".newsgen/state.db").read_bytes()
    assert b"2022-10-02-one" not in state
    assert b"anary" not in state


def test_a_summary_is_in_the_language_of_the_site(site: Site):
    site.write("newsgen.yaml", "title: Архив\nbase_url: https://example.org/\nlanguage: ru\n")
    site.add(CANARY)
    text = told(site)
    assert text.startswith("## Что делает это изменение\n")
    assert "### Пока не публикуется (2)" in text
    assert "Вместе с этим меняются ещё" in text


@pytest.mark.parametrize("lang", ["en", *words.catalogues()])
def test_every_language_says_it_all_in_its_own_words(lang: str):
    page = Told("/a/", "A", "en")
    whole = Changes("register", (page,), (page,), (page,), ("/b/",), (), 2, 3)
    text = Summary(Config("Archive", language=lang), words.for_language(lang)).told(whole)
    assert text.count("###") == 4
    english = Summary(Config("Archive"), words.for_language("en")).told(whole)
    if lang != "en":
        shared = {line for line in text.splitlines() if line} & {line for line in english.splitlines() if line}
        assert all(line.startswith("- ") for line in shared)
    assert ('dir="rtl"' in text) == (lang == "ar")


def test_a_refused_build_says_what_is_wrong(site: Site):
    site.replace("content/2022-09-29-b.md", "title: B", "title: B\ndate: 31.09.2022")
    text = told(site)
    assert "Nothing is published: 1 problem." in text
    assert '- `content/2022-09-29-b.md:3`: date "31\\.09\\.2022"\\: September has 30 days' in text


def test_settings_that_cannot_be_read_are_told_in_english(site: Site):
    site.write("newsgen.yaml", "titel: A\nlanguage: ru\n")
    assert told(site).startswith("## What this change does\n")


def test_what_else_stands_in_the_file_stays(site: Site):
    file = site.folder / "summary.md"
    file.write_text("Before.\n", encoding="utf-8")
    CliRunner().invoke(main, ["build", "--site", str(site.folder), "--jobs", "1", "--summary", str(file)])
    assert file.read_text(encoding="utf-8").startswith("Before.\n## What")


def test_a_summary_that_cannot_be_written_is_said(site: Site):
    result = CliRunner().invoke(
        main, ["build", "--site", str(site.folder), "--jobs", "1", "--summary", str(site.folder / "no/summary.md")]
    )
    assert result.exit_code == 4
    assert "the summary could not be written" in result.stderr


@pytest.mark.parametrize(
    "title",
    [
        "[x](https://evil.example)",
        "<img src=x>",
        "a | b",
        "`code`",
        "*a* _b_ ~~c~~",
        "www.evil.example",
        "\u202eevil",
        "1. a",
    ],
)
def test_no_headline_can_mean_anything_to_markdown(title: str):
    page = Told("/a/", title, "en")
    text = Summary(Config("Archive"), words.for_language("en")).told(Changes("build", (page,)))
    html = pyromark.html(text, options=pyromark.Options.ENABLE_GFM | pyromark.Options.ENABLE_STRIKETHROUGH)
    assert re.sub(r"<[^>]*>", "", html).count("evil") == title.count("evil")
    assert re.findall(r"<(?!/?(?:h2|h3|ul|li|a|code|p)\b)[^>]*>", html) == []
    assert html.count("<a ") == 1


def test_a_long_list_ends_with_how_many_more_there_are():
    pages = tuple(Told(f"/{number:03}/", "A", "en") for number in range(LONGEST + 1200))
    text = Summary(Config("Archive"), words.for_language("en")).told(Changes("build", pages))
    assert text.count("\n- ") == LONGEST + 1
    assert text.endswith("- and 1,200 more\n")
