"""`newsgen serve`: options to a session, a desk and a server."""

from __future__ import annotations

import asyncio
import atexit
import datetime as dt
import shutil
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path

import click

from newsgen import collector, settings
from newsgen.commands.opening import output_folder, site_folder
from newsgen.config import Config
from newsgen.errors import ProblemsFound
from newsgen.order import moment
from newsgen.report import Terminal
from newsgen.serve.names import is_local


def run(*, site: str, host: str, port: int, drafts: bool, at: str | None, browse: bool) -> None:
    """Returns when it is told to stop."""
    collector.spare()
    folder = site_folder(site)
    try:
        config = settings.load(folder)
    except ProblemsFound:
        config = Config(title="")  # what is wrong is shown in the browser, and goes when it is mended

    def clock(config: Config) -> dt.datetime:
        return moment(at, config)

    clock(config)
    from newsgen.serve.server import address, bound

    listening = bound(host, port)
    where = address(listening, host, config.root)
    if not is_local(host):
        what = "this site, with all that is held back" if drafts else "this site"
        click.echo(f"Whoever reaches this computer by its network can read {what}. Leave --host out to prevent that.")
    click.echo(f"Serving {folder.name}/ at {where} (Ctrl-C ends it)")
    if browse:
        # One in the terminal would not come back before it is left.
        threading.Thread(target=webbrowser.open, args=(where,), daemon=True).start()
    from newsgen.serve.app import App
    from newsgen.serve.desk import Desk
    from newsgen.serve.server import run as serve
    from newsgen.serve.session import Session
    from newsgen.serve.voice import Voice

    room = tempfile.mkdtemp(prefix="newsgen-")
    # At the very end: whatever is still planned when serving stops may write there once more.
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    with Terminal(sys.stdout) as terminal:
        voice = Voice(terminal, drafts=drafts, colours=sys.stdout.isatty())
        session = Session(folder, output_folder(None, folder), clock, terminal, Path(room), drafts=drafts)

        async def main() -> None:
            desk = Desk(session, voice, clocked=at is None)
            await serve(App(desk, host, voice.say), desk, listening)

        try:
            asyncio.run(main())
        finally:
            listening.close()
            session.close()
