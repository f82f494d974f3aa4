"""newsgen serve, asked over a socket: what a browser gets, and what somebody else's page must not get."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.server import ADDED, AT, SITE, Serve, Server, address_of, events, mark_of, serving, undressed
from tests.sites import Site

from newsgen.survey import MARKER


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with serving(tmp_path) as serve:
        yield serve


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
