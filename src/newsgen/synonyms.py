"""Other ways to say what a key of front matter says, rewritten into the one that `FrontMatter` has.

Entries go by newsgen's own names here, and keep the key and the lines under which they were written.
"""

from __future__ import annotations

from newsgen import quoting, yaml
from newsgen.notes import Notes
from newsgen.values import texts
from newsgen.yaml import Entry, Node, Scalar

SYNONYMS = {
    "author": "authors",
    "tag": "tags",
    "redirect_from": "aliases",
    "lastmod": "updated",
    "last_modified_at": "updated",
    "category": "category",
    "categories": "categories",
    "published": "published",
}
"""Names that other systems use, and what is read under them."""
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})


def absent(entry: Entry) -> bool:
    value = entry.value
    return type(value) is Scalar and value.absent


def unify(entries: dict[str, Entry], notes: Notes) -> None:
    """Rewrites the ways to say a thing into the one that `FrontMatter` has."""
    if "category" in entries or "categories" in entries:
        _categories(entries, notes)
    section = entries.get("section")
    if section is not None and isinstance(section.value, yaml.Sequence) and len(section.value.items) == 1:
        entries["section"] = Entry(section.key, section.value.items[0])
    if "published" in entries:
        _published(entries)
    retracted = entries.get("retracted")
    if retracted is not None and isinstance(retracted.value, Scalar) and not retracted.value.absent:
        _retracted(entries, retracted, retracted.value, notes)


def _categories(entries: dict[str, Entry], notes: Notes) -> None:
    given = [entries.pop(name) for name in ("category", "categories") if name in entries]
    items: list[Node] = []
    for entry in given:
        if texts(entry.value, entry.key.text, notes):
            items.extend(entry.value.items if isinstance(entry.value, yaml.Sequence) else (entry.value,))
    items = [item for item in items if isinstance(item, Scalar) and not item.absent]
    if items and ("section" not in entries or absent(entries["section"])):
        entries["section"] = Entry(given[0].key, items.pop(0))
    if items:
        own = entries.get("tags")
        tags: tuple[Node, ...] = ()
        if own is not None and not absent(own):
            tags = own.value.items if isinstance(own.value, yaml.Sequence) else (own.value,)
        written = {tag.text.strip() for tag in tags if isinstance(tag, Scalar)}
        fresh = [item for item in items if isinstance(item, Scalar) and item.text.strip() not in written]
        key = given[0].key if own is None else own.key
        entries["tags"] = Entry(key, yaml.Sequence((*tags, *fresh), key.line))


def _published(entries: dict[str, Entry]) -> None:
    entry = entries.pop("published")
    value = entry.value
    if not isinstance(value, Scalar) or value.text.strip().lower() not in _TRUE | _FALSE:
        entries["draft"] = entry
    elif value.text.strip().lower() in _FALSE:
        entries["draft"] = Entry(entry.key, Scalar("true", value.line, value.column))


def _retracted(entries: dict[str, Entry], entry: Entry, value: Scalar, notes: Notes) -> None:
    word = value.text.strip().lower()
    if word in _FALSE:
        del entries["retracted"]
    elif word in _TRUE:
        entries["retracted"] = Entry(entry.key, yaml.Mapping((), value.line))
    elif any(sign.isdigit() for sign in word):
        date = Entry(Scalar("date", value.line, value.column), value)
        entries["retracted"] = Entry(entry.key, yaml.Mapping((date,), value.line))
    else:
        del entries["retracted"]
        hint = f"write: {entry.key.text}: {{reason: {quoting.quote(value.text.strip())}}}"
        notes.error(value.line, f'"retracted" must be a date, true, or a date and a reason, not "{value.text}"', hint)
