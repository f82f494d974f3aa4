"""The register as an input of the build: what it keeps answered, reports and refuses; and what hosts are told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from pathlib import Path

import msgspec

from newsgen import collector, fingerprint, ledger, output, plan, purged, register
from newsgen.article import Source
from newsgen.config import REGISTER, Config
from newsgen.errors import MachineError, Problem, ProblemsFound
from newsgen.load import Loaded
from newsgen.output import Kind, Sheaf
from newsgen.outputs import Files, Frame, hosts
from newsgen.outputs.kept import keepers
from newsgen.permalink import collision_key, output_path
from newsgen.records import Bound
from newsgen.register import Register, Succession
from newsgen.state import State
from newsgen.text import DecodingFault, decode
from newsgen.views import Copy

HOST_FOLDER = "host"
"""Below .newsgen."""

_NOTED = "register"
"""How many addresses the register had when a build last succeeded."""


class Kept(msgspec.Struct, frozen=True):
    """All outputs of a site: those of its articles, and what the register keeps beside them."""

    sheaves: tuple[Sheaf, ...]
    """One output for a path."""
    places: frozenset[str]
    """The collision keys of their paths."""
    makers: tuple[Kind, ...]
    register: Register
    succession: Succession
    problems: tuple[Problem, ...]

    @property
    def gone_files(self) -> tuple[str, ...]:
        """Former addresses of files that go with nothing any more."""
        strayed = [each.address for each in self.succession.strayed]
        left = [address for address in strayed if collision_key(output_path(address)) not in self.places]
        return (*self.succession.gone_files, *left)


def read(site: Path) -> tuple[Register, tuple[Problem, ...]]:
    path = site / REGISTER
    try:
        text = decode(path.read_bytes())
    except FileNotFoundError:
        return Register(), ()
    except DecodingFault as fault:
        raise ProblemsFound([Problem(REGISTER, fault.line, fault.message, fault.hint)]) from None
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror}") from error
    return register.parse(text)


def without_purged(site: Path, config: Config, loaded: Loaded, files: Iterable[Source], state: State) -> Loaded:
    """What was read, but for documents whose address was purged and which some branch has brought back; and those of
    the `files` that went with what was purged.
    """
    hashes = purged.hashes(site)
    secret = purged.key(site) if hashes else b""
    if not secret:
        return loaded
    back = {each.source for each in loaded.documents if register.hashed(each.address, secret) in hashes}
    state.forget_sources(back)
    problems = (
        Problem(
            f"{config.content}/{source}",
            0,
            "this file was purged and is back, so it is left out",
            "delete it, and see where it came from",
            severity="warning",
            private=True,
        )
        for source in sorted(back)
    )
    return msgspec.structs.replace(
        loaded,
        documents=tuple(each for each in loaded.documents if each.source not in back),
        problems=(*loaded.problems, *problems),
        withdrawn=loaded.withdrawn | back,
        withheld=frozenset(each.path for each in files if register.hashed(each.path, secret) in hashes),
    )


@collector.paused()
def complete(
    site: Path,
    frame: Frame,
    files: Files,
    makers: tuple[Kind, ...],
    known: Register,
    existing: Collection[str],
    held: Collection[str],
    recorded: Mapping[str, Bound],
) -> Kept:
    """Everything that the kinds ask for, and what becomes of registered addresses that none of it answers.

    Of a sheaf that is as it was `recorded` the paths are known without planning its outputs.
    """
    sheaves = [sheaf for kind in makers for sheaf in output.sheaves(kind)]
    places = [*chain.from_iterable(_places(sheaf, recorded) for sheaf in sheaves)]
    succession = register.succeed(known, frozenset(places), frame.catalogue, existing, held, purged.key(site))
    more = keepers(frame, files, succession)
    added = [sheaf for kind in more for sheaf in output.sheaves(kind)]
    places += chain.from_iterable(_places(sheaf, recorded) for sheaf in added)
    whole, taken = ledger.distinct([*sheaves, *added], places, frame.config.content)
    return Kept(whole, frozenset(places), (*makers, *more), known, succession, (*taken, *_news(known, succession)))


def _places(sheaf: Sheaf, recorded: Mapping[str, Bound]) -> Iterable[str]:
    bound = ledger.known(sheaf, recorded)
    if bound is not None:
        return bound.places
    return [collision_key(output.path) for output in sheaf.outputs]


def _news(known: Register, succession: Succession) -> Iterable[Problem]:
    """What changed since the register was last recorded. Of what is withdrawn only the number is told."""
    new = {entry.address for entry in known.entries if entry.kind in {"article", "page"}}
    moved = [forward for forward in succession.forwards if forward.address in new]
    gone = [address for address in succession.gone if address in new]
    if moved:
        shown = ", ".join(f"{forward.address} → {forward.target}" for forward in moved[:5])
        more = f" and {len(moved) - 5:,} more" if len(moved) > 5 else ""
        yield _warning(len(moved), f"from now on to where the page is: {shown}{more}", "leads", "lead")
    if gone:
        yield _warning(len(gone), "from now on that the page was withdrawn", "says", "say")


def _warning(count: int, what: str, one: str, many: str) -> Problem:
    who = f"1 registered address {one}" if count == 1 else f"{count:,} registered addresses {many}"
    return _warning_of(REGISTER, f"{who} {what}", "newsgen urls check lists them")


def _warning_of(path: str, message: str, hint: str) -> Problem:
    return Problem(path, 0, message, hint, severity="warning")


def refuse_accident(kept: Kept, state: State, accepted: int) -> None:
    """Raises `ProblemsFound` for a loss of addresses that nobody can have meant, until it is accepted by its number.

    Nothing else that the register says holds a build up, and --keep-going does not pass this.
    """
    noted = int(state.about(_NOTED) or b"0")
    lost = len(kept.succession.lost)
    if noted and not kept.register.entries:
        if accepted < noted:
            message = f"the register of this site's {noted:,} addresses is gone, so none of them would be kept"
            hint = f"take {REGISTER} from the history, or give it up: newsgen build --accept-loss {noted}"
            raise ProblemsFound([Problem(REGISTER, 0, message, hint)])
    elif register.accidental(lost, len(kept.register)) and accepted < lost:
        message = f"{lost:,} of {len(kept.register):,} addresses would be lost at once: their files are gone"
        hint = f"put the files back, or give the addresses up: newsgen build --accept-loss {lost}"
        raise ProblemsFound([Problem(REGISTER, 0, message, hint)])


def remember(state: State, kept: Kept) -> None:
    state.note(_NOTED, str(len(kept.register)).encode())


class Hosted(msgspec.Struct, frozen=True):
    """What hosts are told."""

    names: tuple[str, ...]
    rules: hosts.Rules
    texts: dict[str, str]
    kind: hosts.HostFiles
    taken: frozenset[str]
    """Files of the site's own that stand in the place of newsgen's."""

    def leave(self, workspace: Path) -> None:
        """The files in a folder, for whoever sets the host up, and no others."""
        folder = workspace / HOST_FOLDER
        for place in folder.glob("*") if folder.is_dir() else ():
            if place.name not in self.texts:
                place.unlink()
        _write(folder, self.texts)

    def limits(self, drawn: plan.Plan, results: Iterable[plan.Rendered | Problem]) -> tuple[Problem, ...]:
        """What may not fit, and what is not newsgen's own."""
        taken = tuple(
            _warning_of(
                f"static/{name}",
                "this file is published in the place of newsgen's own rules for addresses that moved",
                f"add to it what stands in .newsgen/{HOST_FOLDER}/{name}",
            )
            for name in sorted(self.taken)
        )
        sizes: dict[str, int] = {}
        if self.names:
            sizes = {record.path: record.size for record in drawn.standing()}
            sizes |= {output.path: file.size for output, file in drawn.made(results)}
        return (
            *taken,
            *(near for name in self.names for near in hosts.near_limits(name, self.rules, self.texts, sizes)),
        )


def host(config: Config, frame: Frame, kept: Kept, folder: Path) -> Hosted:
    """The rules in the form of each host of the site, written below `folder` to be copied from there."""
    moved = chain.from_iterable(sheaf.outputs for sheaf in kept.sheaves if sheaf.kind in hosts.TOLD)
    found = hosts.rules(moved, kept.gone_files, frame) if config.hosts else hosts.Rules(config.root)
    texts = hosts.texts(config.hosts, found)
    taken = frozenset(name for name in texts if collision_key(name) in kept.places)
    own = {name: text for name, text in texts.items() if name in hosts.IN_SITE and name not in taken}
    copies = _write(folder / HOST_FOLDER, own)
    return Hosted(config.hosts, found, texts, hosts.HostFiles(copies), taken)


def _write(folder: Path, texts: Mapping[str, str]) -> dict[str, Copy]:
    made: dict[str, Copy] = {}
    for name, text in texts.items():
        data = text.encode()
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / name).exists() or (folder / name).read_bytes() != data:
            (folder / name).write_bytes(data)
        made[name] = Copy(str(folder / name), fingerprint.of_bytes(data))
    return made
