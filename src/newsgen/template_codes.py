"""Compiled templates, kept from process to process as Python keeps its own modules.

Compiling newsgen's templates takes a fifth of a second, a third of a small site's build.
"""

from __future__ import annotations

import contextlib
import sys
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from newsgen import template_compiler
from newsgen.theme import default_folder


class Codes(FileSystemBytecodeCache):
    """By name and text, for all environments: each template is compiled once a process.

    Those of newsgen itself are also kept in files, where Python keeps what it makes of newsgen's modules and whenever
    it does. A site's own are not: what its templates say is nobody else's.
    """

    def __init__(self, compiled_by: Path) -> None:
        """`compiled_by` is the module that sets up the environment: when it changes, what was compiled is no good."""
        super().__init__(str(Path(cache_from_source(str(compiled_by))).parent), "template-%s.bin")
        makers = [compiled_by, Path(template_compiler.__file__)]
        self._maker = b"".join([jinja2.__version__.encode(), *(maker.read_bytes() for maker in makers)])
        self._own = f"{default_folder()}/"
        self._known: dict[tuple[str, str], Bucket] = {}
        self._kept: set[str] = set()
        """Keys of newsgen's own."""

    def get_source_checksum(self, source: str) -> str:
        return sha256(self._maker + source.encode()).hexdigest()

    def get_bucket(self, environment: jinja2.Environment, name: str, filename: str | None, source: str) -> Bucket:
        if filename is not None and Path(filename).as_posix().startswith(self._own):
            self._kept.add(self.get_cache_key(name, filename))
        return super().get_bucket(environment, name, filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.code = known.code
        elif bucket.key in self._kept:
            try:
                super().load_bytecode(bucket)
            except Exception:  # noqa: BLE001 - whatever a damaged file makes pickle and marshal raise
                bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket
        if bucket.key in self._kept and not sys.dont_write_bytecode:
            # A folder that may not be written, as where newsgen was installed for everybody, stays as it is.
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)
