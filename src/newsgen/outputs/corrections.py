"""Corrections and retractions of the whole site: a page for each year with some, and the way to all years.

The way stands at `/corrections/`. Where the site has an undated page of its own at that address, such as its policy on
corrections, that page shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsgen import fingerprint
from newsgen.amendments import Amendment
from newsgen.article import Article
from newsgen.gate import Retracted
from newsgen.output import Output
from newsgen.outputs.frame import Frame
from newsgen.permalink import CORRECTIONS, output_path
from newsgen.views import Corrected, CorrectionsView, Count, Link, Ref


class Year(msgspec.Struct, frozen=True, gc=False):
    """The corrections and retractions of a year in one language, newest first; 0 for the way to all years."""

    lang: str
    number: int
    made: tuple[Amendment, ...] = ()
    older: int = 0
    newer: int = 0


def corrections_address(frame: Frame, lang: str, year: int = 0) -> str:
    return f"{frame.prefix(lang)}{CORRECTIONS}/" + (f"{year:04d}/" if year else "")


def years_of(frame: Frame, lang: str) -> dict[int, list[Amendment]]:
    """None in a site that has another use for the address."""
    return {} if CORRECTIONS in frame.config.taxonomies else frame.catalogue.amendments[lang]


def correction_years(frame: Frame, lang: str) -> tuple[Count, ...]:
    """The years with their numbers of corrections, newest first."""
    return tuple(
        Count(f"{year}", frame.href(corrections_address(frame, lang, year)), len(made))
        for year, made in years_of(frame, lang).items()
    )


def latest_year_url(frame: Frame, document: Article | Retracted) -> str:
    """Where an article's latest correction, or its retraction, stands among those of the site; empty without one."""
    if isinstance(document, Retracted):
        latest = (document.retraction.date or document.date).day.year
    else:
        latest = max((correction.date.day.year for correction in document.corrections), default=0)
    if not latest or not years_of(frame, document.lang):
        return ""
    return frame.href(corrections_address(frame, document.lang, latest))


class Corrections(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = "corrections"
    parts: tuple[str, ...] = ("corrections", "other years or languages")

    def outputs(self) -> Iterator[Output]:
        frame = self.frame
        taken = {page.address for page in frame.catalogue.pages}
        for lang in frame.catalogue.amendments:
            years = years_of(frame, lang)
            if years and corrections_address(frame, lang) not in taken:
                parts = (fingerprint.of(correction_years(frame, lang)), fingerprint.of(self._languages(lang)))
                path = output_path(corrections_address(frame, lang))
                yield Output(path, self.name, "corrections.html", parts, Year(lang, 0))
            numbers = list(years)
            for place, number in enumerate(numbers):
                year = Year(
                    lang,
                    number,
                    tuple(years[number]),
                    older=numbers[place + 1] if place + 1 < len(numbers) else 0,
                    newer=numbers[place - 1] if place else 0,
                )
                parts = (
                    fingerprint.of(year.made),
                    fingerprint.of(year.older, year.newer, self._languages(lang, number)),
                )
                path = output_path(corrections_address(frame, lang, number))
                yield Output(path, self.name, "corrections.html", parts, year)

    def _languages(self, lang: str, year: int = 0) -> list[str]:
        """Other languages in which there is the same page."""
        others = [(other, years_of(self.frame, other)) for other in self.frame.catalogue.amendments if other != lang]
        return [other for other, years in others if (year in years if year else years)]

    def view(self, output: Output) -> CorrectionsView:
        year = output.subject
        assert isinstance(year, Year)
        frame, lang = self.frame, year.lang
        word = frame.word(lang, "Corrections")
        others = [
            (other, corrections_address(frame, other, year.number)) for other in self._languages(lang, year.number)
        ]
        address = corrections_address(frame, lang, year.number)
        if not year.number:
            head = frame.head(address, lang, word, translations=others)
            return CorrectionsView(head=head, years=correction_years(frame, lang))
        return CorrectionsView(
            head=frame.head(
                address,
                lang,
                f"{word} · {year.number}",
                label=f"{year.number}",
                crumbs=[Link(word, frame.href(corrections_address(frame, lang)))],
                translations=others,
            ),
            years=(),
            corrections=tuple(
                Corrected(
                    each.date, each.text, Ref(each.title, frame.href(each.address), each.published), each.retracted
                )
                for each in year.made
            ),
            year=year.number,
            older=self._step(lang, year.older),
            newer=self._step(lang, year.newer),
        )

    def _step(self, lang: str, year: int) -> Link | None:
        return Link(f"{year}", self.frame.href(corrections_address(self.frame, lang, year))) if year else None
