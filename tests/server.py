"""A running `newsgen serve`, asked over a socket."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from tests.sites import Site

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


@contextlib.contextmanager
def serving(logs: Path) -> Iterator[Serve]:
    """What serves a site, with any options; every server is stopped in the end."""
    running: list[Server] = []

    def start(site: Site, *options: str, **environment: str) -> Server:
        running.append(Server(site.folder, logs / f"log{len(running)}", *options, **environment))
        return running[-1]

    try:
        yield start
    finally:
        for server in running:
            server.stop()


def address_of(path: str) -> str:
    return "/" + path.removesuffix("index.html")


def undressed(body: bytes) -> bytes:
    return ADMITTED.sub(b"", ADDED.sub(b"", body))


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
