"""newsgen serve while somebody edits: what is shown follows, and pages that are open hear of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server import AT, SITE, Serve, address_of, events, heard_until_changed, mark_of, serving, undressed
from tests.sites import Site

from newsgen.survey import MARKER


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with serving(tmp_path) as serve:
        yield serve


@pytest.fixture
def own(tmp_path: Path) -> Site:
    """A site of a test's own, to be edited."""
    site = Site(tmp_path / "own", SITE.format(root="/"))
    site.build(at=AT)
    return site


@pytest.mark.parametrize("polling", ["", "1"])
def test_an_edit_shows_by_itself(own: Site, serve: Serve, polling: str):
    server = serve(own, "--at", AT, WATCHFILES_FORCE_POLLING=polling)
    server.until(lambda: "Text with a" in server.get("/2022/09/28/report/").text)
    own.replace("content/2022-09-28-report.md", "Text with a", "Words with a")
    server.until(lambda: "Words with a" in server.get("/2022/09/28/report/").text)
    own.write("content/2022-10-01-new.md", "---\ntitle: New one\n---\nText.\n")
    server.until(lambda: server.get("/2022/10/01/new/").status == 200)
    own.remove("content/2022-10-01-new.md")
    server.until(lambda: server.get("/2022/10/01/new/").status == 404)
    own.build(at=AT)
    tree = own.tree()
    del tree[MARKER]
    assert {path: undressed(server.get(address_of(path)).body) for path in tree} == tree


def test_folders_that_come_later_are_watched(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    server.until(lambda: "Read " in server.said())
    own.write("templates/page.html", "{{ page.title }} in a template of its own")
    server.until(lambda: server.get("/about/").text.startswith("About in a template of its own"))
    own.write("templates/page.html", "{{ page.title }} once more")
    server.until(lambda: server.get("/about/").text.startswith("About once more"))


def test_an_editor_that_saves_by_renaming_is_followed(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    server.until(lambda: "Read " in server.said())
    place = own.folder / "content/2022-09-28-report.md"
    for word in ("first", "second", "third"):
        own.write("content/4913", "")
        own.remove("content/4913")
        place.rename(place.with_name(place.name + "~"))
        place.write_text(f"---\ntitle: Report\n---\nThe {word} text.\n")
        server.until(lambda word=word: f"The {word} text" in server.get("/2022/09/28/report/").text)  # type: ignore[misc]
        own.remove("content/2022-09-28-report.md~")


def test_a_problem_shows_in_the_page_and_goes_when_it_is_mended(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    server.until(lambda: "Read " in server.said())
    own.replace("content/2022-09-28-report.md", "summary: In short.", "summary: [<b>, x")
    server.until(lambda: "newsgen-panel" in server.get("/").text)
    page = server.get("/2022/09/28/report/").text
    assert 'role="alert"' in page
    assert "content/2022-09-28-report.md:6" in page
    assert "summary: [&lt;b&gt;, x" in page
    assert "In short." in page
    assert server.get("/2022/").status == 200
    own.replace("content/2022-09-28-report.md", "summary: [<b>, x", "summary: In other words.")
    server.until(lambda: "newsgen-panel" not in server.get("/").text)
    assert "In other words." in server.get("/2022/09/28/report/").text
    server.until(lambda: "Mended" in server.said())
    assert server.said().count("content/2022-09-28-report.md:6") == 1


def test_an_emptied_file_is_told(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    server.until(lambda: "Read " in server.said())
    own.write("content/2022-09-28-report.md", "")
    server.until(lambda: "newsgen-panel" in server.get("/").text)


def test_a_broken_template_leaves_the_pages_that_were_seen(own: Site, serve: Serve):
    own.write("templates/page.html", '{% extends "newsgen/page.html" %}')
    server = serve(own, "--at", AT)
    good = server.get("/about/")
    own.write(
        "templates/page.html", '{% extends "newsgen/page.html" %}\n{% block main %}{{ page.titel }}{% endblock %}'
    )
    server.until(lambda: "newsgen-panel" in server.get("/about/").text)
    page = server.get("/about/")
    assert page.status == 200
    assert "templates/page.html:2" in page.text
    assert undressed(page.body) == undressed(good.body)
    assert "newsgen-panel" not in server.get("/").text
    own.write("templates/page.html", '{% extends "newsgen/page.html" %}{# whole #}')
    server.until(lambda: "newsgen-panel" not in server.get("/about/").text)


def test_a_page_that_was_never_whole_says_what_is_wrong(own: Site, serve: Serve):
    own.write("templates/page.html", "{% if %}")
    server = serve(own, "--at", AT)
    page = server.get("/about/")
    assert page.status == 500
    assert "templates/page.html:1" in page.text
    assert server.get("/").status == 200


def test_a_site_that_is_broken_from_the_start_is_shown_once_it_is_mended(own: Site, serve: Serve):
    config = (own.folder / "newsgen.yaml").read_text()
    own.write("newsgen.yaml", "title: [Archive\n")
    server = serve(own, "--at", AT)
    page = server.get("/2022/")
    assert page.status == 500
    assert "newsgen.yaml:1" in page.text
    own.write("newsgen.yaml", config)
    server.until(lambda: server.get("/2022/").status == 200)
    own.write("newsgen.yaml", config + "latest: 0\n")
    server.until(lambda: "latest must be at least 1" in server.get("/2022/").text)
    assert server.get("/2022/").status == 200
    own.write("newsgen.yaml", config.replace("title: Archive", "title: Register"))
    server.until(lambda: "<title>2022 · Register</title>" in server.get("/2022/").text)
    assert "newsgen-panel" not in server.get("/2022/").text


def test_a_page_is_told_when_it_would_look_different_and_only_then(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    server.until(lambda: "Read " in server.said())
    report = "/2022/09/28/report/"
    with (
        events(server, "/about/", mark_of(server.get("/about/"))) as for_about,
        events(server, report, mark_of(server.get(report))) as for_report,
    ):
        own.replace("content/2022-09-28-report.md", "Text with a", "Words with a")
        heard_until_changed(for_report)
        own.replace("content/pages/about.md", "Us & them", "Them & us")
        heard = heard_until_changed(for_about)
    # A sign of life came with each edit, and no event for the one that is not seen there.
    assert heard.count(b":\n") >= 2


@pytest.mark.parametrize("path", ["templates/assets/style.css", "content/photo.jpg"])
def test_a_page_is_told_of_the_files_that_it_shows(own: Site, serve: Serve, path: str):
    own.write("templates/assets/style.css", "p {}")
    server = serve(own, "--at", AT)
    server.until(lambda: "Read " in server.said())
    address = "/2022/09/28/report/"
    with events(server, address, mark_of(server.get(address))) as stream:
        own.write(path, "something else")
        heard_until_changed(stream)


def test_a_page_of_a_server_that_was_started_again_is_told_at_once(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    with events(server, "/about/", "of-before.x") as stream:
        heard_until_changed(stream)


def test_an_embargo_ends_while_the_site_is_served(own: Site, serve: Serve):
    ends = time.time() + 5
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(ends))
    own.write("content/2022-11-01-soon.md", f"---\ntitle: Soon\nembargo: {moment}\n---\nText.\n")
    server = serve(own)
    status = server.get("/2022/11/01/soon/").status
    assert status == 404 or time.time() > int(ends)
    server.until(lambda: server.get("/2022/11/01/soon/").status == 200)


def test_a_build_beside_is_not_disturbed(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    for number in range(5):
        own.replace("content/pages/about.md", "Us", f"Us {number}")
        own.build(at=AT, clean=number == 2)
        server.until(lambda number=number: f"Us {number}" in server.get("/about/").text)  # type: ignore[misc]
        tree = own.tree()
        del tree[MARKER]
        assert {path: undressed(server.get(address_of(path)).body) for path in tree} == tree
