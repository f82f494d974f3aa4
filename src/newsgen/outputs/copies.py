"""Files that are published beside pages: the theme's assets, `static/`, and what goes with articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from newsgen.errors import Problem
from newsgen.fingerprint import Digest
from newsgen.links import Published
from newsgen.output import FILE, Output
from newsgen.outputs.frame import Frame
from newsgen.permalink import nfc, output_path, variant
from newsgen.views import Copy, Picture


class Files(msgspec.Struct, frozen=True):
    """Files found on this machine: path below a folder, to absolute path and digest."""

    assets: Mapping[str, Copy]
    static: Mapping[str, Copy]
    content: Mapping[str, Copy]
    """Without those that could not be read."""
    made: Mapping[tuple[str, str], Mapping[str, Copy]] = {}
    """Other forms of pictures: by the name of a folder and the path below it, then by what tells one from another."""
    album: Mapping[str, Picture] = {}
    """Pictures by their href."""
    problems: tuple[Problem, ...] = ()
    """Of files that could not be read."""


class Copies(msgspec.Struct, frozen=True):
    frame: Frame
    files: Files
    name: str = FILE
    parts: tuple[str, ...] = ("bytes",)
    forms: set[str] = set()
    """Paths of forms that were planned: a picture that lies there in two formats may have some in common."""

    def outputs(self) -> Iterator[Output]:
        self.forms.clear()
        for path, copy in self.files.static.items():
            yield self._output(nfc(path), copy)
            yield from self._forms("static", path, f"/{nfc(path)}")
        for path, copy in self.files.assets.items():
            if path not in self.files.static:
                yield self._output(path, copy)
        catalogue = self.frame.catalogue
        for row in catalogue.articles.values():
            for entry in row:
                if entry.article.links or entry.article.image or self.frame.links.bundles.files:
                    yield from self._attachments(entry.article)
        for page in catalogue.pages:
            yield from self._attachments(page)

    def _attachments(self, document: Published) -> Iterator[Output]:
        for path, address in self.frame.links.resolve(document).attachments:  # type: ignore[arg-type]
            if (copy := self.files.content.get(path)) is not None:
                yield self._output(output_path(address), copy, document.source)
                yield from self._forms(self.frame.config.content, path, address, document.source)

    def _forms(self, folder: str, path: str, address: str, source: str = "") -> Iterator[Output]:
        for name, copy in self.files.made.get((folder, path), {}).items():
            path = output_path(variant(address, copy.digest, name))
            if path not in self.forms:
                self.forms.add(path)
                yield self._output(path, copy, source)

    def _output(self, path: str, copy: Copy, source: str = "") -> Output:
        digest: Digest = copy.digest
        return Output(path, self.name, "", (digest,), copy, source)

    def view(self, output: Output) -> Copy:
        copy = output.subject
        assert isinstance(copy, Copy)
        return copy
