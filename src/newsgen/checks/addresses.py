"""Addresses in a text that lead nobody anywhere, and of which the page shows no trace: they are dropped from it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from html import escape

from newsgen.checks.finding import Finding, finding, shortened
from newsgen.checks.manuscript import Manuscript
from newsgen.nearby import on_this_computer
from newsgen.sanitize import SCHEMES

_URL = r"""[A-Za-z][A-Za-z0-9+.-]*:[^\s)>"']*"""
_FORMS = (
    # A path of Windows with spaces does not even become a link.
    ("](", re.compile(r"\]\([ \t]*+<?([A-Za-z]:[\\/][^)>\n]*|\\\\[^)>\n]*|" + _URL + ")")),
    ("]:", re.compile(r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?(" + _URL + ")", re.MULTILINE)),
    ("=", re.compile(r"""\b(?:src|href)\s*=\s*["']?(""" + _URL + ")")),
)
"""How addresses are written, each behind a sign without which it is not looked for."""
_THIS_HOST = re.compile(r"https?://(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])(?![\w.-])", re.IGNORECASE)
_BROKEN = re.compile(r"(https?):(?:/?(?!/)|//(?=https?:))", re.IGNORECASE)
"""One slash or none behind the colon, or the beginning twice."""


def lost_address(manuscript: Manuscript) -> Iterator[Finding]:
    for line, address in _addresses(manuscript):
        if name := on_this_computer(address):
            yield _local(manuscript, line, address, f"put the file beside the article and write {name}")
        elif _THIS_HOST.match(address):
            hint = "write the address at which readers find it, or take the link out"
            yield _local(manuscript, line, address, hint)
        else:
            yield from _broken(manuscript, line, address)


def _local(manuscript: Manuscript, line: int, address: str, hint: str) -> Finding:
    message = f'"{shortened(address)}": this address is on your computer, where no reader can follow it'
    return finding("local-address", manuscript.path, line, message, hint)


def _broken(manuscript: Manuscript, line: int, address: str) -> Iterator[Finding]:
    scheme, _, rest = address.partition(":")
    if broken := _BROKEN.match(address):
        message = f'"{shortened(address)}" does not begin as an address does'
        whole = address[broken.end() :]
        hint = f"write {whole if whole.lower().startswith('http') else f'{broken[1].lower()}://{whole}'}"
    elif scheme.lower() in SCHEMES:
        return
    else:
        near = difflib.get_close_matches(scheme.lower(), sorted(SCHEMES), n=1, cutoff=0.7)
        if not near and escape(address) in manuscript.html:
            return  # all HTML is let through, and addresses of any kind with it
        message = f'"{shortened(address)}": "{shortened(scheme, 20)}:" is no kind of address that readers can follow'
        hint = f"write {near[0]}:{rest}" if near else "write an address that begins with https://, or take it out"
    yield finding("broken-address", manuscript.path, line, message, hint)


def _addresses(manuscript: Manuscript) -> Iterator[tuple[int, str]]:
    """Whole addresses of links and pictures as they are written, with their lines; those in code left out."""
    text = manuscript.text
    for sign, form in _FORMS:
        for match in form.finditer(text) if sign in text else ():
            address = match[1]
            if address.startswith(("https://", "http://")) and not (
                _THIS_HOST.match(address) or _BROKEN.match(address)
            ):
                continue  # nearly all are
            if escape(match[0], quote=False) in manuscript.html and match[0] not in manuscript.prose:
                continue
            yield manuscript.first_line + text.count("\n", 0, match.start(1)), address
