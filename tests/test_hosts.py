"""What hosts answer at addresses that moved or are gone: asked of a real nginx and a real Apache on this machine."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from tests.sites import YEARS, Site

from newsgen.outputs import hosts
from newsgen.outputs.hosts import LIMITS, Rules, near_limits

NAMES = ["$one", "two words", "суд", "a+b(c)", "100%", "x.y", "t~d"]
"""Parts of addresses that mean something to somebody else."""

CONTENT = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org{root}
hosts: [{hosts}]
-- content/2022-09-28-report.md --
---
title: Report
aliases: [/old/, /old/page.html, /2019/старое/, {names}]
---
Text.
-- content/2022-09-29-отчёт.md --
---
title: Отчёт
aliases: [/other/]
---
Текст.
-- content/2022-09-30-false.md --
---
title: Untrue
retracted: {{reason: It was made up.}}
---
Text.
-- content/2022-10-01-gone.md --
---
title: Gone
---
Text.
-- content/2022-10-02-gone.md --
---
title: Gone file
permalink: /gone.html
---
Other text.
-- content/2022-10-03-kept/index.md --
---
title: Kept
---
[The document](kept.txt)
-- content/2022-10-03-kept/kept.txt --
PDF- kept
-- content/2022-10-04-dropped/index.md --
---
title: Dropped
---
[The document](dropped.txt)
-- content/2022-10-04-dropped/dropped.txt --
PDF- dropped
"""


def made(folder: Path, host: str, root: str = "/") -> Site:
    names = ", ".join(f"'/n/{name}/'" for name in NAMES)
    site = Site(folder / "site", CONTENT.format(hosts=host, root=root, names=names))
    site.build()
    site.record()
    site.remove("content/2022-10-01-gone.md")
    site.remove("content/2022-10-02-gone.md")
    site.replace("content/2022-10-03-kept/index.md", "title: Kept", "title: Kept\ndate: 2022-11-03")
    for name in ("index.md", "dropped.txt"):
        site.remove(f"content/2022-10-04-dropped/{name}")
    site.build()
    return site


Answer = tuple[int, str, str]
"""Status, path of the Location, body."""


class Server:
    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, address: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", quote(address, safe="/%"))
            response = connection.getresponse()
            location = (response.getheader("Location") or "").partition(f"127.0.0.1:{self.port}")
            return response.status, location[2] or location[0], response.read().decode()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[Server]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None:
                pytest.fail(f"{command[0]} ended: {process.communicate()[0].decode()}")
            time.sleep(0.05)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def published(site: Site, folder: Path, root: str) -> Path:
    """The document root, with the site at the path of its base_url; readable by whoever serves it."""
    top = folder / "www"
    shutil.copytree(site.output, top / unquote(root).strip("/"))
    for path in (folder, top, *top.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return top


# The file that docs/publishing.md tells people to write is read as the nginx of a distribution does.
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; default_type text/html; charset utf-8;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  include {folder}/conf.d/*.conf;
}}
"""


def documented(page: str) -> str:
    """What a page of the documentation says of `/etc/nginx/conf.d/archive.conf`."""
    text = (Path(__file__).parent.parent / "docs" / page).read_text(encoding="utf-8")
    [block] = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    return str(block)


APACHE = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/error.log
{modules}
User www-data
Group www-data
TypesConfig /dev/null
AddType text/html .html
DirectoryIndex index.html
DocumentRoot {top}
<Directory {top}>
AllowOverride All
Require all granted
</Directory>
"""
MODULES = ("mpm_event", "authz_core", "dir", "mime", "rewrite")
PLACES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")


@pytest.fixture(scope="module", params=["nginx", "apache"])
def host(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=["/", "/archive/", "/%D0%B0/"])
def root(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(
    host: str, root: str, tmp_path_factory: pytest.TempPathFactory, needs: Callable[..., str]
) -> Iterator[Server]:
    program = needs("nginx") if host == "nginx" else needs("apache2", "httpd")
    # Servers give up their rights, and could not read below pytest's own folders.
    folder = tmp_path_factory.mktemp(host)
    for parent in itertools.takewhile(lambda each: "pytest" in str(each), folder.parents):
        parent.chmod(0o755)
    site = made(folder, host, root)
    top = published(site, folder, root)
    port = free_port()
    if host == "nginx":
        (folder / "server.conf").write_text(NGINX.format(folder=folder))
        own = documented("publishing.md").replace("listen 80;", f"listen 127.0.0.1:{port};")
        own = own.replace("/srv/archive/build", str(top)).replace("/srv/archive/host", f"{site.folder}/.newsgen/host")
        (folder / "conf.d").mkdir()
        (folder / "conf.d/archive.conf").write_text(own)
        command = [program, "-p", str(folder), "-c", str(folder / "server.conf"), "-e", str(folder / "error.log")]
    else:
        [modules] = [place for place in PLACES if Path(place).is_dir()]
        loads = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in MODULES)
        (folder / "server.conf").write_text(APACHE.format(folder=folder, port=port, top=top, modules=loads))
        command = [program, "-d", str(folder), "-f", str(folder / "server.conf"), "-D", "FOREGROUND"]
    with running(command, port) as started:
        yield started


def test_both_pages_of_the_documentation_name_the_same_file_of_nginx():
    assert documented("hosts.md") == documented("publishing.md")


def test_an_article_is_served(server: Server, root: str):
    status, _, body = server.get(f"{root}2022/09/28/report/")
    assert (status, "Text." in body) == (200, True)


@pytest.mark.parametrize("old", ["old/", "old/page.html", "2019/старое/", *(f"n/{name}/" for name in NAMES)])
def test_a_former_address_leads_on_for_good(server: Server, root: str, old: str):
    status, location, _ = server.get(root + quote(old))
    assert (status, location) == (301, f"{root}2022/09/28/report/")


def test_an_address_that_is_not_ascii_is_led_to_as_browsers_send_it(server: Server, root: str):
    status, location, _ = server.get(f"{root}other/")
    assert (status, location) == (301, f"{root}2022/09/29/{quote('отчёт')}/")
    assert server.get(location)[0] == 200


def test_without_its_slash_an_address_gets_there_too(server: Server, root: str):
    address = f"{root}old"
    for _ in range(3):
        status, location, _ = server.get(address)
        if status != 301:
            break
        address = location
    assert (status, address) == (200, f"{root}2022/09/28/report/")
    assert server.get(f"{root}2022/09/28/report")[0] == 301


@pytest.mark.parametrize("gone", ["2022/10/01/gone/", "gone.html"])
def test_what_was_withdrawn_is_gone_and_says_so(server: Server, root: str, gone: str):
    status, _, body = server.get(root + gone)
    assert (status, "has been withdrawn" in body) == (410, True)


def test_a_file_that_moved_with_its_article_is_served_where_it_was(server: Server, root: str):
    for day in ("2022/10/03", "2022/11/03"):
        status, _, body = server.get(f"{root}{day}/kept/kept.txt")
        assert (status, body) == (200, "PDF- kept\n")


def test_a_file_that_was_withdrawn_is_gone_and_shows_nothing(server: Server, root: str):
    status, _, body = server.get(f"{root}2022/10/04/dropped/dropped.txt")
    assert (status, "PDF-" in body) == (410, False)


def test_what_was_retracted_is_gone_and_says_why(server: Server, root: str):
    status, _, body = server.get(f"{root}2022/09/30/false/")
    assert (status, "It was made up." in body) == (410, True)


def test_what_never_was_gets_the_sites_own_page(server: Server, root: str):
    status, _, body = server.get(f"{root}never/was/")
    assert (status, "Page not found" in body) == (404, True)


def test_a_page_of_the_archive_that_emptied_is_served(server: Server, root: str):
    status, _, body = server.get(f"{root}2022/10/")
    assert (status, "October 2022" in body) == (200, True)


# What hosts read that cannot be run here.


def test_netlify_is_told_before_the_page_that_stands_there(tmp_path: Path):
    lines = made(tmp_path, "netlify", "/archive/").tree()["_redirects"].decode().splitlines()
    assert "/archive/old/ /archive/2022/09/28/report/ 301!" in lines
    assert "/archive/2022/10/01/gone/ /archive/2022/10/01/gone/ 410!" in lines
    assert all(len(line.split(" ")) == 3 for line in lines)


def test_cloudflare_is_told_what_moved(tmp_path: Path):
    lines = made(tmp_path, "cloudflare").tree()["_redirects"].decode().splitlines()
    assert "/old/ /2022/09/28/report/ 301" in lines
    assert f"/other/ /2022/09/29/{quote('отчёт')}/ 301" in lines
    assert not [line for line in lines if "gone" in line]


def test_hosts_are_told_of_a_term_that_the_glossary_moved(tmp_path: Path):
    site = Site(tmp_path, f"-- newsgen.yaml --\ntitle: A\nhosts: [netlify]\n{YEARS}")
    site.write("content/2022-09-28-a.md", "---\ntitle: A\ntags: [ill-treatment]\n---\nText.\n")
    site.write("content/terms.yaml", "tags: {torture: {labels: {en: torture}, synonyms: [ill-treatment]}}\n")
    site.build()
    lines = site.tree()["_redirects"].decode().splitlines()
    assert "/tags/ill-treatment/ /tags/torture/ 301!" in lines
    assert "/tags/ill-treatment/2022/ /tags/torture/2022/ 301!" in lines


def test_a_site_without_a_host_gets_pages_alone(tmp_path: Path):
    site = made(tmp_path, "")
    assert not {"_redirects", ".htaccess"} & site.tree().keys()
    assert not (site.folder / ".newsgen/host").exists()
    assert 'http-equiv="refresh"' in site.page("/old/")


def test_what_only_the_server_reads_is_not_in_the_site(tmp_path: Path):
    site = made(tmp_path, "nginx")
    assert not [path for path in site.tree() if "nginx" in path]
    assert {path.name for path in (site.folder / ".newsgen/host").iterdir()} == {"nginx-http.conf", "nginx-server.conf"}
    site.write("newsgen.yaml", "title: Archive\n")
    site.build()
    assert list((site.folder / ".newsgen/host").iterdir()) == []


def test_a_sites_own_file_stands_before_newsgens_and_that_is_told(tmp_path: Path):
    site = made(tmp_path, "apache")
    site.write("static/.htaccess", "Options -Indexes\n")
    outcome = site.build()
    assert site.tree()[".htaccess"] == b"Options -Indexes\n"
    assert "static/.htaccess" in {problem.path for problem in outcome.problems}
    assert "RewriteRule" in (site.folder / ".newsgen/host/.htaccess").read_text()


def test_one_more_article_leaves_the_rules_alone(tmp_path: Path):
    site = made(tmp_path, "apache")
    site.write("content/2022-10-05-new.md", "---\ntitle: New\n---\nMore.\n")
    assert ".htaccess" not in site.build().written


def test_a_former_address_of_two_articles_is_led_to_one_of_them_and_never_in_a_circle(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: T\nhosts: [cloudflare]\n")
    for name, alias in (("a", "/2022/01/01/b/"), ("b", "/2022/01/01/a/")):
        site.write(f"content/2022-01-01-{name}.md", f"---\ntitle: {name}\naliases: [{alias}, /x/]\n---\n")
    site.build(keep_going=True)
    lines = (site.output / "_redirects").read_text().splitlines()
    assert [line for line in lines if line.startswith("/x/")] == lines
    assert len(lines) == 1
    assert "refresh" not in site.page("/2022/01/01/a/")


@pytest.mark.parametrize(("host", "limits"), sorted(LIMITS.items()))
def test_a_limit_is_told_before_it_bites(host: str, limits: hosts.Limits):
    assert list(near_limits(host, Rules("/", (), ()), {}, {"index.html": 10})) == []
    if limits.redirects:
        moved = tuple((f"/{number}/", "/") for number in range(round(limits.redirects * 0.95)))
        [problem] = near_limits(host, Rules("/", moved, ()), {}, {})
        assert "near to" in problem.message
    if limits.files:
        [problem] = near_limits(host, Rules("/", (), ()), {}, {str(number): 1 for number in range(limits.files + 1)})
        assert "more than" in problem.message


def test_the_table_of_limits_in_the_docs_is_the_programs(root_folder: Path):
    text = (root_folder / "docs/hosts.md").read_text("utf-8").split("## Limits")[1]
    for name, limits in LIMITS.items():
        cells = [
            f"{limits.files:,}",
            f"{limits.redirects:,}",
            f"{limits.file_size // 1024**2} MiB" if limits.file_size else "",
        ]
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert all(cell in row for cell in cells if cell not in {"0", ""})


@pytest.fixture
def root_folder() -> Path:
    return Path(__file__).resolve().parent.parent
