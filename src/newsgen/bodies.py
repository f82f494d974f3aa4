"""The HTML of bodies: packed into the state when they are read, unpacked where a page is rendered."""

from __future__ import annotations

import re
import threading
from html import escape
from pathlib import Path

from markupsafe import Markup
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from newsgen import fingerprint, markup
from newsgen.config import Config
from newsgen.errors import Problem, ProblemsFound
from newsgen.parse import parse
from newsgen.state import State
from newsgen.statefile import read_only
from newsgen.views import Body

QUICK = 1
"""Zstandard's level: half the size for 0.03 ms; zlib takes nearly three times that for the same."""


class _Zstandard(threading.local):
    """For each thread its own: none may be used by two at once."""

    def __init__(self) -> None:
        self.compressor = ZstdCompressor(level=QUICK, write_checksum=True)
        self.decompressor = ZstdDecompressor()


_zstandard = _Zstandard()

_WITHIN = re.compile(r"""(<a\b[^>]*?\shref=["']?)#""", re.IGNORECASE)
"""The address of a link to a part of the same text, up to its `#`."""


def pack(html: str) -> bytes:
    return _zstandard.compressor.compress(html.encode())


def _unpacked(packed: bytes) -> str | None:
    """None where the state is damaged, as the checksum tells; a damaged length may ask for all memory there is."""
    try:
        return _zstandard.decompressor.decompress(packed).decode()
    except (ZstdError, MemoryError, TypeError, UnicodeDecodeError):
        return None


class Bodies:
    """Finds the HTML of a body: in the state or, for what must not be kept there, in its source."""

    def __init__(self, state: str, content: str, config: Config) -> None:
        """`state`: path of the state's file. `content`: path of the content folder."""
        self._path = state
        self._content = content
        self._config = config
        self._state: State | None = None

    def html(self, body: Body) -> Markup:
        """The HTML with its links filled in. Raises `ProblemsFound` when the source changed under the build."""
        sizes = self._config.images.sizes, self._config.images.gallery_sizes
        text = markup.fill(self.marked(body), body.links, body.pictures, sizes, below=body.below or bool(body.base))
        if body.base and "#" in text:
            text = _WITHIN.sub(lambda found: f"{found[1]}{escape(body.base)}#", text)
        return Markup(text)  # noqa: S704 - made safe when it was parsed

    def marked(self, body: Body) -> str:
        """The HTML with markers for its links. Raises as `html` does."""
        packed = self._packed(body)
        html = _unpacked(packed) if packed is not None else None
        return self._parsed_again(body) if html is None else html

    def _packed(self, body: Body) -> bytes | None:
        if self._state is None:
            self._state = read_only(self._path, still=True)
        return self._state.body(body.source, body.digest)

    def close(self) -> None:
        if self._state is not None:
            self._state.close()
            self._state = None

    def _parsed_again(self, body: Body) -> str:
        try:
            parsed = parse(Path(self._content, body.source).read_bytes(), body.source, self._config)
        except FileNotFoundError:
            parsed = None
        if parsed is None or fingerprint.of_bytes(parsed.html.encode()) != body.digest:
            path = f"{self._config.content}/{body.source}"
            raise ProblemsFound([Problem(path, 0, "this file changed while the site was built", "build again")])
        return parsed.html
