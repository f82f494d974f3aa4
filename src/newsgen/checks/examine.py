"""The rules of texts, applied by the workers to one document after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from newsgen import fences, fingerprint
from newsgen.article import Document, Link
from newsgen.bodies import Bodies
from newsgen.checks import links
from newsgen.checks.finding import Finding
from newsgen.checks.manuscript import Manuscript
from newsgen.checks.table import OF_TEXTS
from newsgen.config import Config
from newsgen.errors import ProblemsFound
from newsgen.executors import Encoded
from newsgen.fingerprint import Digest
from newsgen.text import DecodingFault, decode
from newsgen.views import Body

_FILE = re.compile(r"[\w%.~+-]+\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)", re.IGNORECASE)


class Spec(msgspec.Struct, frozen=True):
    """What a worker needs to examine texts."""

    config: Config
    content: str
    """Path of the content folder."""
    state: str
    """Path of the state's file."""


class Examined(msgspec.Struct, frozen=True, gc=False):
    """What a text holds that its document does not say."""

    findings: tuple[Finding, ...] = ()
    own_addresses: tuple[Link, ...] = ()
    """Links that name the site by its whole address."""
    length: int = 0
    """Characters that readers read."""
    files: tuple[str, ...] = ()
    """Images that are named otherwise than by a link: by HTML that is let through, or by another system's code."""


class Reading(msgspec.Struct, frozen=True, gc=False):
    source: str
    hash: Digest
    """Of the bytes that were read; empty where the file changed or went meanwhile."""
    examined: Examined


_document: msgspec.msgpack.Decoder[Document] = msgspec.msgpack.Decoder(Document)
_readings: msgspec.msgpack.Decoder[list[Reading]] = msgspec.msgpack.Decoder(list[Reading])
_examined = msgspec.msgpack.Decoder(Examined)


def encoded(documents: Sequence[Document]) -> Encoded[Document]:
    """As `read` takes them."""
    return Encoded(documents, msgspec.msgpack.encode)


def read(spec: Spec, documents: list[bytes]) -> bytes:
    """Readings, encoded."""
    bodies = Bodies(spec.state, spec.content, spec.config)
    try:
        return msgspec.msgpack.encode([_read(spec, bodies, _document.decode(each)) for each in documents])
    finally:
        bodies.close()


def readings(encoded: bytes) -> list[Reading]:
    return _readings.decode(encoded)


def encode(examined: Examined) -> bytes:
    return msgspec.msgpack.encode(examined)


def decode_examined(encoded: bytes) -> Examined:
    return _examined.decode(encoded)


def _read(spec: Spec, bodies: Bodies, document: Document) -> Reading:
    source = document.source
    try:
        data = Path(spec.content, source).read_bytes()
        parts = fences.split(decode(data))
        html = bodies.marked(Body(source, document.body, ()))
    except (OSError, DecodingFault, ProblemsFound):
        return Reading(source, b"", Examined())
    manuscript = Manuscript(
        path=f"{spec.config.content}/{source}",
        document=document,
        text=parts.body,
        first_line=parts.body_line,
        html=html,
        languages=spec.config.all_languages,
        base_url=spec.config.base_url,
    )
    return Reading(source, fingerprint.of_bytes(data), examine(manuscript, trusted=spec.config.html == "trusted"))


def examine(manuscript: Manuscript, *, trusted: bool = False) -> Examined:
    return Examined(
        findings=tuple(_found(manuscript)),
        own_addresses=links.own_addresses(manuscript),
        length=len(manuscript.prose),
        files=tuple(dict.fromkeys(_FILE.findall(manuscript.text))) if trusted or "{" in manuscript.text else (),
    )


def _found(manuscript: Manuscript) -> Iterator[Finding]:
    for rule in OF_TEXTS:
        yield from rule(manuscript)
