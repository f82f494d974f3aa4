"""Which functions find what, by the names of `rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from newsgen import unread
from newsgen.checks import (
    addresses,
    dates,
    headlines,
    language,
    leftovers,
    links,
    misplaced,
    pictures,
    sections,
    structure,
    terms,
)
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding
from newsgen.checks.manuscript import Manuscript
from newsgen.rules import BUILD_WARNING

OfText = Callable[[Manuscript], Iterator[Finding]]
OfArchive = Callable[[Archive], Iterator[Finding]]

OF_TEXTS: tuple[OfText, ...] = (
    links.weak_link_text,
    links.empty_link,
    links.dead_anchor,
    addresses.lost_address,
    pictures.poor_alt,
    structure.empty_text,
    structure.accidental_heading,
    structure.skipped_heading,
    structure.empty_heading,
    misplaced.key_in_text,
    leftovers.leftover_code,
    leftovers.raw_markdown,
    leftovers.placeholder,
    leftovers.garbled_text,
    language.wrong_language,
    language.mixed_letters,
)

OF_ARCHIVE: tuple[OfArchive, ...] = (
    links.addresses,
    pictures.poor_alt_of_image,
    pictures.unused_image,
    headlines.long_headline,
    headlines.duplicate_headline,
    headlines.headline_capitals,
    headlines.headline_markup,
    headlines.missing_summary,
    headlines.summary_markup,
    headlines.long_summary,
    headlines.repeated_summary,
    dates.early_date,
    dates.distant_date,
    dates.dates_out_of_order,
    dates.file_name_date,
    dates.old_draft,
    sections.misspelt_section,
    sections.empty_section,
    terms.similar_terms,
    terms.term_spelling,
    structure.duplicate_text,
    leftovers.garbled_headline,
    language.mixed_letters_of_headline,
)

OF_BUILD: Mapping[str, str] = MappingProxyType(
    {
        "links that lead nowhere": "dead-link",
        "links to a part that is not there": "dead-anchor",
        "links to what is not public": "unpublished-link",
        "pictures without alternative text": "missing-alt",
        "template code in links": "leftover-code",
        "a shortcode of Hugo in text": "leftover-code",
        "a value of a template in text": "leftover-code",
        "a tag of a template in text": "leftover-code",
        "a shortcode of WordPress in text": "leftover-code",
    }
)
"""Causes of the build's warnings, and the rules that they belong to."""


def rule_of_warning(cause: str) -> str:
    if cause.startswith(unread.CAUSE):
        return "unread-text"
    return "unknown-key" if cause.startswith("unknown key ") else OF_BUILD.get(cause, BUILD_WARNING)
