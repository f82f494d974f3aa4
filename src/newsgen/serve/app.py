"""The server as an ASGI application: each request to the answer that a host would give."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from newsgen import report
from newsgen.serve.answer import Shown, path_of
from newsgen.serve.desk import Desk
from newsgen.serve.names import admitted
from newsgen.serve.panel import CHANGES, EMPTY, SCRIPT, STYLE, dressed

HEADERS = {
    "Cache-Control": "no-store",
    # Pages of other sites in the same browser may not even show a picture of it.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}

PATIENCE = 15.0
"""Seconds between signs of life, by which a browser that went away is noticed."""


class App:
    def __init__(self, desk: Desk, bound: str, say: Callable[[str], None]) -> None:
        """`bound`: the host that the server is bound to."""
        self._desk = desk
        self._say = say
        self._bound = bound

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                response = await self._response(Request(scope))
            except Exception as error:  # noqa: BLE001 - one page fails, and the others need not
                self._say(report.internal(error))
                response = PlainTextResponse("An internal error; the terminal tells more.\n", 500)
            response.headers.update(HEADERS)
            await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if not admitted(request.headers.get("host", ""), self._bound):
            return PlainTextResponse(
                "This server answers only to the name of this computer. Use the address that newsgen serve printed.\n",
                403,
            )
        if request.method not in {"GET", "HEAD"}:
            return PlainTextResponse("This server shows pages, and takes nothing.\n", 405, {"Allow": "GET, HEAD"})
        raw = request.scope["raw_path"].decode("latin-1")
        if raw == CHANGES and request.method == "GET":
            return StreamingResponse(self._changes(request), media_type="text/event-stream")
        if raw in _OWN:
            name, kind = _OWN[raw]
            return Response(_own(name), media_type=kind)
        root = self._desk.session.root
        if raw == "/" and root != "/":
            return Response(status_code=302, headers={"Location": root})
        if f"{raw}/" == root:
            return Response(status_code=301, headers={"Location": root})
        shown = await self._desk.show(path_of(raw, root))
        if shown is None:
            return PlainTextResponse("newsgen serve has ended.\n", 503)
        return self._answered(shown, request.headers.get("host", ""))

    def _answered(self, shown: Shown, host: str) -> Response:
        answer = shown.answer
        headers = {"Location": answer.location} if answer.location else {}
        if answer.file and not Path(answer.file).is_file():
            return PlainTextResponse("This file is just being changed.\n", 404)
        if answer.file:
            return FileResponse(answer.file, answer.status, headers, answer.type)
        body = answer.body
        if answer.page:
            html = body.decode() or EMPTY
            body = dressed(
                html, mark=shown.mark, problems=shown.problems, held=answer.held, zone=shown.zone, host=host
            ).encode()
        return Response(body, answer.status, headers, answer.type)

    async def _changes(self, request: Request) -> AsyncIterator[str]:
        """Events for the page at an address that last looked as its mark says; one when it would look different."""
        raw, mark = request.query_params.get("page", ""), request.query_params.get("mark", "")
        yield "retry: 1000\n\n"
        while not self._desk.closing.is_set():
            waiting = asyncio.ensure_future(self._desk.tick(PATIENCE))
            shown = await self._desk.show(path_of(raw, self._desk.session.root))
            if shown is not None and not shown.is_marked(mark):
                waiting.cancel()
                yield "event: changed\ndata:\n\n"
                return
            if shown is not None:
                mark = shown.mark
            yield ":\n\n"
            await waiting


_OWN = {SCRIPT: ("reload.js", "text/javascript"), STYLE: ("panel.css", "text/css")}


@cache
def _own(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()
