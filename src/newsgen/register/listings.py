"""What remains of pages that list articles: years and months, terms, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import msgspec

from newsgen import dates, permalink
from newsgen.article import Moment
from newsgen.catalogue import Catalogue, Term, term_address
from newsgen.permalink import collision_key, output_path


class Forward(msgspec.Struct, frozen=True, gc=False):
    """An address that leads to another one."""

    address: str
    target: str
    """An address of the site."""
    lang: str
    title: str
    source: str = ""


class Remnant(msgspec.Struct, frozen=True, gc=False):
    """A page of the archive that nothing asks for any more, because its last article went or because the page of its
    term lists all of them: its address stays, with what there is to list.
    """

    address: str
    lang: str
    first: Moment
    level: int
    """1 for a year, 2 for a month, 3 for a day."""
    term: Term | None = None


class Listings:
    """Finds what stands in the place of a listing. `answered` are the collision keys of all planned paths."""

    def __init__(self, catalogue: Catalogue, answered: Collection[str]) -> None:
        self.catalogue = catalogue
        self.config = catalogue.config
        self.answered = answered
        self.taxonomies = {permalink.slug(taxonomy): taxonomy for taxonomy in self.config.taxonomies}

    def remains(self, address: str) -> Remnant | Forward | None:
        """None where what it listed went with it."""
        lang, steps, prefixed = self._apart(address)
        if lang == self.config.language and prefixed:
            # The language was not the site's own one, which has no prefix.
            return self._forward(address, lang, steps)
        if self._is_elsewhere(lang, steps) and (forward := self._forward(address, lang, steps)) is not None:
            return forward
        left = self._left(address, lang, steps)
        if left is None and not prefixed:
            # It may have been of a language that is not the site's own one any more.
            others = (self._forward(address, each, steps) for each in self.config.all_languages if each != lang)
            return next(filter(None, others), None)
        return left

    def _apart(self, address: str) -> tuple[str, list[str], bool]:
        """The language and the steps below it, and whether the language is among them."""
        steps = [step for step in address.split("/") if step]
        if steps and steps[0] in self.config.all_languages and steps[0] not in self.taxonomies:
            return steps[0], steps[1:], True
        return self.config.language, steps, False

    def _is_elsewhere(self, lang: str, steps: list[str]) -> bool:
        """Whether it can only be found by another address: by the id of a term, or by the list that it was part of."""
        if self._is_letter(lang, steps) or (len(steps) == 2 and self._is_of_corrections(steps)):
            return True
        taxonomy = self.taxonomies.get(steps[0]) if len(steps) > 1 else None
        return taxonomy is not None and self.catalogue.glossary.id_of(taxonomy, steps[1]) != steps[1]

    def _forward(self, address: str, lang: str, steps: list[str]) -> Forward | None:
        """To where that which the steps name in a language is now."""
        title = self.config.in_language(lang).title
        prefix = permalink.language_prefix(self.config, lang)
        places = [prefix + "".join(f"{step}/" for step in steps)]
        if self._is_letter(lang, steps) or self._is_of_corrections(steps):
            places.append(f"{prefix}{steps[0]}/")
        elif len(steps) > 1 and steps[0] in self.taxonomies:
            term = self._term(lang, steps)
            if term is None:
                return None
            title = term.label
            tails = ["".join(f"{step}/" for step in steps[2:end]) for end in range(len(steps), 1, -1)]
            places = [f"{term.address}{tail}" for tail in tails]
        for place in places:
            if place != address and collision_key(output_path(place)) in self.answered:
                return Forward(address, place, lang, title)
        return None

    def _is_letter(self, lang: str, steps: list[str]) -> bool:
        """Whether it is a page of a list of terms that was longer once; a term of that name has years."""
        return (
            len(steps) == 3
            and steps[0] in self.taxonomies
            and steps[1] == "letter"
            and not (steps[2].isdecimal() and self._term(lang, steps) is not None)
        )

    def _is_of_corrections(self, steps: list[str]) -> bool:
        return steps[:1] == [permalink.CORRECTIONS] and permalink.CORRECTIONS not in self.taxonomies

    def _term(self, lang: str, steps: list[str]) -> Term | None:
        taxonomy = self.taxonomies.get(steps[0])
        if taxonomy is None:
            return None
        slug = self.catalogue.glossary.id_of(taxonomy, steps[1])
        listing = self.catalogue.terms.get((lang, taxonomy), {}).get(slug)
        return listing.term if listing is not None else None

    def _left(self, address: str, lang: str, steps: list[str]) -> Remnant | Forward | None:
        """Of a year, month or day, of the site or of a term that is still there."""
        term = None
        if steps and not steps[0].isdigit():
            term = self._term(lang, steps) if len(steps) > 1 else None
            if term is None or term.address != term_address(self.config, lang, term.taxonomy, steps[1]):
                return None
            steps = steps[2:]
        if not 1 <= len(steps) <= 3 or not all(step.isdecimal() and step.isascii() for step in steps):
            return None
        try:
            year, month, day = [*map(int, steps), 1, 1][:3]
            first = Moment(dt.date(year, month, day))
        except ValueError:
            return None
        # What pages are no longer split into leads to the page that lists it now.
        split = self.config.days if term is None else self.config.taxonomies[term.taxonomy].archive == "month"
        if len(steps) == (3 if term is None else 2) and not split:
            target = address.removesuffix(f"{steps[-1]}/")
            title = dates.month_heading(first, lang) if term is None else term.label
            return Forward(address, target, lang, title)
        if term is not None and len(steps) == 3:
            return None
        return Remnant(address, lang, first, len(steps), term)
