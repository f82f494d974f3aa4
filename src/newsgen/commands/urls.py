"""`newsgen urls`: the register brought up to date after a deployment, and asked what became of old addresses."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from newsgen import keeping, permalink, purged, register
from newsgen.article import Document
from newsgen.config import REGISTER, Config
from newsgen.errors import MachineError, UsageError
from newsgen.glossary import FILE as FILE_OF_TERMS
from newsgen.output import FILE, MOVED, MOVED_FILE, REDIRECT, RETRACTION, TOMBSTONE
from newsgen.records import Record
from newsgen.register import Answer, Entry, Kind, Register
from newsgen.statefile import guarded, read_only
from newsgen.workspace import FOLDER, STATE_NAME

_KINDS: dict[str, Kind] = {
    "article": "article",
    RETRACTION: "article",
    "page": "page",
    REDIRECT: "alias",
    MOVED: "former",
    TOMBSTONE: "gone",
    **dict.fromkeys(
        ("home", "archive", "year", "month", "day", "taxonomy", "term", "term year", "corrections", "kept listing"),
        "listing",
    ),
}
"""Kinds of output whose addresses are registered, beside files that go with articles."""

_PICTURES = (".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".svgz", ".tif", ".tiff", ".webp")
"""Files that are seen on the page of their article: nobody cites these, and there may be several for each."""

_ENOUGH = 200
"""Unknown addresses for which a near name is looked for."""


class Built(msgspec.Struct, frozen=True):
    """What the last build into an output folder left in the state."""

    records: dict[str, Record]
    """By path."""
    documents: dict[str, Document]
    """The public ones, by source."""


def built(site: Path, output: Path) -> Built:
    path = site / FOLDER / STATE_NAME
    if path.exists():
        with guarded(path), contextlib.closing(read_only(str(path))) as state:
            records = state.outputs(str(output))
            if records:
                return Built(records, {known.path: known.document() for known in state.sources()})
    raise UsageError("there is no finished build whose addresses could be looked at. Build first: newsgen build")


def record(config: Config, site: Path, output: Path, now: dt.datetime) -> str:
    """Add the addresses of the last build to the register; what was done, in a sentence."""
    made = built(site, output)
    known, _ = keeping.read(site)
    key = purged.key(site)
    answers = list(_answers(made.records.values()))
    if known.purged and key:
        answers = [answer for answer in answers if register.hashed(answer.address, key) not in known.purged]
        entries = (entry for entry in known.entries if register.hashed(entry.address, key) not in known.purged)
        known = msgspec.structs.replace(known, entries=tuple(entries))
    moved = _moved(known, answers, site / config.content)
    marked = {source: register.marks(document) for source, document in made.documents.items()}
    after = register.record(known, answers, marked, moved, now)
    write(site, after)
    added = len(after) - len({entry.address for entry in known.entries})
    return f"{REGISTER}: {added:,} added, {len(after):,} addresses in all"


def write(site: Path, after: Register) -> None:
    path = site / REGISTER
    text = register.text_of(after)
    try:
        if path.exists() and path.read_text(encoding="utf-8", errors="replace") == text:
            return
        new = path.with_name(path.name + ".tmp")
        new.write_text(text, encoding="utf-8", newline="\n")
        new.replace(path)
    except OSError as error:
        raise MachineError(f"{path} could not be written: {error.strerror}") from error


def _answers(records: Iterable[Record]) -> Iterator[Answer]:
    for each in records:
        if each.kind in _KINDS:
            source = "" if each.source == FILE_OF_TERMS else each.source
            yield Answer(permalink.address_of(each.path), _KINDS[each.kind], source)
        elif each.kind in {FILE, MOVED_FILE} and each.source and not each.path.lower().endswith(_PICTURES):
            yield Answer(permalink.address_of(each.path), "file", each.source, register.mark(each.hash))


def unrecorded(site: Path, output: Path, existing: Collection[str]) -> tuple[Entry, ...]:
    """Lines for addresses of the last build whose source is no more, as if they had been recorded."""
    try:
        made = built(site, output)
    except UsageError:
        return ()
    found: list[Entry] = []
    for each in _answers(made.records.values()):
        if each.source and each.source not in existing and each.kind != "file":
            document = made.documents.get(each.source)
            title, text = register.marks(document) if document is not None else ("", "")
            found.append(Entry(each.address, each.kind, "", each.source, title, text))
    return tuple(found)


def _moved(known: Register, answers: Iterable[Answer], content: Path) -> dict[str, str]:
    """Registered sources that are no more, and those at which their addresses lead now."""
    now = {answer.address: answer.source for answer in answers if answer.kind in {"former", "alias"}}
    return {
        entry.source: now[entry.address]
        for entry in known.entries
        if entry.source
        and now.get(entry.address, entry.source) != entry.source
        and not (content / entry.source).exists()
    }


class Found(msgspec.Struct, frozen=True):
    """What an address gets: `served`, `redirected`, `gone` or `unknown`."""

    address: str
    state: str
    target: str = ""
    near: str = ""
    """Of an unknown one: the address that is answered and differs from it in nothing but capitals."""


def check(config: Config, site: Path, output: Path, against: Path | None) -> tuple[str, bool]:
    """What becomes of every registered address, or of those in a file; and whether each has an answer."""
    made = built(site, output)
    known, _ = keeping.read(site)
    files = {entry.address for entry in known.entries if entry.kind == "file"}
    if against is None:
        addresses = sorted({entry.address for entry in known.entries})
    else:
        addresses = list(dict.fromkeys(_listed(against, config)))
    found = _by_case([_look_up(address, made, files) for address in addresses], made)
    lines = [_line(each) for each in found if against is not None or each.state != "served"]
    counts = ", ".join(
        f"{sum(each.state == state for each in found):,} {state}"
        for state in ("served", "redirected", "gone", "unknown")
    )
    unknown = [each for each in found if each.state == "unknown"]
    # An alias would be a page in the same place on file systems that know no case, so none is made.
    proposals = list(_proposals([each.address for each in unknown if not each.near], made, config))
    lines.append(f"{len(found):,} addresses: {counts}")
    if proposals:
        lines += ["", "Lines that would answer for some of the unknown ones:", *proposals]
    return "\n".join(lines), not unknown


def _by_case(found: list[Found], made: Built) -> list[Found]:
    """The same, with what unknown addresses differ from by case only."""
    if all(each.state != "unknown" for each in found):
        return found
    answered = {permalink.collision_key(path): path for path in made.records}

    def near(address: str) -> str:
        keys = map(permalink.collision_key, _paths(address))
        path = next((answered[key] for key in keys if key in answered), "")
        return permalink.address_of(path) if path else ""

    return [
        msgspec.structs.replace(each, near=near(each.address)) if each.state == "unknown" else each for each in found
    ]


def _line(found: Found) -> str:
    more = f" → {found.target}" if found.target else ""
    if found.near:
        more = f" (differs by case only from {found.near})"
    return f"{found.state:<10}  {found.address}{more}"


def _listed(path: Path, config: Config) -> Iterator[str]:
    """The addresses in a sitemap, or in a list with one on each line."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    locations = re.findall(r"<loc>\s*(.*?)\s*</loc>", text, re.DOTALL)
    for written in map(unescape, locations) if locations else (line.strip() for line in text.splitlines()):
        if written and not written.startswith("#"):
            try:
                parts = urlsplit(written)
            except ValueError:  # no address at all, which then is not known
                yield f"/{written}"
                continue
            address = unquote(parts.path if parts.netloc else written.partition("#")[0])
            if parts.netloc and parts.query:
                address = f"{address}?{parts.query}"
            if config.root != "/" and address.startswith(config.root_path):
                address = address[len(config.root_path) - 1 :]
            yield address if address.startswith("/") else f"/{address}"


def _look_up(address: str, made: Built, files: Collection[str]) -> Found:
    each = _recorded(address, made)
    if each is None:
        # Where a file was there is no page to say so.
        return Found(address, "gone" if address in files else "unknown")
    if each.kind in {TOMBSTONE, RETRACTION}:
        return Found(address, "gone")
    if each.kind in {REDIRECT, MOVED}:
        document = made.documents.get(each.source)
        return Found(address, "redirected", document.address if document is not None else "")
    return Found(address, "served")


def _recorded(address: str, made: Built) -> Record | None:
    return next((made.records[path] for path in _paths(address) if path in made.records), None)


def _paths(address: str) -> Iterator[str]:
    """Where the file of an address lies, as it is written and in its one form."""
    yield permalink.output_path(permalink.nfc(address))
    with contextlib.suppress(permalink.AddressError):
        yield permalink.output_path(permalink.check(address))


def _proposals(unknown: list[str], made: Built, config: Config) -> Iterator[str]:
    by_name: dict[str, list[str]] = defaultdict(list)
    for source, document in made.documents.items():
        by_name[_name(document.address)].append(source)
    lines: dict[str, list[str]] = defaultdict(list)
    for number, address in enumerate(unknown):
        with contextlib.suppress(permalink.AddressError):
            alias = permalink.check(address)
            source = _likely(_name(alias), by_name, near=number < _ENOUGH)
            if source:
                lines[source].append(alias)
    for source, aliases in sorted(lines.items()):
        document = made.documents[source]
        whole = [*document.aliases, *(alias for alias in aliases if alias not in document.aliases)]
        yield f"{config.content}/{source}: aliases: [{', '.join(whole)}]"


def _likely(name: str, by_name: Mapping[str, list[str]], *, near: bool) -> str:
    """The one document of a name, or of the nearest one."""
    if name not in by_name and near:
        name = next(iter(difflib.get_close_matches(name, list(by_name), n=1, cutoff=0.8)), "")
    sources = by_name.get(name, [])
    return sources[0] if len(sources) == 1 else ""


def _name(address: str) -> str:
    return permalink.slug(os.path.splitext(address.rstrip("/").rpartition("/")[2])[0])  # noqa: PTH122 - an address
