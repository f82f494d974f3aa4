"""The list of all terms of a taxonomy and, where it is long, a page for each of its letters."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsgen import collation, fingerprint
from newsgen.catalogue import Listing
from newsgen.fingerprint import Digest
from newsgen.output import Output
from newsgen.outputs.frame import Frame
from newsgen.permalink import output_path, slug
from newsgen.template_functions import taxonomy_label
from newsgen.views import Count, Link, TaxonomyView

LONG = 200
"""A list of more terms than this has a page for each letter."""


def taxonomy_address(frame: Frame, lang: str, taxonomy: str) -> str:
    return f"{frame.prefix(lang)}{slug(taxonomy)}/"


def taxonomy_crumb(frame: Frame, lang: str, taxonomy: str) -> Link:
    return Link(taxonomy_name(frame, lang, taxonomy), frame.href(taxonomy_address(frame, lang, taxonomy)))


def taxonomy_name(frame: Frame, lang: str, taxonomy: str) -> str:
    """What the list of all its terms is called."""
    return taxonomy_label(frame.words_of(lang), taxonomy, plural=True)


class Letters(msgspec.Struct, frozen=True, gc=False):
    """Where a list of terms is, and what of it is shown."""

    lang: str
    taxonomy: str
    listings: list[Listing]
    """In no order."""
    letter: str = ""
    """The one letter, of a page of one."""

    @property
    def key(self) -> Digest:
        return fingerprint.of(self.taxonomy, [(listing.term.digest, len(listing.entries)) for listing in self.listings])


class Taxonomies(msgspec.Struct, frozen=True):
    """The list of all terms and, where it is long, its letters."""

    frame: Frame
    name: str = "taxonomy"
    parts: tuple[str, ...] = ("terms and their counts",)

    def outputs(self) -> Iterator[Output]:
        for (lang, taxonomy), listings in self.frame.catalogue.terms.items():
            every = Letters(lang, taxonomy, list(listings.values()))
            key = every.key
            if len(listings) > LONG:
                letters = by_letter(every)
                key = fingerprint.of(taxonomy, [(letter.letter, len(letter.listings)) for letter in letters])
                for letter in letters:
                    path = output_path(self._address(letter))
                    yield Output(path, self.name, "taxonomy.html", (letter.key,), letter)
            yield Output(output_path(self._address(every)), self.name, "taxonomy.html", (key,), every)

    def _address(self, shown: Letters) -> str:
        address = taxonomy_address(self.frame, shown.lang, shown.taxonomy)
        # No term is in its way: only years and months lie below a term's own address.
        return f"{address}letter/{letter_name(shown.letter)}/" if shown.letter else address

    def view(self, output: Output) -> TaxonomyView:
        shown = output.subject
        assert isinstance(shown, Letters)
        frame, lang, taxonomy = self.frame, shown.lang, shown.taxonomy
        title = taxonomy_name(frame, lang, taxonomy)
        long = len(shown.listings) > LONG and not shown.letter
        head = (
            frame.head(
                self._address(shown),
                lang,
                f"{title}: {shown.letter}",
                label=shown.letter,
                crumbs=[taxonomy_crumb(frame, lang, taxonomy)],
            )
            if shown.letter
            else frame.head(
                self._address(shown),
                lang,
                title,
                translations=[
                    (other, taxonomy_address(frame, other, taxonomy))
                    for other in frame.config.all_languages
                    if other != lang
                ],
            )
        )
        letters = by_letter(shown)
        return TaxonomyView(
            head=head,
            taxonomy=taxonomy,
            letters=() if long else tuple((each.letter, self._counts(each)) for each in letters),
            count=len(shown.listings),
            doors=tuple(Count(each.letter, frame.href(self._address(each)), len(each.listings)) for each in letters)
            if long
            else (),
            letter=shown.letter,
        )

    def _counts(self, shown: Letters) -> tuple[Count, ...]:
        return tuple(
            Count(listing.term.label, self.frame.href(listing.term.address), len(listing.entries))
            for listing in shown.listings
        )


def by_letter(shown: Letters) -> list[Letters]:
    """The terms under their first letters, both in the order of the language."""
    lang = shown.lang
    letters: dict[str, list[Listing]] = {}
    for listing in sorted(
        shown.listings, key=lambda listing: (collation.key(listing.term.label, lang), listing.term.slug)
    ):
        letters.setdefault(collation.letter(listing.term.label, lang), []).append(listing)
    # What is neither letter nor number is sorted by what follows it, and would come up again and again.
    return [Letters(lang, shown.taxonomy, some, letter) for letter, some in letters.items()]


def letter_name(letter: str) -> str:
    """A letter as the last part of an address: itself where that is plain, or else its number in Unicode."""
    if letter.isascii() and letter.isalpha():
        return letter.lower()
    return "0-9" if letter == "0–9" else "-".join(f"u{ord(sign):04x}" for sign in letter)
