"""What stands at addresses that were published once and that no page answers any more, as the register has them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsgen import fingerprint
from newsgen.catalogue import Entry
from newsgen.fingerprint import NOTHING
from newsgen.gate import Retracted
from newsgen.output import MOVED, MOVED_FILE, TOMBSTONE, Kind, Output
from newsgen.outputs.archives import Period, Periods
from newsgen.outputs.copies import Files
from newsgen.outputs.frame import Frame
from newsgen.outputs.terms import TermPeriod, TermPeriods, term_digest
from newsgen.permalink import folder_of, output_path
from newsgen.register import Forward, Remnant, Strayed, Succession, mark
from newsgen.views import Copy, DayView, GoneView, MonthView, RedirectView, TermYearView, YearView

_LEVELS = ("year", "month", "day")


def keepers(frame: Frame, files: Files, succession: Succession) -> tuple[Kind, ...]:
    return (
        Forwards(frame, succession.forwards),
        Tombstones(frame, succession.gone),
        Remnants(frame, succession.remnants),
        StrayedFiles(frame, files, succession.strayed),
    )


class Forwards(msgspec.Struct, frozen=True):
    frame: Frame
    forwards: tuple[Forward, ...]
    name: str = MOVED
    parts: tuple[str, ...] = ("target or headline",)

    def outputs(self) -> Iterator[Output]:
        for forward in self.forwards:
            key = fingerprint.of(forward.target, forward.title, forward.lang, forward.address)
            yield Output(output_path(forward.address), self.name, "redirect.html", (key,), forward, forward.source)

    def view(self, output: Output) -> RedirectView:
        forward = output.subject
        assert isinstance(forward, Forward)
        head = self.frame.head(forward.target, forward.lang, forward.title, indexed=False)
        return RedirectView(head=head, target=self.frame.href(forward.target))


class Tombstones(msgspec.Struct, frozen=True):
    """They say nothing of what stood there: only the address, which is known to whoever asks for it, remains."""

    frame: Frame
    addresses: tuple[str, ...]
    name: str = TOMBSTONE
    parts: tuple[str, ...] = ()

    def outputs(self) -> Iterator[Output]:
        for address in self.addresses:
            yield Output(output_path(address), self.name, "gone.html", (), address)

    def view(self, output: Output) -> GoneView:
        address = str(output.subject)
        config = self.frame.config
        first = address.strip("/").partition("/")[0]
        lang = first if first in config.all_languages else config.language
        return GoneView(head=self.frame.head(address, lang, self.frame.word(lang, "Withdrawn"), indexed=False))


class Remnants(msgspec.Struct, frozen=True):
    """Years, months and days, of the site or of a term: those of the site are empty; a year of a term, where all its
    articles stand on the term's own page, is not.
    """

    frame: Frame
    listings: tuple[Remnant, ...]
    name: str = "kept listing"
    parts: tuple[str, ...] = ("name of its term", "articles")

    def outputs(self) -> Iterator[Output]:
        for each in self.listings:
            template = "term_year.html" if each.term else f"{_LEVELS[each.level - 1]}.html"
            parts = term_digest(self.frame, each.term, self._entries(each)) if each.term else (NOTHING, NOTHING)
            yield Output(output_path(each.address), self.name, template, parts, each)

    def _entries(self, each: Remnant) -> list[Entry]:
        assert each.term is not None
        listing = self.frame.catalogue.terms[each.lang, each.term.taxonomy][each.term.slug]
        day = each.first.day
        entries = dict(listing.years_beyond(0)).get(day.year, [])
        return entries if each.level == 1 else [entry for entry in entries if entry.article.date.day.month == day.month]

    def view(self, output: Output) -> YearView | MonthView | DayView | TermYearView:
        each = output.subject
        assert isinstance(each, Remnant)
        if each.term:
            period = TermPeriod(each.term, each.first, monthly=each.level == 2, entries=self._entries(each))
            return TermPeriods(self.frame).view(msgspec.structs.replace(output, subject=period))
        empty = Period(each.lang, each.first, (), None, None, ())
        return Periods(self.frame, _LEVELS[each.level - 1], each.level).view(
            msgspec.structs.replace(output, subject=empty)
        )


class StrayedFiles(msgspec.Struct, frozen=True):
    """Files that moved with their article, or were renamed: once more where they were, for no page can stand there."""

    frame: Frame
    files: Files
    strayed: tuple[Strayed, ...]
    name: str = MOVED_FILE
    parts: tuple[str, ...] = ("bytes",)

    def outputs(self) -> Iterator[Output]:
        for each in self.strayed:
            if (copy := self._now(each)) is not None:
                yield Output(output_path(each.address), self.name, "", (copy.digest,), copy, each.source)

    def _now(self, strayed: Strayed) -> Copy | None:
        """The file of that name, or else of those bytes, among those that go with the document now."""
        document = self.frame.links.published[strayed.source]
        if isinstance(document, Retracted):
            return None
        folder = folder_of(document.address)
        by_bytes = None
        for path, address in self.frame.links.resolve(document).attachments:
            copy = self.files.content.get(path)
            if copy is not None and strayed.address.endswith(f"/{address.removeprefix(folder)}"):
                return copy
            if copy is not None and mark(copy.digest) == strayed.mark:
                by_bytes = copy
        return by_bytes

    def view(self, output: Output) -> Copy:
        copy = output.subject
        assert isinstance(copy, Copy)
        return copy
