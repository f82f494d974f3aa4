"""Keys by which other systems hold an article back: newsgen does not follow them, so none may pass unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from newsgen import quoting, yaml
from newsgen.dates import DateError, Dates
from newsgen.notes import Notes
from newsgen.values import BOOLEANS
from newsgen.yaml import Entry, Node, Scalar

_CLOSED = (
    *("private", "is private", "hidden", "is hidden", "hide", "unlisted", "is unlisted", "unpublished", "is draft"),
    *("noindex", "no index", "headless", "secret", "confidential", "protected", "password", "withheld"),
)
_OPEN = ("public", "is public", "publish", "is published", "visible", "listed")
_STATUS = ("status", "post status", "publish status", "publication status", "visibility")
_STAGE = ("access", "state", "stage", "workflow", "robots")
_BUILD = ("_build", "build")
_FROM = (
    *("publish", "publish date", "publish on", "publish at", "publish from", "publish after", "publication date"),
    *("publishing date", "pub date", "release date", "release at", "go live", "go live date", "live date"),
    *("scheduled", "scheduled for", "scheduled at", "schedule date", "available from", "not before"),
    *("embargo date", "embargo until", "embargoed until", "hold until"),
)
_UNTIL = (
    *("expiry", "expiry date", "expires at", "expires on", "expire at", "expire on", "expire date", "expiration"),
    *("expiration date", "unpublish", "unpublish date", "unpublish on", "unpublish at", "publish until"),
    *("publish end", "valid until", "available until", "not after", "end publish"),
)
_HOLDING = re.compile(
    r"\b(?:drafts?|private|hidden|unlisted|unpublished|pending|scheduled|future|trash|embargo(?:ed)?|password|"
    r"review|internal|members?|noindex|none|withheld|wip)\b"
)
_HARMLESS = frozenset(
    {"published", "publish", "public", "live", "visible", "listed", "released", "active", "final", "done", "complete"}
    | {"completed", "updated", "corrected", "everyone", "all", "open", "online"}
)
_NEVER = frozenset({"never", "false", "no", "off", "local"})


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _names(*names: str) -> frozenset[str]:
    return frozenset(map(_plain, names))


_CLOSED_NAMES, _OPEN_NAMES, _FROM_NAMES, _UNTIL_NAMES = (
    _names(*_CLOSED),
    _names(*_OPEN),
    _names(*_FROM),
    _names(*_UNTIL),
)
_STATUS_NAMES, _STAGE_NAMES, _BUILD_NAMES = _names(*_STATUS), _names(*_STAGE), _names(*_BUILD)


def _spoken(names: Iterable[str], harmless: Iterable[str]) -> re.Pattern[str]:
    """Lines with one of the keys and not one of the values."""
    keys = "|".join(name.replace(" ", "[-_ ]?") for name in names)
    return re.compile(rf"(?mi)^\s*[\"']?(?:{keys})[\"']?\s*:(?![ \t]*(?:{'|'.join(sorted(harmless))})[ \t]*$)")


@lru_cache(maxsize=1)
def _speaking() -> tuple[re.Pattern[str], re.Pattern[str]]:
    # Slow to compile, and only files that cannot be read need them.
    open_names = (*_OPEN, *_STATUS, *_STAGE, *_BUILD, *_FROM, *_UNTIL)
    return _spoken(open_names, _HARMLESS | {"true", "yes", "on"}), _spoken(
        (*_CLOSED, "scheduled"), {"false", "no", "off"}
    )


class Held(msgspec.Struct, frozen=True):
    """What a key of another system asks for."""

    meant: str
    """newsgen's key for it: `draft`, `embargo` or `expires`."""
    value: str
    """What is written after that key."""
    named: str = ""
    """What `front_matter.names` can say of the key; empty where its values are not those of any key of newsgen."""


def speaks(text: str) -> bool:
    """Whether a file that cannot be read seems to hold such a key."""
    fences = list(re.finditer(r"(?m)^---[ \t]*$", text))
    front = text[: fences[1].start()] if fences[1:] else text
    return any(pattern.search(front) for pattern in _speaking())


def held(entry: Entry) -> Held | None:  # noqa: PLR0911 -- one line for each kind of key
    """What the entry of an unknown key holds back, if anything."""
    name, value = _plain(entry.key.text), entry.value
    if isinstance(value, Scalar) and value.absent:
        return None
    if name in _BUILD_NAMES:
        return Held("draft", "true") if _builds_nothing(value) else None
    word = value.text.strip().casefold() if isinstance(value, Scalar) else ""
    said = BOOLEANS.get(word)
    if name == "hide" and said is None:
        return None  # parts of the page, elsewhere: `hide: [toc]`
    if name in _CLOSED_NAMES or (name == "scheduled" and said):
        named = "draft" if said is not None else ""
        return None if said is False or word == "0" else Held("draft", "true", named)
    if name in _OPEN_NAMES and (said is not None or name not in _FROM_NAMES):
        return Held("draft", "true", "published") if said is False or word == "0" else None
    if name in _STATUS_NAMES:
        return None if word in _HARMLESS or said else Held("draft", "true")
    if name in _STAGE_NAMES:
        return Held("draft", "true") if _HOLDING.search(word) else None
    if name in _FROM_NAMES and isinstance(value, Scalar):
        return None if said is not None else Held("embargo", value.text.strip(), "embargo")
    if name in _UNTIL_NAMES and isinstance(value, Scalar):
        return None if said is not None else Held("expires", value.text.strip(), "expires")
    return None


def _builds_nothing(value: Node) -> bool:
    if isinstance(value, yaml.Mapping):
        return any(_builds_nothing(entry.value) for entry in value.entries)
    return isinstance(value, Scalar) and value.text.strip().casefold() in _NEVER


def note(found: list[tuple[Entry, Held]], own: dict[str, Entry], dates: Dates, notes: Notes) -> set[int]:
    """Notes an error for each of the keys that would let something out, and returns the lines of these keys.

    `own` are the file's entries by newsgen's names: where they say the same, nothing gets out.
    """
    said: dict[str, int] = {}
    lines: set[int] = set()
    for entry, what in found:
        key, line = entry.key.text, entry.key.line
        given = own.get(what.meant)
        if (
            _is_true(given)
            if what.meant == "draft"
            else what.meant == "embargo" and _has_begun(what, own, dates, notes)
        ):
            continue
        message = f'"{key}" holds an article back elsewhere; in newsgen that is "{what.meant}"'
        if given:
            hint = f'say it in "{given.key.text}" in line {given.key.line}, and remove this key'
        elif what.meant in said:
            hint = f"remove it; what is written in line {said[what.meant]} says it for this one too"
        else:
            hint = _mend(entry, what, dates)
        said.setdefault(what.meant, line)
        lines.add(line)
        notes.error(line, message, f"{hint}\n{_for_all(key, what)}")
    return lines


def _is_true(entry: Entry | None) -> bool:
    value = entry.value if entry else None
    return isinstance(value, Scalar) and BOOLEANS.get(value.text.strip().casefold()) is True


def _mend(entry: Entry, what: Held, dates: Dates) -> str:
    last = _last_line(entry.value)
    where = f"write in place of lines {entry.key.line} to {last}" if last > entry.key.line else "write"
    if what.meant != "draft":
        try:
            dates.read(what.value)
        except DateError as fault:
            return f"write {what.meant}: and a date; {fault.hint}" if fault.hint else f"write {what.meant}: and a date"
    return f"{where}: {what.meant}: {what.value}"


def _for_all(key: str, what: Held) -> str:
    shown = quoting.scalar(key)
    nothing = f"front_matter: {{ignore: [{shown}]}}"
    if not what.named:
        return f"or, where it means nothing, say so in newsgen.yaml: {nothing}"
    return f"or say in newsgen.yaml what it means: front_matter: {{names: {{{shown}: {what.named}}}}}, or {nothing}"


def _has_begun(what: Held, own: dict[str, Entry], dates: Dates, notes: Notes) -> bool:
    """Whether the time is not after the article's own date, which holds it back as long."""
    date = own.get("date")
    named = re.match(r"\d{4}-\d\d-\d\d", notes.path.rpartition("/")[2])
    written = date.value.text if date and isinstance(date.value, Scalar) else named[0] if named else ""
    try:
        return bool(written) and dates.instant(dates.read(what.value)) <= dates.instant(dates.read(written))
    except DateError:
        return False


def _last_line(node: Node) -> int:
    if isinstance(node, Scalar):
        return node.line
    children = node.items if isinstance(node, yaml.Sequence) else [each.value for each in node.entries]
    return max([node.line, *map(_last_line, children)])
