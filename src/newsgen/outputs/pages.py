"""Undated pages, and the page for addresses that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsgen import dates, fingerprint
from newsgen.article import Page
from newsgen.fingerprint import NOTHING
from newsgen.output import Output
from newsgen.outputs.articles import translations_digest
from newsgen.outputs.corrections import correction_years, corrections_address
from newsgen.outputs.frame import Frame
from newsgen.permalink import output_path
from newsgen.views import Count, Elsewhere, Link, NotFoundView, PageView


class Pages(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = "page"
    parts: tuple[str, ...] = ("text or front matter", "translations", "links", "standing", "corrections", "pictures")

    def outputs(self) -> Iterator[Output]:
        catalogue = self.frame.catalogue
        for page in catalogue.pages:
            resolved = self.frame.links.resolve(page)
            yield Output(
                path=output_path(page.address),
                kind=self.name,
                template=page.template or "page.html",
                parts=(
                    page.digest,
                    translations_digest(self.frame, page),
                    fingerprint.of(resolved.hrefs),
                    fingerprint.of(catalogue.shown[page.source]) if page.source in catalogue.shown else NOTHING,
                    fingerprint.of(corrections) if (corrections := self._corrections(page)) else NOTHING,
                    self.frame.pictures_digest(page, resolved),
                ),
                subject=page,
                source=page.source,
            )

    def _corrections(self, page: Page) -> tuple[Count, ...]:
        """The way to the corrections of each year, on the page that has the address for it."""
        if page.address != corrections_address(self.frame, page.lang):
            return ()
        return correction_years(self.frame, page.lang)

    def view(self, output: Output) -> PageView:
        page = output.subject
        assert isinstance(page, Page)
        frame = self.frame
        return PageView(
            head=frame.head(
                page.address,
                page.lang,
                page.title,
                description=page.summary,
                translations=[(other.lang, other.address) for other in frame.catalogue.translations_of(page)],
            ),
            title=page.title,
            body=frame.body(page, frame.links.resolve(page)),
            updated=page.updated,
            summary=page.summary,
            extra=page.extra,
            corrections=self._corrections(page),
            held=frame.catalogue.shown.get(page.source, ""),
        )


class NotFound(msgspec.Struct, frozen=True):
    """One for the whole site: hosts serve it for any address, so it speaks all of the site's languages."""

    frame: Frame
    name: str = "not found"
    parts: tuple[str, ...] = ()

    def outputs(self) -> Iterator[Output]:
        yield Output("404.html", self.name, "not_found.html", (), None)

    def view(self, output: Output) -> NotFoundView:
        frame = self.frame
        lang = frame.config.language
        title = frame.word(lang, "Page not found")
        others = [other for other in frame.config.all_languages if other != lang]
        return NotFoundView(
            head=frame.head("/" + output.path, lang, title, indexed=False),
            languages=tuple([self._elsewhere(other) for other in others]),
        )

    def _elsewhere(self, lang: str) -> Elsewhere:
        frame = self.frame
        return Elsewhere(
            lang=lang,
            direction=dates.direction(lang),
            title=frame.word(lang, "Page not found"),
            text=frame.word(lang, "There is nothing at this address. The archive may have what you are looking for."),
            ways=(frame.home(lang), Link(frame.word(lang, "Archive"), frame.href(f"{frame.prefix(lang)}archive/"))),
        )
