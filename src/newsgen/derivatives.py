"""What was made of files, on disk: pictures in several sizes, each made once, by the workers.

A folder for each file that something had to be made of, named by a digest of its bytes and of the settings. It holds
nothing of what is not public: what is not published is not looked into, and what was withdrawn is forgotten.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import msgspec

from newsgen import fingerprint
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.filetypes import FileFault
from newsgen.fingerprint import Digest
from newsgen.treatment import Recipe, Treated, Use
from newsgen.views import Copy
from newsgen.write import machine_error

FOLDER = "pictures"
"""Below .newsgen."""

_RECORD = "record"
_WHOLE = "whole"
"""The file itself, where it had to be written anew."""

FEW = 3
"""With fewer files, starting other processes costs more than it saves."""

_decoder: msgspec.msgpack.Decoder[Treated] = msgspec.msgpack.Decoder(Treated)


class Store(msgspec.Struct, frozen=True):
    lasting: str
    """Path of the folder that is kept from build to build."""
    fleeting: str
    """Path of one that is removed after this build; empty where everything may be kept."""

    @property
    def made_in(self) -> str:
        """Path of the folder in which something is made now."""
        return self.fleeting or self.lasting

    def place(self, treated: Treated) -> Path | None:
        """The folder in which all lies that was made of a file."""
        for top in (self.lasting, self.fleeting):
            if top and _is_whole(folder := _folder(top, treated.key), treated):
                return folder
        return None

    def recall(self, key: Digest) -> Treated | None:
        """What became of a file of which all lies there that was made of it; what lies there in part is removed."""
        for top in (self.lasting, self.fleeting):
            folder = _folder(top, key)
            treated = _record(folder) if top else None
            if treated is not None and treated.key == key and _is_whole(folder, treated):
                return treated
            if top and top == self.made_in:
                _remove(folder)
        return None

    def put(self, treated: Treated, made: dict[str, bytes]) -> None:
        """All or nothing: a build that is ended in between leaves no half of it."""
        folder = _folder(self.made_in, treated.key)
        temporary = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        for name, data in made.items():
            (temporary / (name or _WHOLE)).write_bytes(data)
        (temporary / _RECORD).write_bytes(msgspec.msgpack.encode(treated))
        try:
            temporary.replace(folder)
        except OSError:  # another file with the same bytes was quicker
            shutil.rmtree(temporary, ignore_errors=True)

    def copies(self, treated: Treated, source: str) -> dict[str, Copy]:
        """What is published of a file: its variants by their names and, under "", the file itself."""
        folder = None
        if treated.stored or treated.variants or treated.card:
            folder = self.place(treated) if self.fleeting else _folder(self.lasting, treated.key)
        whole = str(folder / _WHOLE) if folder and treated.stored else source
        found = {"": Copy(whole, treated.digest, treated.size, treated.kind, made=treated.stored)}
        for each in (*treated.variants, *([treated.card] if treated.card else [])):
            kind = "jpeg" if each.format == "jpg" else each.format
            found[each.name] = Copy(str((folder or Path()) / each.name), each.digest, each.size, kind, made=True)
        return found

    def forget(self, wanted: Collection[Digest]) -> None:
        """Everything that is not wanted, what an ended build left, and what somebody else put there."""
        names = {key.hex() for key in wanted}
        for first in _listed(Path(self.lasting)):
            for path in _listed(first):
                if path.name not in names or not path.is_dir():
                    _remove(path)
            with contextlib.suppress(OSError):
                first.rmdir()
            if first.is_file():
                _remove(first)


def _listed(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _remove(path: Path) -> None:
    """A folder or a file, if it is there."""
    shutil.rmtree(path, ignore_errors=True)
    with contextlib.suppress(OSError):
        path.unlink()


def _record(folder: Path) -> Treated | None:
    try:
        return _decoder.decode((folder / _RECORD).read_bytes())
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def _is_whole(folder: Path, treated: Treated) -> bool:
    """Whether all lies there that the record names."""
    try:
        there = {entry.name for entry in os.scandir(folder)}
    except OSError:
        return False
    names = {each.name for each in (*treated.variants, *([treated.card] if treated.card else []))}
    return there >= (names | {_WHOLE} if treated.stored else names)


def _folder(top: str, key: Digest) -> Path:
    name = key.hex()
    return Path(top, name[:2], name)


class Making(msgspec.Struct, frozen=True):
    """Where pictures are made, and how many of them."""

    store: Store
    most: int | None = None
    """Further ones that are not made yet are shown as they are; None for no limit."""


class File(msgspec.Struct, frozen=True):
    """One that is to be published, and whose bytes are known."""

    shown: str
    """As messages call it."""
    path: str
    """Absolute."""
    digest: Digest
    key: Digest
    use: Use
    beside: bool
    """Whether it lies beside an article, and not in `static/`."""


class Spec(msgspec.Struct, frozen=True):
    """What a worker needs to treat files."""

    store: Store
    recipe: Recipe


def treat_all(
    files: Iterable[File],
    known: dict[Digest, Treated],
    spec: Spec,
    workers: Workers,
    progress: Callable[[int, int], None],
) -> dict[Digest, Treated]:
    """What becomes of each file, by its key; `known` is what the state remembers."""
    found: dict[Digest, Treated] = {}
    new: dict[Digest, File] = {}
    for file in files:
        treated = known.get(file.key)
        if treated is not None and (treated.stored or treated.variants or treated.card):
            treated = treated if spec.store.place(treated) is not None else None
        if treated is None or treated.fault:
            new.setdefault(file.key, file)
        else:
            found[file.key] = treated
    waiting = list(new.values())
    done = 0
    try:
        for batch in workers.run(treat, spec, waiting, batch=4, alone=FEW):
            found.update((treated.key, treated) for treated in batch)
            done += len(batch)
            progress(done, len(waiting))
    except OSError as error:
        raise machine_error(error, Path(spec.store.lasting)) from error
    return found


def treat(spec: Spec, files: list[File]) -> list[Treated]:
    return [_treat(spec, file) for file in files]


def _treat(spec: Spec, file: File) -> Treated:
    from newsgen import cleaning

    if (known := spec.store.recall(file.key)) is not None:
        return known
    try:
        data = Path(file.path).read_bytes()
    except FileNotFoundError:
        return _unread(file, "this file vanished while the site was built", "build again")
    except OSError as error:
        return _unread(file, f"this file cannot be read: {error.strerror}", "allow newsgen to read it")
    if fingerprint.of_bytes(data) != file.digest:
        return _unread(file, "this file changed while the site was built", "build again")
    treated, made = cleaning.treat(data, file.path, file.key, file.use, spec.recipe, beside=file.beside)
    if made:
        spec.store.put(treated, made)
    return treated


def _unread(file: File, message: str, hint: str) -> Treated:
    return Treated(file.key, "", b"", 0, fault=message, unread=True, hint=hint)


def read(copy: Copy, shown: str) -> bytes | Problem:
    """The bytes of a file that was treated, once they were inspected; or why they cannot be published."""
    from newsgen import cleaning
    from newsgen.filetypes import inspection

    try:
        data = Path(copy.path).read_bytes()
        clean = data if copy.made else cleaning.cleaned(data, copy.kind)
    except FileNotFoundError:
        return Problem(shown, 0, "this file vanished while the site was built", "build again")
    except FileFault as fault:
        return Problem(shown, 0, fault.message, fault.hint)
    if fingerprint.of_bytes(clean) != copy.digest:
        if copy.made:
            # Whatever damaged it, it is made again by the next build.
            shutil.rmtree(Path(copy.path).parent, ignore_errors=True)
        return Problem(shown, 0, "this file changed while the site was built", "build again")
    if found := inspection.findings(clean, copy.kind):
        return Problem(shown, 0, f"this file is not published: {found[0]} is still in it", "open it and export it anew")
    return clean
