"""Everything that is copied into the site: the theme's assets, `static/`, and what goes with articles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from newsgen import derivatives, fingerprint, permalink, treatment
from newsgen.article import Document, Source
from newsgen.config import Config
from newsgen.derivatives import File, Making
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.filetypes import PICTURE_ENDINGS, ending
from newsgen.fingerprint import Digest
from newsgen.load import digests
from newsgen.outputs import Files
from newsgen.publication import Publication
from newsgen.scan import Found, is_stray, matcher
from newsgen.state import State
from newsgen.templating import ASSETS
from newsgen.treatment import Recipe, Treated, Use
from newsgen.views import Copy, Picture

Name = tuple[str, str]
"""A folder of the site, and the path of a file below it."""

THEME = "templates"
"""The folder of the site's own templates and assets."""

MIDDLE = 960
"""The width of the form that is shown where a browser is not offered several."""

_decoder: msgspec.msgpack.Decoder[Treated] = msgspec.msgpack.Decoder(Treated)


def published_files(
    site: Path,
    config: Config,
    found: Found,
    static: Found,
    folders: Sequence[str],
    published: Publication,
    state: State,
    workers: Workers,
    making: Making,
    progress: Callable[[int, int], None],
) -> Files:
    """Everything that is copied, treated as it must be; what is not published is not even looked into.

    `folders` are those of the templates: the site's own first, newsgen's last.
    """
    store = making.store
    lasts = not store.fleeting and not published.gate.shown
    attached = {path for resolved in published.links.followed.values() for path, _ in resolved.attachments}
    lists = {
        "static": [*static.documents, *static.files],
        THEME: _own_assets(site, static),
        config.content: [source for source in found.files if source.path in attached],
    }
    problems: list[Problem] = []
    hashed: dict[str, dict[str, tuple[Source, Digest]]] = {}
    for folder, sources in lists.items():
        hashed[folder], unread = digests(folder, site / folder, sources, state, workers)
        problems += unread
        if not published.gate.shown:
            state.put_files(folder, hashed[folder])

    recipe = treatment.recipe(config)
    known = {key: _decoder.decode(record) for key, record in state.treated().items()}
    addresses = _addresses(config, static, published)
    uses = _uses(published, addresses)
    finished = {key for key, each in known.items() if not (each.stored or each.variants or each.card)}
    asked = dict(_asked(site, config, hashed, uses, recipe, making, finished))
    copies: dict[str, dict[str, Copy]] = {
        folder: {
            path: Copy(str(site / folder / path), digest)
            for path, (_, digest) in files.items()
            if (folder, path) not in asked
        }
        for folder, files in hashed.items()
    }

    spec = derivatives.Spec(store, recipe)
    treated = derivatives.treat_all(asked.values(), known, spec, workers, progress)
    made: dict[Name, dict[str, Copy]] = {}
    for (folder, path), file in asked.items():
        result = treated[file.key]
        if result.fault:
            problems.append(Problem(file.shown, 0, result.fault, _hint(result, file, path)))
            continue
        if result.warning:
            problems.append(
                Problem(file.shown, 0, result.warning, result.hint, severity="warning", cause=treatment.UNCLEANED)
            )
        forms = store.copies(result, file.path)
        copies[folder][path] = forms.pop("")
        if forms:
            made[folder, path] = forms
    good = {key: each for key, each in treated.items() if not each.fault}
    if not published.gate.shown:
        state.put_treated(
            {key: msgspec.msgpack.encode(each) for key, each in good.items() if key not in known},
            [key for key in known if key not in good],
        )
    if lasts:
        store.forget([key for key, each in good.items() if each.stored or each.variants or each.card])
    return Files(
        assets={**_newsgen_s_assets(folders), **copies[THEME]},
        static=copies["static"],
        content=copies[config.content],
        made=made,
        album=dict(_album(config, addresses, asked, treated)),
        problems=tuple(problems),
    )


def _asked(
    site: Path,
    config: Config,
    hashed: Mapping[str, Mapping[str, tuple[Source, Digest]]],
    uses: Mapping[Name, Use],
    recipe: Recipe,
    making: Making,
    finished: Collection[Digest],
) -> Iterator[tuple[Name, File]]:
    """Files that are not left as they are, with what each is for. For the `finished` ones nothing has to be made."""
    left_alone = matcher(config.files.keep)
    left = making.most
    for folder, files in hashed.items():
        beside = folder == config.content
        for path, (_, digest) in files.items():
            if not beside and left_alone(path):
                continue
            use = uses.get((folder, path), "")
            key = recipe.key(digest, use, beside=beside, named=ending(path))
            if use and left is not None and key not in finished and making.store.recall(key) is None:
                left -= 1
                if left < 0:
                    use = ""
                    key = recipe.key(digest, use, beside=beside, named=ending(path))
            yield (folder, path), File(f"{folder}/{path}", str(site / folder / path), digest, key, use, beside)


def _hint(result: Treated, file: File, path: str) -> str:
    if file.beside or result.unread:
        return result.hint
    return f"{result.hint}; or, to publish it as it is, add {path} to keep, below files in newsgen.yaml"


def _own_assets(site: Path, static: Found) -> list[Source]:
    """Of the site's own theme, as `assets/style.css`, but for those that files of `static/` take the place of."""
    taken = {source.path for source in (*static.documents, *static.files)}
    found = []
    for name, path in _assets(site / THEME):
        with suppress(FileNotFoundError):
            status = path.stat()
            if name not in taken:
                found.append(Source(name, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return found


def _newsgen_s_assets(folders: Sequence[str]) -> dict[str, Copy]:
    return {name: Copy(str(path), fingerprint.of_bytes(path.read_bytes())) for name, path in _assets(Path(folders[-1]))}


def _assets(templates: Path) -> Iterator[tuple[str, Path]]:
    """By their address below the site's root."""
    top = templates / ASSETS
    for path in sorted(top.rglob("*")):
        inside = path.relative_to(top)
        if path.is_file() and not any(part.startswith(".") or is_stray(part) for part in inside.parts):
            yield f"{ASSETS}/{inside.as_posix()}", path


def _addresses(config: Config, static: Found, published: Publication) -> dict[str, tuple[Name, str]]:
    """Of each file with the name of a picture, by its href: which file it is, and its address."""
    named: list[tuple[Name, str]] = [
        (("static", source.path), f"/{permalink.nfc(source.path)}")
        for source in static.files
        if ending(source.path) in PICTURE_ENDINGS
    ]
    for resolved in published.links.followed.values():
        for path, address in resolved.attachments:
            if ending(path) in PICTURE_ENDINGS:
                named.append(((config.content, path), address))
    return {permalink.href(config.root, address): (name, address) for name, address in named}


def _uses(published: Publication, addresses: Mapping[str, tuple[Name, str]]) -> dict[Name, Use]:
    """What files are shown for: a card is a picture that is shown, too."""
    uses: dict[Name, Use] = {}
    if not addresses:
        return uses
    for document in published.gate.readable:
        resolved = published.links.followed.get(document.source)
        if resolved is None:
            continue
        for href in _embedded(document, resolved.hrefs):
            if found := addresses.get(permalink.without_query(href)):
                uses.setdefault(found[0], "shown")
        if resolved.image and (found := addresses.get(permalink.without_query(resolved.image))):
            uses[found[0]] = "card"
    return uses


def _embedded(document: Document, hrefs: tuple[str, ...]) -> Iterator[str]:
    return (href for link, href in zip(document.links, hrefs, strict=True) if link.embedded and href)


def _album(
    config: Config,
    addresses: Mapping[str, tuple[Name, str]],
    asked: Mapping[Name, File],
    treated: Mapping[Digest, Treated],
) -> Iterator[tuple[str, Picture]]:
    """Pictures by their href."""
    for href, (name, address) in addresses.items():
        result = treated.get(asked[name].key) if name in asked else None
        if result is None or not result.width or result.fault:
            continue
        sets: dict[str, list[str]] = {}
        middle, width = href, 0
        for each in result.variants:
            own = permalink.href(config.root, permalink.variant(address, each.digest, each.name))
            sets.setdefault(each.format, []).append(f"{own} {each.width}w")
            if each.format == "webp" and (each.width <= MIDDLE or not width):
                middle, width = own, each.width
        if result.variants and len(sets.get("webp", ())) < 2 and result.width != width and not result.stored:
            sets.setdefault("webp", []).append(f"{href} {result.width}w")
        card = result.card
        yield (
            href,
            Picture(
                url=href,
                width=result.width,
                height=result.height,
                src=middle,
                srcset=", ".join(sets.get("webp", ())),
                avif=", ".join(sets.get("avif", ())),
                card=permalink.href(config.root, permalink.variant(address, card.digest, card.name)) if card else href,
                card_width=card.width if card else result.width,
                card_height=card.height if card else result.height,
            ),
        )


def incomplete(published: Publication, files: Files) -> frozenset[str]:
    """Documents of whose attachments one could not be read: they stay, attachments and all, as they were."""
    if not files.problems:
        return frozenset()
    return frozenset(
        document.source
        for document in published.gate.readable
        if (resolved := published.links.followed.get(document.source))
        and any(path not in files.content for path, _ in resolved.attachments)
    )
