"""What was left behind: other systems' code, Markdown that failed, placeholders, spoilt letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding, shortened
from newsgen.checks.manuscript import Manuscript

_KRAMDOWN = re.compile(r"\{:\s*(?:[.#][\w-]|[\w-]+=|toc\b)[^{}\n]*\}")
_SHORTCODE = re.compile(
    r"\[/(?:audio|caption|column|embed|gallery|playlist|quote|video)\]|\[(?:embed|gallery|playlist|soundcloud|youtube)\]"
    r"|\[/?(?:contact-form(?:-7)?|ngg\w*|su_\w+|vc_\w+|wp_\w+)\b[^\]\n]*\]"
    r"|\[(?:audio|blockquote|button|caption|column|embed|gallery|playlist|quote|soundcloud|tweet|video|vimeo|youtube)"
    r"(?:\s+[\w-]+\s*=[^\]\n]*|\s+https?://[^\]\n]*)\]"
)
_FAILED = re.compile(
    r"\]\((?:https?://|/|\.\./)\S*\)?"  # a link whose brackets do not match
    r"|\][ ]\((?:https?://|www\.|/(?=\w)|\#(?=[a-z]))[^\s()]+(?:[ ][\"“”„«][^()\n]*)?\)"  # a space between its parts
    r"|\][ ]\([^\s()]+\.(?:avif|gif|html?|jpe?g|md|mp[34]|pdf|png|webp)(?:\#[\w-]+)?(?:[ ][\"“”„«][^()\n]*)?\)"
    r"|\([^()\n]{2,80}\)\[https?://[^\s\]]+\]"  # its brackets exchanged
    r"|(?<![\w*])\*\*(?=[^\W\d_])[^*\n]{2,80}(?:\*\*)?"  # bold that does not end, or ends in a space
)
_HEADING = re.compile(r"<p>(#{2,6}[^\W\d_][^<\n]{2,80})")
"""A heading without a space behind its signs, which becomes a paragraph."""
_PLACEHOLDER = re.compile(
    r"(?i:\blorem ipsum dolor\b)|\bTKT?K\b|\[(?:TBD|TBC|TODO|XX+)\]|^[ \t]*TODO:"
    r"|\[(?:вставить|дополнить|уточнить|ссылка|имя|дата)\]",
    re.MULTILINE,
)
_PLACEHOLDER_SIGNS = ("TK", "TODO", "psum", "PSUM", "[")
"""What a text holds in which the expression is worth a search, which takes fifty times as long."""

_CP1252 = "\u0080-\u009f\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_GARBLED = re.compile(
    "[^\\s\ufffd]{0,20}\ufffd[^\\s\ufffd]{0,20}"
    f"|\\w{{0,20}}Ã[\u0080-\u009f\u00a1-\u00bf€ƒ„…†‡ˆ‰Š‹Œ•˜™š›œžŸ]\\w{{0,20}}|â€[{_CP1252}]|(?:[ÐÑ][{_CP1252}]){{2,}}|Â[\u00a1-\u00bf]"
)
_MOJIBAKE_SIGNS = ("\ufffd", "Ã", "â€", "Ð", "Ñ", "Â")


def leftover_code(manuscript: Manuscript) -> Iterator[Finding]:
    """What the build itself does not know: attributes of kramdown, further shortcodes. The first of each."""
    if "{:" in manuscript.prose and (match := _KRAMDOWN.search(manuscript.prose)):
        yield _left(manuscript, "an attribute list of kramdown", match[0])
    if "[" in manuscript.prose and (match := _SHORTCODE.search(manuscript.prose)):
        yield _left(manuscript, "a shortcode of WordPress", match[0])


def _left(manuscript: Manuscript, what: str, code: str) -> Finding:
    message = f"{what}, {shortened(code, 40)}, is shown as it is"
    hint = "write in its place what it stands for, in Markdown or HTML"
    return finding("leftover-code", manuscript.path, manuscript.line(code, code[:8]), message, hint)


def raw_markdown(manuscript: Manuscript) -> Iterator[Finding]:
    """One for a document: the first slip often is the cause of the others."""
    prose = manuscript.prose
    found: list[str] = []
    if "](" in prose or "] (" in prose or ")[" in prose or "**" in prose:
        found = [match[0].strip() for match in _FAILED.finditer(prose)]
    if "<p>##" in manuscript.html:
        found += [match[1].strip() for match in _HEADING.finditer(manuscript.html)]
    if found:
        first, more = found[0], f" and {len(found) - 1} more" if len(found) > 1 else ""
        line = manuscript.line(first, first[:16], first[:4])
        message = f'"{shortened(first)}"{more}: Markdown that is shown as it is'
        yield finding("raw-markdown", manuscript.path, line, message, _cure(first))


def _cure(shown: str) -> str:
    if shown.startswith("**"):
        return "close it with ** right behind the last word"
    if shown.startswith("#"):
        return "put a space behind the #"
    return "write a link as [words](address), without a space between the brackets"


def placeholder(manuscript: Manuscript) -> Iterator[Finding]:
    if not any(sign in manuscript.prose for sign in _PLACEHOLDER_SIGNS):
        return
    for match in _PLACEHOLDER.finditer(manuscript.prose):
        message = f'"{match[0].strip()}" stands where something was to be written'
        yield finding("placeholder", manuscript.path, manuscript.line(match[0]), message, "write it, or take it out")


def garbled_text(manuscript: Manuscript) -> Iterator[Finding]:
    first, count = garbled(manuscript.prose)
    if first:
        yield _spoilt(manuscript.path, manuscript.line(first, first[:4]), first, count)


def garbled_headline(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        for said in (document.title, document.summary):
            first, count = garbled(said)
            if first:
                line = document.title_line if said is document.title else 0
                yield _spoilt(archive.path(document.source), line, first, count, sought="" if line else said[:40])


def garbled(text: str) -> tuple[str, int]:
    """The first word of a text that is spoilt, and how many there are."""
    if text.isascii() or not any(sign in text for sign in _MOJIBAKE_SIGNS):
        return "", 0
    found = _GARBLED.findall(text)
    return (found[0], len(found)) if found else ("", 0)


def _spoilt(path: str, line: int, first: str, count: int, sought: str = "") -> Finding:
    more = f", and {count - 1} more" if count > 1 else ""
    message = f'"{shortened(first, 30)}"{more}: these letters were spoilt when the text was converted'
    hint = "write them again, or take them from the original"
    return finding("garbled-text", path, line, message, hint, sought=sought)
