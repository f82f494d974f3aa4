"""Tags, authors and other terms that were probably meant to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from newsgen import permalink
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding
from newsgen.checks.plurals import singular

_RARE = 3
"""Articles that a misspelt term has at most."""
_MORE = 5
"""How many times as many a well spelt one has at least."""


class Used(msgspec.Struct, frozen=True):
    """A term, as the articles of one language call it."""

    slug: str
    labels: dict[str, list[str]]
    """Each spelling, and the sources that have it, oldest first."""

    @property
    def count(self) -> int:
        return sum(map(len, self.labels.values()))

    @property
    def sources(self) -> list[str]:
        return [source for sources in self.labels.values() for source in sources]

    @property
    def label(self) -> str:
        """The spelling that most have."""
        return max(self.labels, key=lambda label: len(self.labels[label]))


Terms = Mapping[tuple[str, str], Mapping[str, Used]]
"""By language and taxonomy, then slug."""


def used(archive: Archive) -> Terms:
    terms: dict[tuple[str, str], dict[str, Used]] = defaultdict(dict)
    slugs: dict[tuple[str, str], str] = {}
    for article in archive.articles:
        for taxonomy, labels in article.terms:
            for label in labels:
                slug = slugs.get((taxonomy, label))
                if slug is None:
                    slug = slugs[taxonomy, label] = archive.glossary.id_of(taxonomy, permalink.slug(label))
                rows = terms[article.lang, taxonomy]
                if slug not in rows:
                    rows[slug] = Used(slug, {})
                rows[slug].labels.setdefault(label, []).append(article.source)
    return terms


def term_spelling(archive: Archive) -> Iterator[Finding]:
    for (_, taxonomy), terms in used(archive).items():
        for slug, term in terms.items():
            if len(term.labels) < 2 or (taxonomy, slug) in archive.glossary.terms:
                continue
            common = term.label
            for label, sources in term.labels.items():
                if label != common:
                    message = (
                        f'{_name(taxonomy)} "{label}", {_articles(len(sources))}, is written "{common}" in '
                        f"{_articles(len(term.labels[common]))}"
                    )
                    hint = f"write {common}"
                    yield _of_term("term-spelling", archive, (sources, term.labels[common]), label, message, hint)


def similar_terms(archive: Archive) -> Iterator[Finding]:
    for (lang, taxonomy), terms in used(archive).items():
        counts = {slug: term.count for slug, term in terms.items() if slug}
        pairs = {} if taxonomy == "authors" else dict(_plurals(counts, lang))
        for rare, common in _misspelt(counts, strict=taxonomy == "authors"):
            pairs.setdefault(rare, common)
        masthead = archive.config.sections_of(lang) if taxonomy == "section" else ()
        for rare, common in pairs.items():
            if terms[common].label in masthead:
                continue  # that is told by a rule of its own
            if (taxonomy, rare) in archive.glossary.terms and (taxonomy, common) in archive.glossary.terms:
                continue
            one, other = terms[rare], terms[common]
            message = (
                f'{_name(taxonomy)} "{one.label}", {_articles(one.count)}, is nearly "{other.label}", '
                f"{_articles(other.count)}"
            )
            hint = f"write {other.label}, or join the two in {archive.config.content}/terms.yaml"
            yield _of_term("similar-terms", archive, (one.sources, other.sources), one.label, message, hint)


def _plurals(counts: Mapping[str, int], lang: str) -> Iterator[tuple[str, str]]:
    """Singulars and plurals that both exist: the one with fewer articles, and the other."""
    found: dict[str, list[str]] = defaultdict(list)
    for slug in counts:
        found["-".join(singular(word, lang) for word in slug.split("-"))].append(slug)
    for slugs in found.values():
        *rarer, common = sorted(slugs, key=lambda slug: (counts[slug], slug))
        for rare in rarer:
            yield rare, common


def _misspelt(counts: Mapping[str, int], *, strict: bool) -> Iterator[tuple[str, str]]:
    """Rare slugs that one slip of a finger makes of a frequent one; `strict` for names of people."""
    shorter: dict[str, list[str]] = defaultdict(list)
    for slug in counts:
        for shape in _without_one(slug):
            shorter[shape].append(slug)
    for rare, count in counts.items():
        if count > _RARE:
            continue
        near = {other for shape in _without_one(rare) for other in shorter[shape]}
        meant = [
            other
            for other in near
            if counts[other] >= _MORE * count and _one_slip(rare, other) and not (strict and _ends_differ(rare, other))
        ]
        if meant:
            yield rare, max(meant, key=lambda other: (counts[other], other))


def _without_one(slug: str) -> set[str]:
    return {slug, *(slug[:i] + slug[i + 1 :] for i in range(1, len(slug)))}


def _ends_differ(one: str, other: str) -> bool:
    """Whether it is the end of a word that differs, as a woman's name may from a man's."""
    return any(
        first != second and (first.startswith(second) or second.startswith(first) or first[:-1] == second[:-1])
        for first, second in zip(one.split("-"), other.split("-"), strict=False)
    )


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less, another or exchanged with the next, in a word long enough for that to be no chance.

    The first letter makes another word more often than a slip; a digit makes another thing.
    """
    if one[0] != other[0] or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    if any(char.isdigit() for char in (*rest[:2], *other_rest[:2])):
        return False
    length = min(len(one), len(other))
    if len(one) == len(other):
        if rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]:
            return length >= 6
        return rest[1:] == other_rest[1:] and length >= 8
    longer, less = (rest, other_rest) if len(one) > len(other) else (other_rest, rest)
    return longer[1:] == less and length >= 7


def _of_term(
    rule: str, archive: Archive, uses: tuple[list[str], list[str]], label: str, message: str, hint: str
) -> Finding:
    """`uses` are the sources of the term, and of the one that was probably meant."""
    here, meant = ([source for source in sources if not archive.is_held(source)] for sources in uses)
    source = (here or uses[0])[0]
    line = archive.by_source[source].title_line
    private = not (here and meant)
    return finding(rule, archive.path(source), line, message, hint, sought=label, private=private)


def _name(taxonomy: str) -> str:
    return {"tags": "tag", "authors": "author"}.get(taxonomy, taxonomy)


def _articles(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"
