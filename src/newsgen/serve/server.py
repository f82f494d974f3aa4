"""A socket, and the loop that serves an application on it until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Iterator

import uvicorn

from newsgen.errors import MachineError, UsageError
from newsgen.serve.app import App
from newsgen.serve.desk import Desk

HIGHEST = 65535
"""The last port that there is."""


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises for a host or a port that cannot be had."""
    try:
        return _listening(*socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0])
    except socket.gaierror:
        raise UsageError(f'there is no host "{host}"; leave --host out to serve on this computer alone') from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < HIGHEST else port - 1
            raise UsageError(f"port {port} is in use; choose another: newsgen serve --port {other}") from None
        if error.errno == errno.EACCES:
            raise UsageError(f"port {port} is kept for the system; choose one from 1024 on with --port") from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise UsageError(f"--host {host}: this computer has no such address") from None
        raise MachineError(f"port {port} could not be opened: {error.strerror}") from error


def _listening(family: int, kind: int, protocol: int, _: str, place: tuple[object, ...]) -> socket.socket:
    # With its protocol named, or asyncio does not know that it is TCP and each answer waits 40 ms to be sent.
    listening = socket.socket(family, kind, protocol or socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def address(listening: socket.socket, host: str, root: str) -> str:
    """What to type into a browser."""
    port = listening.getsockname()[1]
    shown = "127.0.0.1" if host in {"", "0.0.0.0"} else "::1" if host == "::" else host  # noqa: S104 - compared with
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}{root}"


async def run(app: App, desk: Desk, listening: socket.socket) -> None:
    """Until SIGINT or SIGTERM comes."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    server = _Server(config, desk)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    work = asyncio.create_task(desk.run())
    serving = asyncio.create_task(server.serve([listening]))
    try:
        await asyncio.wait({work, serving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.stop()
        await serving
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    def stop(self) -> None:
        # Pages that wait for changes hold their connections: they are let go first.
        self._desk.close()
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """They are captured already: uvicorn would send them again in the end."""
        yield
