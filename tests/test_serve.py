"""newsgen serve, asked over a socket: what a browser gets, and what somebody else's page must not get."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.sites import Site

from newsgen.survey import MARKER

SITE = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org{root}
languages: [en, ru]
hosts: [apache]
footer: [pages/about.md]
-- content/pages/about.md --
---
title: About
---
Us & them.
-- content/2022-09-28-report.md --
---
title: A <report> & more
tags: [torture, "100%"]
section: News
authors: [A. Writer]
summary: In short.
aliases: [/old/]
---
Text with a [picture](photo.jpg) and [another](2022-09-29-отчёт.md).

![A photo](photo.jpg)
-- content/photo.jpg --
photo
-- content/2022-09-29-отчёт.md --
---
title: Отчёт
lang: ru
---
Текст.
-- content/2022-09-30-false.md --
---
title: Untrue
retracted: {{reason: It was made up.}}
---
Text.
-- content/2026-11-25-court.md --
---
title: Nobody may know this yet
embargo: 2026-11-28 09:00
---
Secret words.
-- content/2026-11-18-notes.md --
---
title: Notes for a report
draft: true
---
Unfinished words.
-- content/2026-11-10-offer.md --
---
title: An offer
expires: 2026-11-15
---
Stale words.
-- static/robots.txt --
User-agent: *
-- static/plain.html --
<p>As it is.
-- static/noending --
x
"""
AT = "2026-11-20 12:00"

ADDED = re.compile(rb"<!--newsgen serve-->.*?<!--/newsgen serve-->", re.DOTALL)
ADMITTED = re.compile(
    rb"; script-src 127\.0\.0\.1:\d+/_newsgen/reload\.js; connect-src 127\.0\.0\.1:\d+/_newsgen/changes"
)


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


class Server:
    """A running `newsgen serve`, and what it says."""

    def __init__(self, site: Path, log: Path, *options: str, **environment: str) -> None:
        self.log = log
        command = [sys.executable, "-m", "newsgen", "serve", "--site", str(site), "--port", "0", *options]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment}
            )
        try:
            self.until(lambda: "at http://" in self.said())
        except AssertionError:
            self.stop()
            raise
        found = re.search(r"at http://\S+?:(\d+)/", self.said())
        assert found is not None
        self.port = int(found[1])

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def until(self, true: Callable[[], object], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)

    def get(self, address: str, *, method: str = "GET", **headers: str) -> Answer:
        return self.raw(quote(address, safe="/%?=&"), method=method, **headers)

    def raw(self, target: str, *, method: str = "GET", **headers: str) -> Answer:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.putrequest(method, target, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            return Answer(connection.getresponse())


Serve = Callable[..., Server]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    running: list[Server] = []

    def start(site: Site, *options: str, **environment: str) -> Server:
        running.append(Server(site.folder, tmp_path / f"log{len(running)}", *options, **environment))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("site") / "site", SITE.format(root="/"))
    site.build(at=AT)
    site.record(at=AT)
    return site


@pytest.fixture(scope="module")
def server(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that shows what a build writes, for all who only look."""
    server = Server(site.folder, tmp_path_factory.mktemp("log") / "log", "--at", AT)
    server.until(lambda: "Read " in server.said())
    yield server
    assert server.stop() == 0


@pytest.fixture
def own(tmp_path: Path) -> Site:
    """A site of a test's own, to be edited."""
    site = Site(tmp_path / "own", SITE.format(root="/"))
    site.build(at=AT)
    return site


def address_of(path: str) -> str:
    return "/" + path.removesuffix("index.html")


def undressed(body: bytes) -> bytes:
    return ADMITTED.sub(b"", ADDED.sub(b"", body))


def test_every_address_has_the_bytes_of_a_build(site: Site, server: Server):
    tree = site.tree()
    del tree[MARKER]
    answers = {path: server.get(address_of(path)) for path in tree}
    assert {path: undressed(answer.body) for path, answer in answers.items()} == tree
    dressed = {path for path, answer in answers.items() if ADDED.search(answer.body)}
    made = {path for path in tree if path.endswith(".html")} - {"plain.html"}
    assert dressed == made
    assert {answers[path].status for path in tree} == {200, 301, 410}
    assert {path for path in tree if answers[path].status != 200} == {"old/index.html", "2022/09/30/false/index.html"}


def test_a_site_with_a_path_is_served_below_it(tmp_path: Path, serve: Serve):
    site = Site(tmp_path / "site", SITE.format(root="/archive/"))
    site.build(at=AT)
    server = serve(site, "--at", AT)
    assert "/archive/ (Ctrl-C" in server.said()
    tree = site.tree()
    del tree[MARKER]
    answers = {path: server.get(f"/archive{address_of(path)}") for path in tree}
    assert {path: undressed(answer.body) for path, answer in answers.items()} == tree
    assert server.get("/archive/old/").headers["location"] == "/archive/2022/09/28/report/"
    assert server.get("/archive/2022").headers["location"] == "/archive/2022/"
    assert (server.get("/").status, server.get("/").headers["location"]) == (302, "/archive/")
    assert server.get("/archive").headers["location"] == "/archive/"
    assert server.get("/2022/").status == 404


def test_addresses_are_answered_as_by_a_host(server: Server):
    moved = server.get("/old/")
    assert (moved.status, moved.headers["location"]) == (301, "/2022/09/28/report/")
    assert server.get("/2022/09/30/false/").status == 410
    assert "made up" in server.get("/2022/09/30/false/").text
    missing = server.get("/2022/09/31/nothing/")
    assert missing.status == 404
    assert "Page not found" in missing.text
    slash = server.get("/2022/09")
    assert (slash.status, slash.headers["location"]) == (301, "/2022/09/")
    assert server.get("/ru/2022/09/29/отчёт/").status == 200
    assert server.get("/404.html").status == 200


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/xml"),
        ("/feed.json", "application/json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/favicon.svg", "image/svg+xml"),
        ("/2022/09/28/report/photo.jpg", "image/jpeg"),
        ("/noending", "application/octet-stream"),
    ],
)
def test_a_browser_is_told_what_it_gets(server: Server, address: str, kind: str):
    answer = server.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["cache-control"] == "no-store"


def test_head_tells_the_same_without_a_body(server: Server):
    for address in ("/", "/2022/09/28/report/photo.jpg", "/nothing/"):
        whole, head = server.get(address), server.get(address, method="HEAD")
        assert (head.status, head.body) == (whole.status, b"")
        assert head.headers["content-length"] == str(len(whole.body))


def test_a_part_of_a_film_can_be_asked_for(server: Server):
    part = server.get("/robots.txt", Range="bytes=1-4")
    assert (part.status, part.body) == (206, b"ser-")


def test_nothing_can_be_sent(server: Server):
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = server.get("/", method=method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "target",
    [
        "/../newsgen.yaml",
        "/../../../../../../etc/passwd",
        "/assets/../../newsgen.yaml",
        "/%2e%2e/newsgen.yaml",
        "/assets/%2e%2e/%2e%2e/newsgen.yaml",
        "/..%2fnewsgen.yaml",
        "/%2e%2e%2fnewsgen.yaml",
        "/assets%2f..%2f..%2fnewsgen.yaml",
        "/assets/..%5c..%5cnewsgen.yaml",
        "/..\\newsgen.yaml",
        "/%00",
        "/robots.txt%00.html",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/assets/%c0%ae%c0%ae/newsgen.yaml",
        "/newsgen.yaml",
        "/.newsgen/state.db",
        "/content/2022-09-28-report.md",
        "/_newsgen/",
        "/_newsgen/../newsgen.yaml",
        "/_newsgen/app.py",
        "/2022%2f",
        "/./robots.txt",
        "/%",
        "/%zz",
        "/" + "a" * 5000,
    ],
)
def test_no_path_leaves_the_site(server: Server, target: str):
    answer = server.raw(target)
    assert answer.status == 404
    assert "base_url:" not in answer.text
    assert "root:" not in answer.text


def test_a_link_that_takes_the_place_of_a_file_is_not_followed_out_of_the_site(own: Site, tmp_path: Path, serve: Serve):
    own.write("static/note.txt", "public")
    (tmp_path / "secret").write_text("nobody's business")
    server = serve(own, "--at", AT)
    server.until(lambda: server.get("/note.txt").body == b"public")
    (own.folder / "static/note.txt").unlink()
    (own.folder / "static/note.txt").symlink_to(tmp_path / "secret")
    server.until(lambda: server.get("/note.txt").status == 404)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "localhost.", "[::1]"])
def test_this_computer_is_called_by_its_names(server: Server, host: str):
    assert server.raw("/", Host=f"{host}:{server.port}").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:8000",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "",
        "10.0.0.1",
        "[::2]",
        "0.0.0.0",  # noqa: S104 - asked for, not bound to
        "attacker.example@localhost",
        "127.1",
    ],
)
def test_a_page_that_gives_its_own_name_to_this_computer_reads_nothing(server: Server, host: str):
    for target in ("/", "/_newsgen/changes?page=/", "/_newsgen/reload.js", "/assets/style.css"):
        answer = server.raw(target, Host=host)
        assert answer.status == 403
        assert "Archive" not in answer.text


def test_a_page_of_another_origin_may_not_embed_what_is_served(server: Server):
    for address in ("/", "/2022/09/28/report/photo.jpg", "/nothing/", "/_newsgen/reload.js"):
        headers = server.get(address).headers
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers


def test_what_is_held_back_is_not_there(server: Server):
    for path in ("/2026/11/25/court/", "/2026/11/18/notes/", "/2026/11/10/offer/"):
        assert server.get(path).status == 404
    assert "Nobody may know" not in server.get("/").text
    assert "Held back: 1 draft, 1 embargoed until 28 Nov 2026 09:00 (UTC), 1 expired" in server.said()


def test_drafts_are_shown_and_say_why_they_are_not_public(own: Site, serve: Serve):
    state = (own.folder / ".newsgen/state.db").read_bytes()
    server = serve(own, "--at", AT, "--drafts")
    for path, why in (
        ("/2026/11/25/court/", "It is under embargo until 28 Nov 2026 09:00 (UTC)"),
        ("/2026/11/18/notes/", "This is a draft"),
        ("/2026/11/10/offer/", "It has expired"),
    ):
        page = server.get(path)
        assert page.status == 200
        assert f"<b>Not public.</b> {why}" in page.text
    assert "Nobody may know this yet" in server.get("/").text
    assert "Not public" not in server.get("/2022/09/28/report/").text
    assert "Shown, though not public: 1 draft" in server.said()
    own.replace("content/2026-11-18-notes.md", "Unfinished words", "More unfinished words")
    server.until(lambda: "More unfinished words" in server.get("/2026/11/18/notes/").text)
    assert server.stop() == 0
    assert (own.folder / ".newsgen/state.db").read_bytes() == state


def test_the_pages_of_a_preview_are_those_of_a_build_with_drafts(own: Site, serve: Serve):
    server = serve(own, "--at", AT, "--drafts")
    own.build(at=AT, drafts=True, output="preview")
    tree = own.tree("preview")
    del tree[MARKER]
    assert {path: undressed(server.get(address_of(path)).body) for path in tree} == tree


def test_nothing_is_written_but_what_keeps_builds_apart(own: Site, serve: Serve):
    def files() -> Mapping[str, tuple[int, int]]:
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in own.folder.rglob("*")}

    before = files()
    server = serve(own, "--at", AT)
    server.until(lambda: "Read " in server.said())
    for address in ("/", "/2022/", "/tags/", "/feed.xml"):
        assert server.get(address).status == 200
    assert server.stop() == 0
    after = files()
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert changed <= {str(own.folder / ".newsgen"), str(own.folder / ".newsgen/lock")}


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


@contextlib.contextmanager
def events(server: Server, address: str, mark: str) -> Iterator[http.client.HTTPResponse]:
    """What a page hears that last looked as its mark says."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        connection.request("GET", f"/_newsgen/changes?page={quote(address)}&mark={mark}")
        with connection.getresponse() as response:
            assert response.headers["Content-Type"].startswith("text/event-stream")
            yield response


def heard_until_changed(stream: http.client.HTTPResponse) -> bytes:
    heard = b""
    while b"changed" not in (line := stream.readline()):
        assert line, "the stream ended"
        heard += line
    return heard


def mark_of(answer: Answer) -> str:
    found = re.search(r'data-mark="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


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


def test_a_page_of_a_server_that_was_started_again_is_told_at_once(server: Server):
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


def test_ctrl_c_ends_it_quietly(own: Site, serve: Serve):
    server = serve(own, "--at", AT)
    with events(server, "/", mark_of(server.get("/"))):
        assert server.stop(signal.SIGINT) == 0
    assert "Traceback" not in server.said()
    assert "rror" not in server.said()


def test_a_port_that_is_in_use_is_named(own: Site):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = newsgen("serve", "--site", str(own.folder), "--port", str(port))
    assert done.returncode == 2
    assert done.stdout == f"newsgen: port {port} is in use; choose another: newsgen serve --port {port + 1}\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--host", "nowhere.invalid"], 'there is no host "nowhere.invalid"'),
        (["--host", "192.0.2.1"], "this computer has no such address"),
        (["--port", "99999"], "99999 is not in the range 0<=x<=65535"),
        (["--at", "soon"], '--at "soon"'),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_served(own: Site, options: list[str], told: str):
    done = newsgen("serve", "--site", str(own.folder), *options)
    assert (done.returncode, told in done.stdout) == (2, True), done.stdout


def test_a_folder_without_a_site_is_not_served(tmp_path: Path):
    done = newsgen("serve", "--site", str(tmp_path))
    assert done.returncode == 2
    assert "there is no newsgen.yaml" in done.stdout


def newsgen(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsgen", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )


def test_who_serves_to_others_is_warned(own: Site, serve: Serve):
    server = serve(own, "--at", AT, "--host", "0.0.0.0", "--drafts")  # noqa: S104 - what is tested
    assert "can read this site, with all that is held back" in server.said()
    for host, status in (("192.0.2.7:80", 200), ("attacker.example", 403), ("localhost", 200)):
        assert server.raw("/", Host=host).status == status
