"""robots.txt: everything may be read, and where the sitemaps are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from newsgen.output import Output
from newsgen.outputs.copies import Files
from newsgen.outputs.frame import Frame
from newsgen.outputs.sitemaps import INDEX
from newsgen.views import RobotsView

PATH = "robots.txt"


class Robots(msgspec.Struct, frozen=True):
    """Robots look for it at the root of a host alone; one in `static/` is the site's own."""

    frame: Frame
    files: Files
    name: ClassVar[str] = "robots"
    parts: ClassVar[tuple[str, ...]] = ()

    def outputs(self) -> Iterator[Output]:
        if self.frame.config.root == "/" and PATH not in self.files.static:
            yield Output(PATH, self.name, PATH, (), None)

    def view(self, output: Output) -> RobotsView:
        frame = self.frame
        return RobotsView(
            head=frame.head(f"/{output.path}", frame.config.language, output.path), sitemap=frame.canonical(INDEX)
        )
