"""Links: where they lead, and whether their words say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from newsgen import permalink
from newsgen.article import Link
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding, shortened
from newsgen.checks.manuscript import Manuscript
from newsgen.checks.phrases import WEAK

_EDGES = " \t\n.,:;!?…»«›‹→←↗⇒>()[]{}\"'“”‘’|–—-*"
_TOP = frozenset({"", "top"})
"""Fragments that every page answers (HTML, scrolling to a fragment)."""


def weak_link_text(manuscript: Manuscript) -> Iterator[Finding]:
    if not manuscript.anchors:
        return
    lang = manuscript.document.lang.partition("-")[0]
    weak = WEAK.get(lang, frozenset()) | WEAK["en"]
    for anchor in manuscript.anchors:
        if anchor.words and anchor.words.casefold().strip(_EDGES) in weak:
            yield finding(
                "weak-link-text",
                manuscript.path,
                anchor.line,
                f'the link "{anchor.words}" does not say where it leads',
                "put the link on the words that name what is there",
            )


def empty_link(manuscript: Manuscript) -> Iterator[Finding]:
    for anchor in manuscript.anchors:
        if not anchor.words and not anchor.pictured:
            target = anchor.link.written if anchor.link else anchor.href
            yield finding(
                "empty-link",
                manuscript.path,
                anchor.line,
                f'the link to "{shortened(target)}" has no words, so nobody can follow it',
                "write words in its square brackets, or take it out",
            )


def dead_anchor(manuscript: Manuscript) -> Iterator[Finding]:
    """Links to a part of the same page; those to other pages are followed in `dead_address`."""
    ids = frozenset(manuscript.document.ids)
    for anchor in manuscript.anchors:
        if anchor.link is None and anchor.href.startswith("#"):
            written = anchor.href[1:]
            if written.lower() not in _TOP and written not in ids and unquote(written) not in ids:
                yield _no_part(manuscript.path, anchor.line, anchor.href, unquote(written), manuscript.document.ids)


def own_addresses(manuscript: Manuscript) -> tuple[Link, ...]:
    """Links that name the site itself by its whole address, as links to be followed within it."""
    if not manuscript.base_url:
        return ()
    return tuple(
        Link(inside.partition("#")[0], inside.partition("#")[2], anchor.line, anchor.href)
        for anchor in manuscript.anchors
        if anchor.link is None and (inside := _inside(anchor.href, manuscript.base_url))
    )


def _inside(href: str, base_url: str) -> str:
    """What an address within the site is from its root, with its fragment; empty for any other."""
    try:
        url, base = urlsplit(href), urlsplit(base_url)
    except ValueError:
        return ""
    root = base.path.rstrip("/") + "/"
    if url.scheme not in {"http", "https"} or url.netloc.lower() != base.netloc.lower():
        return ""
    if not f"{url.path}/".startswith(root):
        return ""
    fragment = f"#{unquote(url.fragment)}" if url.fragment else ""
    return "/" + unquote(url.path)[len(root) :] + fragment


def addresses(archive: Archive) -> Iterator[Finding]:
    """Links by an address, from the site's root: what is there, in place of what was meant to be."""
    if not archive.places:
        return  # what is published could not be found out, and the reason is told
    for document in archive.documents:
        links = [link for link in document.links if link.target.startswith("/")]
        for link in (*links, *archive.own_addresses.get(document.source, ())):
            yield from _followed(archive, document.source, link)
        image = getattr(document, "image", None)
        if image is not None and image.target.startswith("/"):
            shown = Link(image.target, line=image.line, written=image.written, embedded=True)
            yield from _followed(archive, document.source, shown)


def _followed(archive: Archive, source: str, link: Link) -> Iterator[Finding]:
    address = permalink.nfc(link.target.partition("?")[0])
    path = archive.path(source)
    place = archive.answer(address)
    if place is None:
        if archive.held_at(address):
            message = f'link to "{link.written}": that article is not public yet'
            yield finding("unpublished-link", path, link.line, message, private=True)
        else:
            yield _dead(archive, path, link, address)
    elif place.leads_to:
        message = f'link to "{link.written}": this address leads on to another one'
        yield finding("moved-link", path, link.line, message, f"write {place.leads_to}")
    elif place.withdrawn:
        message = f'link to "{link.written}": what was there is withdrawn'
        yield finding("dead-link", path, link.line, message, "take the link out")
    elif link.fragment and link.fragment.lower() not in _TOP:
        target = archive.at(place.path)
        if target is not None and link.fragment not in target.ids:
            yield _no_part(path, link.line, link.written, link.fragment, target.ids)


def _dead(archive: Archive, path: str, link: Link, address: str) -> Finding:
    near = archive.nearest(address)
    hint = f"did you mean {near}?" if near else "mend the address, or take it out"
    if link.embedded:
        message = f'picture "{link.written}": nothing is published at this address'
        near = near or f"static{address}"
        hint = hint if near.startswith("/") else f"put the file at {near}, or mend the address"
        return finding("missing-picture", path, link.line, message, hint)
    return finding("dead-link", path, link.line, f'link to "{link.written}": nothing is published there', hint)


def _no_part(path: str, line: int, written: str, fragment: str, ids: tuple[str, ...]) -> Finding:
    message = f'link to "{shortened(written)}": the page has no part "{fragment}"'
    return finding("dead-anchor", path, line, message, _meant(fragment, ids))


def _meant(fragment: str, ids: tuple[str, ...]) -> str:
    wanted = re.sub(r"[\W_]+", "", fragment.lower())
    near = next((each for each in ids if re.sub(r"[\W_]+", "", each.lower()) == wanted), "")
    return f"write #{near}" if near else "mend the part's name, or take it out of the link"
