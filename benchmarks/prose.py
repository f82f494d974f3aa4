"""Bodies of articles in Markdown: what a newsroom writes, in invented words."""

from __future__ import annotations

from random import Random

import msgspec

from benchmarks.vocabulary import Vocabulary, between, pick

_JOINTS = (", ", ", ", ", and ", "; ", " – ", " because ")
_HOSTS = ("https://gazette.example/", "https://courts.example/cases/", "https://assembly.example/records/")


class Body(msgspec.Struct, frozen=True, gc=False):
    markdown: str
    """Links to other articles read `[…](article:0)`, `[…](article:1)`, to be filled in for each generator."""
    words: int


def link_marker(position: int) -> str:
    """What stands in a body for the address of the article's link of that position."""
    return f"(article:{position})"


def body(random: Random, vocabulary: Vocabulary, links: int) -> Body:
    """Three to seven hundred words, with as many links to other articles as asked."""
    target = between(random, 280, 660)
    blocks: list[str] = []
    words = 0
    notes = 0
    while words < target:
        text, count = _paragraph(random, vocabulary)
        if links:
            links -= 1
            text += f" See [{_capitalised(pick(random, vocabulary.clauses).text)}]{link_marker(links)}."
        kind = random.random()
        if kind < 0.14 and blocks:
            blocks.append(f"## {_capitalised(pick(random, vocabulary.clauses).text)}")
        elif kind < 0.22 and blocks:
            block, more = _list(random, vocabulary, "1." if kind < 0.16 else "-")
            blocks.append(block)
            words += more
        elif kind < 0.30:
            block, more = _paragraph(random, vocabulary)
            blocks.append("> " + block)
            words += more
        elif kind < 0.315:
            blocks.append(_table(random, vocabulary))
        elif kind < 0.335:
            notes += 1
            text += f"[^{notes}]"
            blocks.append(f"[^{notes}]: {_capitalised(pick(random, vocabulary.clauses).text)}.")
        blocks.append(text)
        words += count
    return Body("\n\n".join(blocks) + "\n", words)


def sentence(random: Random, vocabulary: Vocabulary, clauses: int) -> str:
    texts = [pick(random, vocabulary.clauses).text for _ in range(clauses)]
    return _capitalised(pick(random, _JOINTS).join(texts)) + "."


def _paragraph(random: Random, vocabulary: Vocabulary) -> tuple[str, int]:
    draw = random.random
    clauses = vocabulary.clauses
    total = len(clauses)
    sentences = []
    words = 0
    for _ in range(between(random, 3, 6)):
        parts = []
        for _ in range(between(random, 1, 3)):
            clause = clauses[int(draw() * total)]
            words += clause.words
            decoration = draw()
            if decoration > 0.05:
                parts.append(clause.text)
            elif decoration > 0.03:
                parts.append(f"*{clause.text}*")
            elif decoration > 0.02:
                parts.append(f"**{clause.text}**")
            else:
                parts.append(f"[{clause.text}]({pick(random, _HOSTS)}{pick(random, vocabulary.words)})")
        text = parts[0] if len(parts) == 1 else pick(random, _JOINTS).join(parts)
        sentences.append(_capitalised(text) + ".")
    if draw() < 0.12:
        sentences[-1] = f"“{sentences[-1]}”"
    return " ".join(sentences), words


def _list(random: Random, vocabulary: Vocabulary, bullet: str) -> tuple[str, int]:
    chosen = [pick(random, vocabulary.clauses) for _ in range(between(random, 3, 6))]
    return "\n".join(f"{bullet} {_capitalised(clause.text)}" for clause in chosen), sum(c.words for c in chosen)


def _table(random: Random, vocabulary: Vocabulary) -> str:
    rows = ["| Year | Place | Cases |", "|---|---|--:|"]
    for _ in range(between(random, 3, 6)):
        place = _capitalised(pick(random, vocabulary.words))
        rows.append(f"| {between(random, 1990, 2025)} | {place} | {between(random, 1, 900)} |")
    return "\n".join(rows)


def _capitalised(text: str) -> str:
    """As `str.capitalize`, but what follows the first letter keeps its case; marks of emphasis are passed over."""
    for position, letter in enumerate(text):
        if letter.isalpha():
            return text[:position] + letter.upper() + text[position + 1 :]
    return text
