"""Pages at former addresses that lead to where a document is now."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsgen import fingerprint
from newsgen.links import Published
from newsgen.output import REDIRECT, Output
from newsgen.outputs.frame import Frame
from newsgen.outputs.terms import FormerTerm, former_terms
from newsgen.permalink import output_path
from newsgen.views import RedirectView


class Redirects(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = REDIRECT
    parts: tuple[str, ...] = ("target or headline",)

    def outputs(self) -> Iterator[Output]:
        catalogue = self.frame.catalogue
        documents: list[Published] = [entry.article for row in catalogue.articles.values() for entry in row]
        for document in (*documents, *catalogue.pages, *catalogue.retracted, *former_terms(self.frame)):
            for alias in document.aliases:
                key = fingerprint.of(document.address, document.title, document.lang, alias)
                yield Output(output_path(alias), self.name, "redirect.html", (key,), document, document.source)

    def view(self, output: Output) -> RedirectView:
        document: Published | FormerTerm = output.subject  # type: ignore[assignment]
        head = self.frame.head(document.address, document.lang, document.title, indexed=False)
        return RedirectView(head=head, target=self.frame.href(document.address))
