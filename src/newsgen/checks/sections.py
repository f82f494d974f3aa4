"""Sections of articles and those that the masthead names: the two lists that have to fit each other."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from newsgen import permalink
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding
from newsgen.checks.terms import Used, used
from newsgen.config import FILE_NAME

_FEW = 3
"""Articles that a misspelt section has at most, however few the right one has."""
_ENOUGH = 10
"""Articles in a language from which on a section without any is no beginning any more."""


def misspelt_section(archive: Archive) -> Iterator[Finding]:
    known = {lang: _configured(archive, lang) for lang in archive.config.all_languages}
    for (lang, taxonomy), terms in used(archive).items():
        configured = known.get(lang, {}) if taxonomy == "section" else {}
        for slug, term in terms.items() if configured else ():
            near = "" if slug in configured else nearest(term.label, configured.values())
            if not near:
                continue
            meant = terms.get(_slug(archive, near))
            if term.count > max(_FEW, meant.count if meant else 0):
                continue
            for label, sources in term.labels.items():
                for source in sources:
                    yield finding(
                        "misspelt-section",
                        archive.path(source),
                        archive.by_source[source].title_line,
                        f'section "{label}" is nearly "{near}", which the masthead names',
                        f"write: section: {near}; or add {label} to sections in newsgen.yaml",
                        sought=label,
                    )


def empty_section(archive: Archive) -> Iterator[Finding]:
    by_language: dict[str, Mapping[str, Used]] = {
        lang: terms for (lang, taxonomy), terms in used(archive).items() if taxonomy == "section"
    }
    counts = dict.fromkeys(archive.config.all_languages, 0)
    for article in archive.articles:
        counts[article.lang] = counts.get(article.lang, 0) + 1
    for lang in archive.config.all_languages:
        terms, configured = by_language.get(lang, {}), _configured(archive, lang)
        for slug, label in configured.items():
            if slug in terms:
                continue
            others = [term.label for each, term in terms.items() if each not in configured]
            near = nearest(label, others)
            listed = "," in label and len(configured) == 1
            if not (near or listed or counts[lang] >= _ENOUGH):
                continue
            message = f'sections: no article is in "{label}"'
            hint = f"did you mean {near}?" if near else "mend its name, take it out, or give it an article"
            if listed:
                hint = f"if these are several, write: sections: [{label}]"
            yield finding("empty-section", FILE_NAME, 0, message, hint, sought=label)


def nearest(label: str, known: Collection[str]) -> str:
    """The section that was probably meant by a label that is none; empty where that is another."""
    if any(char.isdigit() for char in label):
        return ""
    folded = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(label.casefold(), folded, n=1, cutoff=0.75)
    return folded[near[0]] if near else ""


def _configured(archive: Archive, lang: str) -> dict[str, str]:
    """The masthead's sections by their slug."""
    return {_slug(archive, label): label for label in archive.config.sections_of(lang)}


def _slug(archive: Archive, label: str) -> str:
    return archive.glossary.id_of("section", permalink.slug(label))
