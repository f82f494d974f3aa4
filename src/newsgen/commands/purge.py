"""`newsgen purge`: nothing of an address stays, for the sake of a person at risk."""

from __future__ import annotations

import posixpath
import secrets
from collections.abc import Iterable
from pathlib import Path

import msgspec

from newsgen import bundles, keeping, permalink, register
from newsgen.article import Article, Document
from newsgen.commands.urls import built, write
from newsgen.config import REGISTER, Config
from newsgen.errors import UsageError
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
    beside: tuple[str, ...]
    """Files that went with them and are still there."""
    new_key: bool


def purge(config: Config, site: Path, output: Path, written: str) -> Purged:
    """Take an address out of the register, with all others of its article, and delete the article's file."""
    try:
        address = permalink.check(written)
    except permalink.AddressError as fault:
        raise UsageError(f"{written}: {fault.message}") from None
    known, _ = keeping.read(site)
    if any(entry.address == address and entry.kind == "file" for entry in known.entries):
        raise UsageError(f"{address} is a file that goes with an article; purge the article's address")
    documents = _documents(site, output)
    sources = {entry.source for entry in known.entries if entry.address == address and entry.source}
    sources |= {source for source, document in documents.items() if address in {document.address, *document.aliases}}
    named = {entry.address for entry in known.entries if entry.address == address}
    if not sources and not named:
        raise UsageError(f"{address} is not an address of this site, now or before; newsgen urls check lists them")
    if not sources and address.strip("/").split("/")[-1].isdigit():
        raise UsageError(f"{address} lists articles and says nothing of its own; purge the article")
    gone = {address} | {entry.address for entry in known.entries if entry.source in sources}
    folders = [address] if not sources else []
    for source in sources & documents.keys():
        document = documents[source]
        gone |= {document.address, *document.aliases}
        folders += _own_terms(config, document, (each for each in documents.values() if each.source not in sources))
    gone |= {entry.address for entry in known.entries if entry.address.startswith(tuple(folders))} | {*folders}
    key, new = _key(site)
    deleted = sorted(source for source in sources if (site / config.content / source).is_file())
    named = {target for source in sources & documents.keys() for target in bundles.targets(documents[source])}
    beside = sorted(named.union(*(_bundle(site / config.content, source) for source in deleted)).difference(deleted))
    present = tuple(each for each in beside if _is_attached(each, site / config.content))
    gone |= {entry.address for entry in known.entries if any(_is_of(entry, path) for path in present)}
    write(site, _without(known, {*gone, *present}, key))
    for source in deleted:
        (site / config.content / source).unlink()
    return Purged(tuple(sorted(gone)), tuple(deleted), present, new)


def told(purged: Purged, config: Config) -> str:
    lines = [f"{len(purged.addresses):,} addresses are out of {REGISTER}; keyed hashes stand for them."]
    lines += [f"Deleted: {config.content}/{source}" for source in purged.deleted]
    if purged.beside:
        lines.append("These files went with it. Delete those that show or name the person:")
        lines += [f"  {config.content}/{each}" for each in purged.beside]
    if purged.new_key:
        lines.append(
            f"The site's secret is now in {KEY_FILE}, which git ignores. Keep a copy, and give it to the\n"
            f"publishing workflow as the secret {KEY_NAME}: with it, a branch that still has the address\n"
            "cannot bring it back."
        )
    return "\n".join([*lines, "", REMAINS])


def _documents(site: Path, output: Path) -> dict[str, Document]:
    try:
        return built(site, output).documents
    except UsageError:
        return {}


def _own_terms(config: Config, document: Document, others: Iterable[Document]) -> list[str]:
    """Addresses of terms that no other document has: their names may be the person's."""
    if not isinstance(document, Article):
        return []

    def pages(of: Document) -> set[str]:
        if not isinstance(of, Article):
            return set()
        prefix = permalink.language_prefix(config, of.lang)
        return {
            f"{prefix}{permalink.slug(taxonomy)}/{permalink.slug(label)}/"
            for taxonomy, labels in of.terms.items()
            for label in labels
        }

    return sorted(pages(document).difference(*map(pages, others)))


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
