"""Everything that is copied into the site: the theme's assets, `static/`, and what goes with articles."""

from __future__ import annotations

from pathlib import Path

from newsgen import fingerprint
from newsgen.config import Config
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.load import digests
from newsgen.outputs import Files
from newsgen.publication import Publication
from newsgen.scan import Found
from newsgen.state import State
from newsgen.templating import Templates
from newsgen.views import Copy


def published_files(
    site: Path,
    config: Config,
    found: Found,
    static: Found,
    published: Publication,
    templates: Templates,
    state: State,
    workers: Workers,
) -> Files:
    """Everything that is copied, with its digests; what is not published is not even looked into."""
    attached = {path for resolved in published.links.followed.values() for path, _ in resolved.attachments}
    lists = {
        "static": [*static.documents, *static.files],
        config.content: [source for source in found.files if source.path in attached],
    }
    copies: dict[str, dict[str, Copy]] = {}
    problems: list[Problem] = []
    for name, sources in lists.items():
        top = site / name
        known, unread = digests(name, top, sources, state, workers)
        problems += unread
        if not published.gate.shown:
            state.put_files(name, known)
        copies[name] = {path: Copy(str(top / path), digest) for path, (_, digest) in known.items()}
    assets = {
        f"assets/{name}": Copy(str(path), fingerprint.of_bytes(path.read_bytes())) for name, path in templates.assets()
    }
    return Files(assets, static=copies["static"], content=copies[config.content], problems=tuple(problems))


def incomplete(published: Publication, files: Files) -> frozenset[str]:
    """Documents of whose attachments one could not be read: they stay, attachments and all, as they were."""
    if not files.problems:
        return frozenset()
    return frozenset(
        document.source
        for document in published.gate.readable
        if (resolved := published.links.followed.get(document.source))
        and any(path not in files.content for path, _ in resolved.attachments)
    )
