"""An incremental build gives what a clean one gives, whatever happened to the site before it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.editing import Editing, edit_at_random
from tests.edits import SHOW_ALL
from tests.sites import YEARS, Site

from newsgen import scan


def test_an_incremental_build_gives_what_a_clean_one_gives():
    edit_at_random(Editing, 15, 12)


@pytest.mark.slow
def test_an_incremental_build_gives_what_a_clean_one_gives_at_length():
    edit_at_random(Editing, 60, 30)


CONFIG = "title: Archive\nbase_url: https://example.org/\n"
HEADED = f"""
-- newsgen.yaml --
{CONFIG}{YEARS}
-- content/2022-01-10-a.md --
---
title: Alpha
tags: [torture, trial]
authors: A. Writer
section: News
---
The first.
-- content/2022-02-10-b.md --
---
title: Beta
tags: [torture]
section: News
---
The second, after [the first](2022-01-10-a.md).
-- content/2023-03-10-c.md --
---
title: Gamma
tags: [law]
---
The third.
-- content/pages/about.md --
---
title: About
---
See [the first](../2022-01-10-a.md).
"""
A, B, C = "2022/01/10/a/index.html", "2022/02/10/b/index.html", "2023/03/10/c/index.html"
TAG, TAG_YEAR = "tags/torture/index.html", "tags/torture/2022/index.html"
LISTS_OF_A = {
    "index.html",
    "2022/index.html",
    "2022/01/index.html",
    "authors/a-writer/index.html",
    "authors/a-writer/2022/index.html",
    "section/news/index.html",
    "section/news/2022/index.html",
    TAG,
    TAG_YEAR,
    "tags/trial/index.html",
    "tags/trial/2022/index.html",
}
"""Every page that lists the first article."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", HEADED)
    made.build()
    return made


def changes(site: Site, **options: Any) -> tuple[set[str], set[str]]:
    """Which pages a build writes and removes, each held against what the folder shows.

    What it writes for machines is told in test_feeds.py and test_sitemaps.py.
    """
    before = {path: (site.output / path).stat().st_mtime_ns for path in site.tree()}
    data = site.tree()
    made = site.build(**options)
    after = site.tree()
    assert {path for path in after if after[path] != data.get(path)} == set(made.written)
    assert set(data) - set(after) == set(made.removed)
    for path in set(after) & set(data) - set(made.written):
        assert (site.output / path).stat().st_mtime_ns == before[path], f"{path} was touched"
    return {path for path in made.written if for_people(path)}, {path for path in made.removed if for_people(path)}


def for_people(path: str) -> bool:
    return not re.search(r"(^|/)(feed|sitemap)[./]", path)


def test_a_second_build_writes_and_reads_nothing(site: Site):
    assert changes(site) == (set(), set())
    assert site.build().parsed == 0


def test_new_times_of_the_sources_alone_write_nothing(site: Site):
    for path in (site.folder / "content").rglob("*.md"):
        path.touch()
    assert changes(site) == (set(), set())
    assert site.build().parsed == 0


def test_new_times_of_the_output_alone_write_nothing(site: Site):
    for path in site.output.rglob("*.html"):
        path.touch()
    assert changes(site) == (set(), set())


def test_without_the_state_nothing_is_written_either(site: Site):
    shutil.rmtree(site.folder / ".newsgen")
    assert changes(site) == (set(), set())


def test_a_clean_build_touches_no_file_that_stays_the_same(site: Site):
    assert changes(site, clean=True) == (set(), set())


def test_an_edited_text_rewrites_its_page_alone(site: Site):
    site.replace("content/2022-01-10-a.md", "The first", "The very first")
    assert changes(site) == ({A}, set())


def test_a_new_headline_rewrites_its_page_its_neighbour_and_its_lists(site: Site):
    site.replace("content/2022-01-10-a.md", "Alpha", "Omega")
    assert changes(site) == ({A, B, *LISTS_OF_A}, set())


def test_a_new_summary_leaves_the_neighbours_alone(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nsummary: Short.")
    written, removed = changes(site)
    assert A in written
    assert written <= {A, *LISTS_OF_A}
    assert "index.html" in written
    assert removed == set()


def test_an_earlier_spelling_of_a_tag_renames_it_wherever_it_stands(site: Site):
    site.replace("content/2022-01-10-a.md", "[torture, trial]", "[Torture, trial]")
    assert changes(site) == ({A, B, TAG, TAG_YEAR, "tags/index.html"}, set())


def test_a_later_spelling_of_a_tag_renames_nothing(site: Site):
    site.replace("content/2022-02-10-b.md", "[torture]", "[Torture]")
    assert changes(site) == (set(), set())


def test_a_tag_less_removes_its_pages(site: Site):
    site.replace("content/2022-01-10-a.md", "[torture, trial]", "[torture]")
    assert changes(site) == ({A, "tags/index.html"}, {"tags/trial/index.html", "tags/trial/2022/index.html"})


def test_a_link_follows_its_target(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nslug: moved")
    moved = "2022/01/10/moved/index.html"
    assert changes(site) == ({moved, B, "about/index.html", *LISTS_OF_A}, {A})
    assert 'href="/2022/01/10/moved/"' in site.page("/2022/02/10/b/")


def test_a_link_to_a_file_that_is_renamed_and_keeps_its_address_is_left_alone(site: Site):
    site.remove("content/2023-03-10-c.md")
    site.write("content/deep/2023-03-10-c.md", "---\ntitle: Gamma\ntags: [law]\n---\nThe third.\n")
    assert changes(site) == (set(), set())


def test_a_link_to_what_is_taken_back_becomes_plain_text(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\ndraft: true")
    written, removed = changes(site)
    assert {B, "about/index.html"} <= written
    assert A in removed
    assert "/2022/01/10/a/" not in site.page("/about/")


def test_an_article_between_two_changes_the_neighbours_on_both_sides(site: Site):
    site.write("content/2022-05-05-d.md", "---\ntitle: Between\n---\nText.\n")
    written, _ = changes(site)
    assert written == {
        "2022/05/05/d/index.html",
        B,
        C,
        "index.html",
        "archive/index.html",
        "2022/index.html",
        "2022/02/index.html",
        "2022/05/index.html",
        "2023/03/index.html",
    }


def test_a_page_in_the_footer_that_is_renamed_rewrites_every_page(site: Site):
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\nfooter: [pages/about.md]\n")
    site.build()
    site.replace("content/pages/about.md", "About", "About us")
    written, _ = changes(site)
    assert written == {path for path in site.tree() if path.endswith(".html")}


def test_fewer_taxonomies_leave_the_page_of_all_years_without_them(site: Site):
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\ntaxonomies: [tags]\n")
    written, removed = changes(site)
    assert "archive/index.html" in written
    assert "authors/index.html" in removed
    assert "/authors/" not in site.page("/archive/")


def test_months_for_a_taxonomy_are_linked_from_its_years(site: Site):
    site.add(SHOW_ALL)
    site.build()
    site.write("newsgen.yaml", f"{CONFIG}taxonomies: {{tags: {{archive: month, listed: 0}}, section: {{}}}}\n")
    written, _ = changes(site)
    assert TAG_YEAR in written
    assert "tags/torture/2022/01/index.html" in written
    assert "/tags/torture/2022/01/" in site.page("/tags/torture/2022/")


def test_a_picture_that_is_no_longer_public_leaves_the_lists(tmp_path: Path):
    site = Site(
        tmp_path / "site",
        """
        -- content/2022-01-01-a/index.md --
        ---
        title: Owner
        ---
        Text.
        -- content/2022-01-01-a/photo.jpg --
        photo
        -- content/2022-02-02-b.md --
        ---
        title: Borrower
        image: 2022-01-01-a/photo.jpg
        ---
        Text.
        """,
    )
    site.add(SHOW_ALL)
    site.build()
    assert "photo.jpg" in site.page("/2022/02/")
    site.replace("content/2022-01-01-a/index.md", "title: Owner", "title: Owner\nslug: moved")
    site.build()
    assert "/2022/01/01/moved/photo.jpg" in site.page("/2022/02/")
    site.replace("content/2022-01-01-a/index.md", "title: Owner", "title: Owner\ndraft: true")
    site.build()
    assert "photo.jpg" not in site.page("/2022/02/")


def test_a_term_of_a_taxonomy_that_is_spelled_anew_is_named_anew(tmp_path: Path):
    site = Site(tmp_path / "site", HEADED)
    site.add(SHOW_ALL)
    for name in ("places_seen", "places-seen"):
        site.write("newsgen.yaml", f"title: Archive\nbase_url: https://example.org/\ntaxonomies: [{name}]\n")
        site.replace("content/2023-03-10-c.md", "tags: [law]", f"tags: [law]\n{name}: [Kyiv]")
        site.build()
    assert "places_seen" not in site.page("/places-seen/kyiv/")
    assert "places_seen" not in site.page("/places-seen/")


def test_an_altered_file_is_made_again_and_a_stray_one_removed(site: Site):
    (site.output / A).write_text("altered")
    (site.output / B).unlink()
    site.write("build/stray/deep.html", "stray")
    assert changes(site) == ({A, B}, {"stray/deep.html"})
    assert not (site.output / "stray").exists()


def test_a_stray_file_is_removed_also_when_nothing_else_changed(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    site.build()
    for path in ("stray.html", "2022/stray.html", "2022/01/10/a/stray.html"):
        site.write(f"build/{path}", "stray")
        assert changes(site) == (set(), {path})


def test_a_fault_that_comes_to_an_unchanged_site_is_told(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    site.build()
    (tmp_path / "outside.md").write_text("---\ntitle: Outside\n---\n")
    (site.folder / "content/linked.md").symlink_to(tmp_path / "outside.md")
    assert [problem.message for problem in site.problems()] == ["this link leads out of the site"]


def test_a_template_that_is_a_link_is_followed(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    theme = tmp_path / "theme.html"
    theme.write_text("one")
    (site.folder / "templates").mkdir()
    (site.folder / "templates/_footer.html").symlink_to(theme)
    site.build()
    theme.write_text("two")
    written, _ = changes(site)
    assert A in written


@pytest.mark.parametrize("name", ["style.css~", "logo.orig", "data.tmp"])
def test_an_asset_of_any_name_is_looked_at(site: Site, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    for text in ("one", "other"):
        site.write(f"templates/assets/{name}", text)
        site.build()
        copy = Site(site.folder.with_name(f"clean-{text}"), HEADED)
        copy.write(f"templates/assets/{name}", text)
        copy.build()
        assert site.tree() == copy.tree()
    site.write("templates/_footer.html", f'{{% include "assets/{name}" %}}')
    site.build()
    site.write(f"templates/assets/{name}", "included")
    site.build()
    assert "included" in site.page("/")


def test_the_clock_alone_brings_out_and_takes_back(site: Site):
    site.replace(
        "content/2023-03-10-c.md", "title: Gamma", "title: Gamma\nembargo: 2026-11-20 10:00\nexpires: 2026-11-21"
    )
    assert C in changes(site, at="2026-11-20 09:59")[1]
    assert C in changes(site, at="2026-11-20 10:00")[0]
    assert changes(site, at="2026-11-21 23:59") == (set(), set())
    assert C in changes(site, at="2026-11-22 00:00")[1]
    assert C in changes(site, at="2026-11-20 10:00")[0]


def test_what_expires_before_it_opens_is_told_as_expired(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    site.replace("content/2023-03-10-c.md", "title: Gamma", "title: Gamma\nembargo: 2026-11-30\nexpires: 2026-11-21")
    assert [held.reason for held in site.build(at="2026-11-20 12:00").held] == ["embargo"]
    assert [held.reason for held in site.build(at="2026-11-22 12:00").held] == ["expired"]


def test_problems_leave_everything_as_it_was(site: Site):
    before = site.tree()
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Omega")
    site.write("content/broken.md", "---\ntitle: Broken\ndate: 31.09.2022\n---\n")
    site.problems()
    assert site.tree() == before
    site.remove("content/broken.md")
    assert A in changes(site)[0]


def test_keep_going_leaves_the_page_of_a_broken_article_as_it_was(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: [Alpha")
    assert changes(site, keep_going=True) == (set(), set())
    site.replace("content/2022-02-10-b.md", "The second", "The other")
    assert changes(site, keep_going=True) == ({B}, set())
    site.replace("content/2022-01-10-a.md", "title: [Alpha", "title: Mended")
    assert A in changes(site)[0]


def test_keep_going_shows_nothing_of_a_broken_article_that_may_be_taken_back(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: [Alpha\ndraft: true")
    written, removed = changes(site, keep_going=True)
    assert A in removed
    assert {B, "index.html"} <= written
    assert not any(b"Alpha" in data for data in site.tree().values())


def test_keep_going_leaves_no_page_of_a_broken_article_that_has_expired(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nexpires: 2026-11-20")
    site.build()
    site.write("content/2022-01-10-a.md", "---\ntitle: [Garbled\n---\n")
    assert changes(site, keep_going=True) == (set(), set())
    assert A in changes(site, keep_going=True, at="2026-11-22 00:00")[1]


def test_a_retracted_article_does_not_stay_because_another_takes_its_address(site: Site):
    site.replace(
        "content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nretracted: {date: 2026-01-02, reason: Wrong.}"
    )
    site.replace("content/2022-02-10-b.md", "title: Beta", "title: Beta\npermalink: /2022/01/10/a/")
    site.build(keep_going=True)
    assert not any(b"The first." in data for data in site.tree().values())


def test_another_output_folder_is_brought_up_to_date_by_itself(site: Site):
    site.replace("content/2022-01-10-a.md", "The first", "The very first")
    site.build(output="other")
    assert changes(site) == ({A}, set())
    assert site.tree() == site.tree("other")


def test_another_order_of_taxonomies_reaches_the_page_of_all_years(site: Site, monkeypatch: pytest.MonkeyPatch):
    """The order of a mapping is part of the configuration, though equal mappings may differ in it."""
    monkeypatch.setattr(scan, "TICK_NS", 0)
    settings = "title: Archive\nbase_url: https://example.org/\ntaxonomies: [{}]\n"
    site.write("newsgen.yaml", settings.format("tags, authors"))
    site.build()
    site.write("newsgen.yaml", settings.format("authors, tags"))
    assert "archive/index.html" in site.build().written
