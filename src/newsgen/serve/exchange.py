"""An edited text in the place of the old one, where nothing else needs to be planned anew.

Planning a large archive takes seconds, and most edits change nothing that was planned: no address, no order, no list.
Everything planned refers to the documents themselves and reads them when a page is rendered. So such an edit changes
the document where it is. Nowhere else in newsgen does a document change.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from newsgen.article import Document, Page
from newsgen.bundles import targets
from newsgen.edition import Edition
from newsgen.register import marks

_FREE = frozenset(
    {
        "title",
        "summary",
        "body",
        "ref",
        "card",
        "digest",
        "image",
        "external",
        "sources",
        "extra",
        "links",
        "ids",
        "title_line",
    }
)
"""What is read only when a page is rendered, or is a digest, which only a build compares."""


def exchange(edition: Edition, before: Document, after: Document, awaited: Collection[str]) -> bool:
    """Make `before` say what `after` says. False if the edition must be planned anew for it, as where it does not show
    `before` itself; then nothing has changed.
    """
    links = edition.frame.links
    shown = links.published.get(before.source)
    if not _alike(before, after) or (shown is not None and shown is not before):
        return False
    if not {*marks(before), *marks(after)}.isdisjoint(awaited) or _copied(edition, before, after):
        return False
    if _named(edition, before) != _named(edition, after):
        return False
    if shown is not None:
        attachments, embedded = links.resolve(before).attachments, _embedded(edition, before)
        links.followed.pop(before.source, None)
        if links.resolve(after).attachments != attachments or _embedded(edition, after) != embedded:
            links.followed.pop(before.source, None)
            return False
    for name in _FREE & {*before.__struct_fields__}:
        msgspec.structs.force_setattr(before, name, getattr(after, name))
    return True


def _named(edition: Edition, document: Document) -> set[str]:
    """The files that it names, which may go with another document for that, or with none."""
    links = edition.frame.links
    if not links.bundles.owners:
        return set()
    return {target for target in targets(document) if target in links.files or target.startswith("/")}


def _embedded(edition: Edition, document: Document) -> set[str]:
    """The pictures that it shows, of which others than before would have to be made first."""
    resolved = edition.frame.links.resolve(document)
    shown = {href for link, href in zip(document.links, resolved.hrefs, strict=True) if link.embedded}
    return {*shown, f"main {resolved.image}"}


def awaited(edition: Edition) -> frozenset[str]:
    """Marks by which the register would recognise files that were renamed: those of registered ones that are gone."""
    links = edition.frame.links
    gone = [
        entry
        for entry in edition.kept.register.entries
        if entry.source and entry.source not in links.published and entry.source not in links.held
    ]
    return frozenset(mark for entry in gone for mark in (entry.title, entry.text) if mark)


def _alike(before: Document, after: Document) -> bool:
    """Whether all is equal on which a plan depends."""
    if type(before) is not type(after):
        return False
    names = [name for name in before.__struct_fields__ if name not in _FREE]
    return all(getattr(before, name) == getattr(after, name) for name in names)


def _copied(edition: Edition, before: Document, after: Document) -> bool:
    """Whether the headline is another one, and stands in what was planned: in the footer of all pages, in the list of
    the site's corrections, or where a registered address leads to the document.
    """
    if before.title == after.title:
        return False
    if isinstance(before, Page) or before.corrections:
        return True
    return any(forward.source == before.source for forward in edition.kept.succession.forwards)
