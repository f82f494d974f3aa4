"""`newsgen purge`: nothing of an address stays, for the sake of a person at risk."""

from __future__ import annotations

import datetime as dt
import posixpath
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from newsgen import bundles, keeping, permalink, register
from newsgen.commands.extent import glossary_lines, measure, survey
from newsgen.commands.urls import unrecorded, write
from newsgen.config import REGISTER, Config
from newsgen.errors import UsageError
from newsgen.glossary import FILE
from newsgen.purged import KEY_FILE, KEY_NAME
from newsgen.purged import key as purge_key
from newsgen.register import Entry, Register

REMAINS = """\
What remains to be done, by a person:

1. Build and publish now: newsgen build. The page is in the last published site until then.
2. Commit without naming the person or the page in the message.
3. The repository's history still holds the file and its name, and so does every copy and fork: rewrite it with
   git filter-repo, push it by force, and ask the host's support to remove what it has cached and old pull requests.
4. Delete the caches and artifacts of old runs of the publishing workflow. GitHub keeps them for up to 90 days.
5. Search engines: ask each to remove the address. Google and Bing take a request by the owner of a site; without one,
   a page may be found for weeks.
6. Web archives keep pages for good: write to the Internet Archive and to archive.today, with the address and reason.
7. Feed readers, mirrors, mailing lists and social networks have copies that no request reaches for certain.
8. Other articles may name the person. Search for the name itself, in all languages that the site has."""


class Purged(msgspec.Struct, frozen=True):
    addresses: tuple[str, ...]
    deleted: tuple[str, ...]
    """Sources, relative to the content folder."""
    missing: tuple[str, ...]
    """Sources that were to be deleted, where none of them is there."""
    beside: tuple[str, ...]
    """Files that went with them and are still there."""
    new_key: bool
    lines: tuple[int, ...] = ()
    """Of the glossary, that name what was purged."""
    carriers: tuple[str, ...] = ()
    """Sources with a term whose page was purged."""
    unread: tuple[str, ...] = ()
    """Sources that could not be read, so that one of them may be a renamed one."""


def purge(
    config: Config,
    site: Path,
    output: Path,
    written: str,
    now: dt.datetime,
    agreed: Callable[[str], bool],
) -> Purged | None:
    """Take an address out of the register, with all others of its article, and delete the article's file.

    `agreed` is asked before anything happens, with what would; nothing does, and None comes back, where it says no.
    """
    try:
        address = permalink.check(written)
    except permalink.AddressError as fault:
        raise UsageError(f"{written}: {fault.message}") from None
    known, _ = keeping.read(site)
    if any(entry.address == address and entry.kind == "file" for entry in known.entries):
        raise UsageError(f"{address} is a file that goes with an article; purge the article's address")
    holdings = survey(config, site, now)
    built = unrecorded(site, output, holdings.sources)
    extent = measure(address, msgspec.structs.replace(known, entries=(*known.entries, *built)), holdings, config)
    if extent is None:
        if any(entry.address == address for entry in known.entries):
            raise UsageError(
                f"{address} lists articles and says nothing of its own; purge an article, or the page of a tag"
            )
        raise UsageError(f"{address} is not an address of this site, now or before; newsgen urls check lists them")
    content = site / config.content
    deleted = sorted(source for source in extent.sources if (content / source).is_file())
    documents = [holdings.documents[source] for source in extent.sources if source in holdings.documents]
    named = {target for document in documents for target in bundles.targets(document)}
    beside = sorted(named.union(*(_bundle(content, source) for source in deleted)).difference(deleted))
    present = tuple(each for each in beside if _is_attached(each, content))
    gone = {*extent.addresses}
    gone |= {entry.address for entry in known.entries if any(_is_of(entry, path) for path in present)}
    if not agreed(_question(deleted, sorted(gone), config)):
        return None
    key, new = _key(site)
    write(site, _without(known, {*gone, *present}, key))
    for source in deleted:
        (content / source).unlink()
    lines = tuple(glossary_lines(_text(content / FILE), extent.names)) if extent.names else ()
    missing = () if deleted else tuple(sorted(extent.sources))
    return Purged(tuple(sorted(gone)), tuple(deleted), missing, present, new, lines, extent.carriers, extent.unread)


def _question(deleted: Sequence[str], gone: Sequence[str], config: Config) -> str:
    what = [f"delete {config.content}/{source}" for source in deleted]
    what += [f"take {address} out of {REGISTER}" for address in gone]
    return "This would\n" + "".join(f"  {each}\n" for each in what) + "and cannot be taken back. Go on?"


def told(purged: Purged, config: Config) -> str:
    count = len(purged.addresses)
    lines = [f"{count:,} addresses are out of {REGISTER}; keyed hashes stand for them."]
    if count == 1:
        lines = [f"1 address is out of {REGISTER}; a keyed hash stands for it."]
    lines += [f"Deleted: {config.content}/{source}" for source in purged.deleted]
    glossary = [f"{FILE}, line {number}" for number in purged.lines]
    for title, listed in (
        (
            "No file was deleted, since these are no more. If the article has another name now, purge that too:",
            purged.missing,
        ),
        ("These files went with it. Delete those that show or name the person:", purged.beside),
        ("The glossary names what was purged. Take the name out of these lines, and what stands below it:", glossary),
        (
            "These files have a term whose page was purged. Take it out, or the next build makes the page anew:",
            purged.carriers,
        ),
        ("These files could not be read. See whether one of them is what was to be purged:", purged.unread),
    ):
        if listed:
            lines += [title, *(f"  {config.content}/{each}" for each in listed)]
    if purged.new_key:
        lines.append(
            f"The site's secret is now in {KEY_FILE}, which git ignores. Keep a copy, and give it to the\n"
            f"publishing workflow as the secret {KEY_NAME}: with it, a branch that still has the address\n"
            "cannot bring it back."
        )
    return "\n".join([*lines, "", REMAINS])


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _without(known: Register, addresses: set[str], key: bytes) -> Register:
    return Register(
        tuple(entry for entry in known.entries if _stays(entry, addresses)),
        known.purged | {register.hashed(address, key) for address in addresses},
        tuple(line for line in known.strange if not any(address in line for address in addresses)),
    )


def _stays(entry: Entry, addresses: set[str]) -> bool:
    return entry.address not in addresses


def _key(site: Path) -> tuple[bytes, bool]:
    """The site's secret, made if there is none, and whether it was."""
    if key := purge_key(site):
        return key, False
    path = site / KEY_FILE
    path.touch(mode=0o600)
    path.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    ignore = site / ".gitignore"
    text = ignore.read_text(encoding="utf-8") if ignore.exists() else ""
    if f"/{KEY_FILE}" not in text.split("\n"):
        ending = "" if not text or text.endswith("\n") else "\n"
        ignore.write_text(f"{text}{ending}/{KEY_FILE}\n", encoding="utf-8")
    return purge_key(site), True


def _is_attached(path: str, content: Path) -> bool:
    """Whether it is a file, and no document that was linked to."""
    return not path.startswith("/") and not path.lower().endswith((".md", ".markdown")) and (content / path).is_file()


def _is_of(entry: Entry, path: str) -> bool:
    """Whether it is the address of the file where it went with another article, too, in whose folder it lies."""
    folder, name = posixpath.dirname(entry.source), permalink.nfc(posixpath.basename(path))
    return entry.kind == "file" and f"{path}/".startswith(f"{folder}/") and entry.address.endswith(f"/{name}")


def _bundle(content: Path, source: str) -> list[str]:
    """Files in the folder of an index document."""
    folder = (content / source).parent
    if not Path(source).name.startswith("index.") or folder == content:
        return []
    return [path.relative_to(content).as_posix() for path in folder.rglob("*") if path.is_file()]
