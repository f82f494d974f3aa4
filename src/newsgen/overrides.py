"""Slips in a site's own templates that no page tells: it is passed over, and the page stays as it was."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator

from newsgen.errors import Problem, did_you_mean
from newsgen.template_references import references

_string = r"""["']([^"'\\]+)["']"""
_PASSED_OVER = re.compile(r"\{#.*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}", re.DOTALL)
_EXTENDS = re.compile(rf"\{{%[-+]?\s*extends\s+{_string}\s*[-+]?%\}}")
_BLOCK = re.compile(r"\{%[-+]?\s*(?:block\s+(\w+)|endblock)\b")
_ASSET = re.compile(rf"\basset\(\s*{_string}\s*\)")

Read = Callable[[str], str | None]
"""The text of a template by its name, as templates name each other; None where there is none."""


def slips(
    own: Iterable[str],
    newsgens: Collection[str],
    read: Read,
    used: Callable[[], Collection[str]],
    assets: Collection[str],
) -> Iterator[Problem]:
    """`own` are names of the site's templates and `newsgens` of newsgen's; `used` gives those that texts ask for.

    `assets` are all files of the site below `assets/`, by their path there.
    """
    texts = {name: _PASSED_OVER.sub(_blank, read(name) or "") for name in own}
    for name, text in texts.items():
        yield from _lost_blocks(name, text, read)
        yield from _missing_assets(name, text, assets)
    yield from _unused(texts, newsgens, used)


def _blank(passed_over: re.Match[str]) -> str:
    return "\n" * passed_over[0].count("\n")


def _lost_blocks(name: str, text: str, read: Read) -> Iterator[Problem]:
    """Blocks that no template has that this one extends. One within another block is shown with that."""
    above = _EXTENDS.search(text)
    if above is None:
        return
    known: set[str] = set()
    seen: set[str] = set()
    while above is not None and above[1] not in seen:
        seen.add(above[1])
        extended = read(above[1])
        if extended is None:
            return  # that is an error, which is told
        extended = _PASSED_OVER.sub("", extended)
        known.update(block for block in _BLOCK.findall(extended) if block)
        above = _EXTENDS.search(extended)
        if above is None and "extends" in extended and re.search(r"\{%[-+]?\s*extends\b", extended):
            return  # which one that is, is only known on rendering
    depth = 0
    for match in _BLOCK.finditer(text):
        if match[1] and depth == 0 and match[1] not in known:
            near = did_you_mean(match[1], sorted(known))
            yield _warning(
                name,
                text,
                match,
                f'no template that this one extends has a block "{match[1]}", so nothing shows it{near}',
                "write the name of a block that is there",
            )
        depth = depth + 1 if match[1] else max(0, depth - 1)


def _missing_assets(name: str, text: str, assets: Collection[str]) -> Iterator[Problem]:
    for match in _ASSET.finditer(text):
        file = match[1].partition("?")[0].partition("#")[0].lstrip("/")
        if file not in assets:
            near = did_you_mean(file, sorted(assets))
            message = f'asset "{match[1]}": there is no such file, so browsers get none{near}'
            yield _warning(name, text, match, message, f"put it at templates/assets/{file}")


def _unused(texts: dict[str, str], newsgens: Collection[str], used: Callable[[], Collection[str]]) -> Iterator[Problem]:
    """Templates that nothing names, and whose name is nearly one of newsgen's."""
    strange = {name for name in texts if name not in newsgens}
    if not strange:
        return
    named = {each for name, text in texts.items() for each in references(text) if each != name}
    if None in named:
        return
    for name in sorted(strange - named - {*used()}):
        if near := difflib.get_close_matches(name, sorted(newsgens), n=1, cutoff=0.85):
            message = f'nothing uses this template; did you mean "{near[0]}"?'
            yield Problem(f"templates/{name}", 0, message, f"name it {near[0]}, or take it out", severity="warning")


def _warning(name: str, text: str, match: re.Match[str], message: str, hint: str) -> Problem:
    line = 1 + text.count("\n", 0, match.start())
    return Problem(f"templates/{name}", line, message, hint, severity="warning")
