"""What a browser gets for an address, before anything of this server's own is added."""

from __future__ import annotations

import mimetypes
from urllib.parse import unquote, unquote_to_bytes

import msgspec

from newsgen import fingerprint
from newsgen.errors import Problem
from newsgen.fingerprint import Digest
from newsgen.gate import Held
from newsgen.permalink import nfc, output_path

HTML = "text/html; charset=utf-8"

_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": HTML,
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
}
_OTHERS = mimetypes.MimeTypes()
"""Python's own table: what this machine's system says of endings may differ from every host."""


class Answer(msgspec.Struct, frozen=True):
    status: int
    type: str = ""
    body: bytes = b""
    location: str = ""
    held: Held | None = None
    """Why the page is not public, where it is not."""
    file: str = ""
    """Of what is copied: the path on this machine, instead of a body."""
    faults: tuple[Problem, ...] = ()
    """Why the page could not be made; the body is then what it last was, or empty."""
    source: str = ""
    """The document that it is the page of, below the content folder; may be empty."""
    page: bool = False
    """Whether it is a page of HTML that newsgen makes, to which something may be added."""


class Shown(msgspec.Struct, frozen=True):
    """An answer, and what this server tells beside it."""

    answer: Answer
    problems: tuple[Problem, ...] = ()
    files: Digest = b""
    """Of the files that the page shows; empty where it was not looked for."""
    zone: str = "UTC"
    """The site's, for times."""

    @property
    def mark(self) -> str:
        """Equal while the page looks the same."""
        answer = self.answer
        page = fingerprint.of(answer.status, answer.body, answer.location, answer.held, self.problems)
        return f"{page.hex()}.{self.files.hex()}"

    def is_marked(self, mark: str) -> bool:
        """Whether a page with that mark looks like this one, as far as is known of its files."""
        page, _, files = mark.partition(".")
        own_page, _, own_files = self.mark.partition(".")
        return page == own_page and (not files or not own_files or files == own_files)


def type_of(path: str) -> str:
    ending = path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path else ""
    return _TYPES.get(ending) or _OTHERS.guess_type(f"x.{ending}", strict=False)[0] or "application/octet-stream"


def path_of(raw: str, root: str) -> str | None:
    """The path of the output that a request's path asks for, in the form in which outputs are planned.

    None for one that no address of the site can have: outside of its root, with steps that lead elsewhere, or with
    what hides a slash. Files are found by what is planned and never by such a path; this is the second lock.
    """
    steps = []
    for step in raw.split("/")[1:]:
        try:
            decoded = unquote_to_bytes(step).decode()
        except UnicodeDecodeError:
            return None
        if decoded in {".", ".."} or any(sign in decoded for sign in "/\\\0"):
            return None
        steps.append(decoded)
    address, root = "/" + "/".join(steps), unquote(root)
    if not address.startswith(root) or "//" in address:
        return None
    return output_path("/" + nfc(address.removeprefix(root)))
