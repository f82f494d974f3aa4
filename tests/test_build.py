"""A site built, edited and built again: what is written, what goes, what stays; and what problems hold up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen.errors import UsageError

TWO = """
-- content/2022-09-28-a.md --
---
title: The first
tags: [x]
---
First text.
-- content/2022-09-29-b.md --
---
title: The second
tags: [x]
---
Second text.
"""
A, B = "content/2022-09-28-a.md", "content/2022-09-29-b.md"
PAGE_A, PAGE_B = "2022/09/28/a/index.html", "2022/09/29/b/index.html"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, TWO)
    site.build()
    return site


def times(site: Site) -> dict[str, int]:
    return {
        path.relative_to(site.output).as_posix(): path.stat().st_mtime_ns
        for path in site.output.rglob("*")
        if path.is_file()
    }


def test_a_second_build_touches_nothing(site: Site):
    before = times(site)
    outcome = site.build()
    assert outcome.written == ()
    assert outcome.removed == ()
    assert times(site) == before


def test_an_edit_to_a_text_writes_its_page_and_the_feeds_that_hold_it(site: Site):
    site.replace(A, "First text", "Other words")
    assert set(site.build().written) == {PAGE_A, "feed.xml", "feed.json", "feed/2022-09.xml"}
    site.replace("newsgen.yaml", "title:", "feeds: {text: summary}\ntitle:")
    site.build()
    site.replace(A, "Other words", "More words")
    assert site.build().written == (PAGE_A,)


def test_an_edit_to_a_headline_writes_also_what_shows_it(site: Site):
    site.replace(A, "The first", "A new headline")
    written = set(site.build().written)
    assert {PAGE_A, PAGE_B, "index.html", "2022/index.html", "2022/09/index.html", "tags/x/index.html"} <= written
    assert "archive/index.html" not in written
    assert "404.html" not in written


def test_a_new_article_writes_only_what_shows_it(site: Site):
    site.add("-- content/2023-01-01-c.md --\n---\ntitle: C\n---\n")
    written = set(site.build().written)
    assert written == {
        "2023/01/01/c/index.html",
        PAGE_B,
        "index.html",
        "archive/index.html",
        "2023/index.html",
        "2023/01/index.html",
        "2022/index.html",
        "2022/09/index.html",
        "feed.xml",
        "feed.json",
        "feed/2022-09.xml",
        "feed/2023-01.xml",
        "sitemap.xml",
        "sitemap/2023-01.xml",
    }


def test_a_deleted_article_takes_its_page_and_its_mentions_with_it(site: Site):
    site.remove(B)
    outcome = site.build()
    assert PAGE_B in outcome.removed
    assert not (site.output / "2022/09/29").exists()
    assert not any(b"The second" in data for data in site.tree().values())


def test_what_nobody_planned_is_removed_from_the_output(site: Site):
    (site.output / "left/behind.html").parent.mkdir()
    (site.output / "left/behind.html").write_text("old")
    site.build()
    assert not (site.output / "left").exists()


def test_what_was_withdrawn_while_the_state_was_lost_goes_too(site: Site):
    for path in (site.folder / ".newsgen").iterdir():
        path.unlink()
    site.remove(B)
    site.build()
    assert not site.exists("/2022/09/29/b/")


def test_a_file_that_someone_altered_or_removed_in_the_output_is_made_again(site: Site):
    before = site.tree()
    (site.output / PAGE_A).write_text("vandalised")
    (site.output / PAGE_B).unlink()
    assert set(site.build().written) == {PAGE_A, PAGE_B}
    assert site.tree() == before


@pytest.mark.parametrize("edit", ["edited", "deleted", "retracted", "retitled", "new", "template", "title"])
def test_a_build_after_any_edit_gives_what_a_build_from_nothing_gives(tmp_path: Path, edit: str):
    site = Site(tmp_path, TWO + "-- templates/_footer.html --\n<footer>Ours</footer>\n")
    site.build()
    match edit:
        case "edited":
            site.replace(A, "First text", "Other words")
        case "deleted":
            site.remove(A)
        case "retracted":
            site.replace(A, "tags: [x]", "retracted: 2023-01-01")
        case "retitled":
            site.replace(A, "The first", "Another")
        case "new":
            site.add("-- content/2022-09-28-c.md --\n---\ntitle: C\ntags: [X]\n---\n[a](2022-09-28-a.md)\n")
        case "template":
            site.write("templates/_footer.html", "<footer>Yours</footer>")
        case "title":
            site.write("newsgen.yaml", "title: Another archive\nbase_url: https://example.org/\n")
    site.build()
    assert site.tree() == _from_nothing(site)


def _from_nothing(site: Site) -> dict[str, bytes]:
    site.build(output="fresh", clean=True)
    return site.tree("fresh")


OTHER_A = "-- content/other/2022-09-28-a.md --\n---\ntitle: Other\n---\n"


def test_a_new_article_at_the_address_of_another_is_an_error_that_names_both_and_nothing_moves(site: Site):
    before = times(site)
    site.add(OTHER_A)
    [problem] = site.problems()
    assert problem.path == "content/other/2022-09-28-a.md"
    assert problem.message == f"its address /2022/09/28/a/ is also that of {A}"
    assert times(site) == before


def test_two_new_articles_with_one_address_are_an_error_of_both(tmp_path: Path):
    first, second = Site(tmp_path, TWO + OTHER_A).problems()
    assert first.path == A
    assert first.message == "its address /2022/09/28/a/ is also that of content/other/2022-09-28-a.md"
    assert second.path == "content/other/2022-09-28-a.md"
    assert second.message == "its address /2022/09/28/a/ is also that of content/2022-09-28-a.md"
    assert "`slug:`" in first.hint


@pytest.mark.parametrize(("one", "other"), [("/A/", "/a/"), ("/\u0439/", "/\u0438\u0306/x/../"), ("/Суд/", "/суд/")])
def test_addresses_that_some_computers_hold_to_be_one_are_an_error(tmp_path: Path, one: str, other: str):
    other = other.removesuffix("x/../")
    site = Site(
        tmp_path,
        f"-- content/2022-01-01-x.md --\n---\ntitle: X\npermalink: {one}\n---\n"
        f"-- content/2022-01-02-y.md --\n---\ntitle: Y\npermalink: {other}\n---\n",
    )
    assert [problem.path for problem in site.problems()] == ["content/2022-01-01-x.md", "content/2022-01-02-y.md"]


@pytest.mark.parametrize(
    ("permalink", "message"),
    [
        ("/2022/", "its address /2022/ is also that of a page that newsgen makes (year)"),
        ("/", "its address / is also that of a page that newsgen makes (home)"),
        ("/404.html", "its address /404.html is also that of a page that newsgen makes (not found)"),
        ("/robots.txt", "its address /robots.txt is also that of static/robots.txt"),
        ("/robots.txt/", "its address /robots.txt/ lies below the file of static/robots.txt"),
        ("/assets/style.css/", "its address /assets/style.css/ lies below the file of assets/style.css"),
    ],
)
def test_an_address_that_is_taken_is_an_error_that_names_who_has_it(tmp_path: Path, permalink: str, message: str):
    site = Site(tmp_path, TWO + "-- static/robots.txt --\nx\n")
    site.replace(A, "tags: [x]", f"permalink: {permalink}")
    [problem] = site.problems()
    assert (problem.path, problem.message) == (A, message)
    assert site.build(keep_going=True).problems == (problem,)


def test_a_file_and_a_folder_of_one_name_are_an_error(tmp_path: Path):
    site = Site(tmp_path, TWO)
    site.replace(A, "tags: [x]", "permalink: /about.html")
    site.replace(B, "tags: [x]", "permalink: /about.html/more/")
    [problem] = site.problems()
    assert problem.path == A
    assert problem.message == f"its address /about.html is that of a file, and below it lies {B}"


def test_a_file_in_static_that_takes_a_pages_place_is_an_error(tmp_path: Path):
    [problem] = Site(tmp_path, TWO + "-- static/2022/index.html --\nx\n").problems()
    assert problem.path == "static/2022/index.html"
    assert problem.message == "its address /2022/ is also that of a page that newsgen makes (year)"
    assert problem.hint == "rename it, or take it out"


# What --keep-going promises.


def break_it(site: Site, path: str = A) -> None:
    site.replace(path, "title: The", "title: broken: The")


def test_a_problem_holds_up_everything_by_default(site: Site):
    before = site.tree()
    break_it(site)
    site.remove(B)
    assert [problem.path for problem in site.problems()] == [A]
    assert site.tree() == before


def test_kept_going_what_is_sound_is_published(site: Site):
    break_it(site)
    site.add("-- content/2022-10-01-c.md --\n---\ntitle: The third\n---\n")
    outcome = site.build(keep_going=True)
    assert [problem.path for problem in outcome.problems] == [A]
    assert "The third" in site.page("/2022/10/01/c/")
    assert "The third" in site.page("/")


def test_kept_going_the_page_of_a_broken_source_stays_as_it_was(site: Site):
    before = (site.output / PAGE_A).read_text("utf-8")
    break_it(site)
    site.replace(B, "The second", "Another headline")
    site.build(keep_going=True)
    # It says what it said; what it shows of others follows them.
    assert (site.output / PAGE_A).read_text("utf-8") == before.replace("The second", "Another headline")
    assert "The first" in site.page("/2022/09/")
    assert "Another headline" in site.page("/2022/09/")
    assert not site.build(keep_going=True).written


def test_kept_going_a_dead_link_is_plain_text_on_a_page_that_was_there_before(site: Site):
    site.replace(A, "First text.", "New text with [x](nowhere.md).")
    outcome = site.build(keep_going=True)
    assert "New text with <a>x</a>." in site.page("/2022/09/28/a/")
    assert [problem.path for problem in outcome.problems if problem.is_error] == [A]


def test_kept_going_a_page_that_links_to_what_is_deleted_names_it_no_more(site: Site):
    """Neither in its text nor as its neighbour, nor at any address, also when the state is lost at the same time."""
    site.replace(A, "First text.", "See [it](2022-09-29-b.md) and ![a picture](b.png).")
    site.write("content/b.png", "picture")
    site.build()
    site.record()
    assert site.page("/2022/09/28/a/").count("/2022/09/29/b/") > 1
    site.remove(B)
    site.remove("content/b.png")
    shutil.rmtree(site.folder / ".newsgen")
    site.build(keep_going=True)
    assert "See <a>it</a>" in site.page("/2022/09/28/a/")
    assert not any(b"The second" in data or b"2022/09/29/b/" in data for data in _without(site, "2022/09/29/b/"))


def _without(site: Site, path: str) -> list[bytes]:
    return [data for name, data in site.tree().items() if not name.startswith(path)]


def test_a_page_that_stayed_is_right_again_once_its_source_is(site: Site):
    break_it(site)
    site.build(keep_going=True)
    site.replace(A, "title: broken: The first", "title: Mended")
    assert PAGE_A in site.build().written
    assert "<h1>Mended</h1>" in site.page("/2022/09/28/a/")
    assert site.tree() == _from_nothing(site)


def test_kept_going_a_new_source_that_is_broken_is_absent(site: Site):
    site.add("-- content/2022-10-01-c.md --\n---\ntitle: Third: broken\n---\n")
    site.replace(B, "Second text.", "See [it](2022-10-01-c.md).")
    site.build(keep_going=True)
    assert not site.exists("/2022/10/01/c/")
    assert not any(b"Third" in data for data in site.tree().values())


def test_kept_going_two_new_sources_with_one_address_are_both_absent_and_an_old_one_stays(site: Site):
    site.add("-- content/other/2022-09-28-a.md --\n---\ntitle: Intruder\n---\n")
    site.build(keep_going=True)
    assert "The first" in site.page("/2022/09/28/a/")
    assert not any(b"Intruder" in data for data in site.tree().values())


def test_kept_going_removals_take_effect(site: Site):
    break_it(site)
    site.remove(B)
    site.build(keep_going=True)
    assert not site.exists("/2022/09/29/b/")
    assert not any(b"The second" in data for path, data in site.tree().items() if path != PAGE_A)


@pytest.mark.parametrize("word", ["draft: true", "embargo: 2027-01-01", "expires: 2022-12-31", "retracted: 2023-01-01"])
def test_kept_going_what_another_editor_withdraws_is_withdrawn(site: Site, word: str):
    break_it(site)
    site.replace(B, "tags: [x]", word)
    site.build(keep_going=True)
    assert not any(b"Second text" in data for data in site.tree().values())
    assert site.exists("/2022/09/29/b/") == ("retracted" in word)


@pytest.mark.parametrize(
    "word",
    [
        "draft: treu",
        "draft:true",
        "embargo: soon",
        "expires: 31.09.2022",
        "retracted: {date: soon}",
        "published: false",
    ],
)
def test_kept_going_a_broken_source_that_speaks_of_being_withdrawn_is_withdrawn(site: Site, word: str):
    break_it(site)
    site.replace(A, "tags: [x]", word)
    site.build(keep_going=True)
    assert not site.exists("/2022/09/28/a/")
    assert not any(b"The first" in data for data in site.tree().values())


def test_kept_going_a_broken_template_leaves_pages_as_they_were(site: Site):
    before = site.tree()
    site.write("templates/article.html", "{{ page.titel }}")
    outcome = site.build(keep_going=True)
    assert {problem.path for problem in outcome.problems} == {"templates/article.html"}
    assert site.tree() == before


# Templates.


def test_a_fault_in_a_template_is_told_with_its_line_and_the_article(tmp_path: Path):
    site = Site(tmp_path, TWO)
    site.write("templates/article.html", "<h1>\n{{ page.titel }}\n</h1>\n")
    (problem,) = site.problems()
    assert (problem.path, problem.line) == ("templates/article.html", 2)
    assert 'has no "titel"; did you mean "title"?' in problem.message
    assert problem.excerpt == "{{ page.titel }}"
    assert problem.message.endswith("2022-09-28-a.md and 1 more)")
    assert not site.exists("/")


def test_a_template_that_does_not_parse_is_told_with_its_line(tmp_path: Path):
    site = Site(tmp_path, TWO)
    site.write("templates/article.html", "<h1>\n{% if page.title %}\n</h1>\n")
    problem = site.problems()[0]
    assert problem.path == "templates/article.html"
    assert problem.line


def test_an_article_with_a_template_that_is_not_there_is_told_by_name(tmp_path: Path):
    site = Site(tmp_path, TWO)
    site.replace(A, "tags: [x]", "template: artcle.html")
    problem = site.problems()[0]
    assert 'there is no template "artcle.html"' in problem.message


# Ways to build.


def test_many_articles_are_built_by_several_processes_to_the_same_bytes(tmp_path: Path):
    site = Site(tmp_path)
    for number in range(120):
        site.write(
            f"content/2022-09-{number % 28 + 1:02d}-n{number}.md", f"---\ntitle: N {number}\n---\nText {number}.\n"
        )
    site.build(jobs=2)
    alone = Site(tmp_path / "alone")
    for path in (site.folder / "content").iterdir():
        alone.write(f"content/{path.name}", path.read_bytes())
    alone.build(jobs=1)
    assert site.tree() == alone.tree()


def test_two_outputs_of_one_site_do_not_disturb_each_other(site: Site):
    site.build(output="second")
    assert site.tree("second") == site.tree()
    assert site.build().written == ()


def test_a_clean_build_makes_everything_again_and_touches_nothing_that_is_the_same(site: Site):
    before = times(site)
    outcome = site.build(clean=True)
    assert outcome.written == ()
    assert outcome.parsed == 2
    assert times(site) == before


def test_an_output_folder_with_other_things_in_it_is_refused(tmp_path: Path):
    site = Site(tmp_path, TWO + "-- build/thesis.txt --\nmine\n")
    with pytest.raises(UsageError, match="not made by newsgen"):
        site.build()
    assert [path.name for path in site.output.iterdir()] == ["thesis.txt"]


def test_why_names_the_part_that_changed(site: Site):
    site.replace(B, "The second", "Another")
    assert site.build(why=PAGE_A).why == "made, because its newer neighbour changed"
