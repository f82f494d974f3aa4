"""Somebody edits a site at random, and what comes of it is held against a clean build."""

from __future__ import annotations

import contextlib
import datetime as dt
import posixpath
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.edits import CONFIGS, DATES, FILES, FRONT, NOW, RARE, SHOW_ALL, TIMES
from tests.sites import NOON, Site, picture

from newsgen import scan
from newsgen.errors import Problem, ProblemsFound
from newsgen.fingerprint import SIZE
from newsgen.outcome import Outcome
from newsgen.statefile import read_only


class Piece:
    """An article of the site, from which its file is written."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.version = 0
        self.folder = ""
        self.bundle = False
        self.suffix = ""
        self.day = dt.date(2022, 1 + number % 3, 1 + number)
        self.front: dict[str, str] = {}
        self.links: list[str] = []
        self.body = "Text."
        self.broken = False

    @property
    def path(self) -> str:
        """Below the content folder."""
        name = f"piece{self.number}"
        return posixpath.join(
            self.folder, f"{name}/index{self.suffix}.md" if self.bundle else f"{name}{self.suffix}.md"
        )

    @property
    def canary(self) -> str:
        return f"Headline{self.number}v{self.version}z"

    def text(self) -> str:
        keys = {"title": self.canary, "date": self.day.isoformat(), **self.front}
        if self.broken:
            keys["date"] = "2022-02-31"
        lines = [f"{key}: {value}" for key, value in keys.items()]
        here = posixpath.dirname(self.path) or "."
        links = [
            f"{'!' if target.endswith('.jpg') else ''}[to]({posixpath.relpath(target, here)})" for target in self.links
        ]
        return "\n".join(["---", *lines, "---", self.body, "", *links, ""])


class Editing(RuleBasedStateMachine):
    """Somebody works on a site; now and then it is built."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp(prefix="newsgen-test-"))
        self.site = Site(self.top / "site")
        self.config = {key: values[0] for key, values in CONFIGS.items()}
        self.config["languages"] = "[en, ru]"
        self.now = NOON
        self.pieces: dict[int, Piece] = {}
        self.unchecked = 0
        self.kept_going = False
        self.planned: dict[tuple[str, bytes], list[tuple[str, str, bytes, str]]] = {}
        """The outputs of all sheaves so far, by the name and the key of each."""
        self.tick = scan.TICK_NS
        self.configure()
        for number in (1, 2, 3):
            self.pieces[number] = Piece(number)
        self.pieces[2].bundle = self.pieces[3].bundle = True
        self.pieces[1].front["tags"] = "[torture]"
        self.pieces[2].front["tags"] = "[Torture, trial]"
        for piece in self.pieces.values():
            self.put(piece)
        self.site.write("content/piece2/photo.jpg", picture("two"))

    @initialize(trusting=st.booleans())
    def trust_the_clock(self, trusting: bool) -> None:
        """What was written long ago is known by its times alone; here it is known so at once."""
        scan.TICK_NS = 0 if trusting else self.tick

    def teardown(self) -> None:
        scan.TICK_NS = self.tick
        shutil.rmtree(self.top)

    def configure(self) -> None:
        self.site.write("newsgen.yaml", "".join(f"{key}: {value}\n" for key, value in self.config.items()))

    def put(self, piece: Piece) -> None:
        self.site.write(f"content/{piece.path}", piece.text())

    def take(self, piece: Piece) -> None:
        self.site.remove(f"content/{piece.path}")

    def change(self, piece: Piece, edit: Callable[[Piece], object]) -> None:
        """Links to the article follow it."""
        before = piece.path
        self.take(piece)
        edit(piece)
        self.put(piece)
        self.follow(before, [piece.path])

    def follow(self, before: str, after: list[str]) -> None:
        for other in self.pieces.values():
            if before in other.links:
                other.links = [each for link in other.links for each in (after if link == before else [link])]
                self.put(other)

    def piece(self, choice: int) -> Piece:
        return sorted(self.pieces.values(), key=lambda piece: piece.number)[choice % len(self.pieces)]

    choices = st.integers(0, 7)

    @rule(number=st.integers(1, 9), key=st.sampled_from(sorted(FRONT)), value=choices)
    def add(self, number: int, key: str, value: int) -> None:
        if number not in self.pieces:
            piece = self.pieces[number] = Piece(number)
            if key not in RARE:
                piece.front[key] = FRONT[key][value % len(FRONT[key])]
            self.put(piece)

    @precondition(lambda self: len(self.pieces) > 1)
    @rule(choice=choices, mend=st.sampled_from([True, True, True, False]))
    def delete(self, choice: int, mend: bool) -> None:
        piece = self.piece(choice)
        self.take(piece)
        del self.pieces[piece.number]
        if mend:
            self.follow(piece.path, [])

    @rule(choice=choices)
    def retitle(self, choice: int) -> None:
        def edit(piece: Piece) -> None:
            piece.version += 1

        self.change(self.piece(choice), edit)

    @rule(choice=choices, day=st.sampled_from(DATES), time=st.sampled_from(TIMES))
    def redate(self, choice: int, day: dt.date, time: str) -> None:
        def edit(piece: Piece) -> None:
            piece.day = day
            piece.front["date"] = f"{day.isoformat()}{time}"

        self.change(self.piece(choice), edit)

    @rule(choice=choices, key=st.sampled_from(sorted(set(FRONT) - RARE)), value=choices)
    def rewrite(self, choice: int, key: str, value: int) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.update({key: FRONT[key][value % len(FRONT[key])]}))

    @rule(choice=choices, key=st.sampled_from(sorted(RARE)), value=choices)
    def rewrite_boldly(self, choice: int, key: str, value: int) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.update({key: FRONT[key][value % len(FRONT[key])]}))

    @rule(choice=choices, key=st.sampled_from(sorted(FRONT)))
    def leave_out(self, choice: int, key: str) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.pop(key, None))

    @rule(choice=choices)
    def leave_out_everything(self, choice: int) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.clear())

    @rule(choice=choices, folder=st.sampled_from(["", "deep", "deep/er", "ru", "pages"]))
    def move(self, choice: int, folder: str) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "folder", folder))

    @rule(choice=choices, suffix=st.sampled_from(["", ".ru"]))
    def rename(self, choice: int, suffix: str) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "suffix", suffix))

    @rule(choice=choices)
    def fold(self, choice: int) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "bundle", not piece.bundle))

    @rule(choice=choices, text=st.sampled_from(["Text.", "Te*x*t.", "## Part\n\nText.", 'A "word".']))
    def write_on(self, choice: int, text: str) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "body", text))

    @rule(choice=choices, other=choices)
    def link(self, choice: int, other: int) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "links", [self.piece(other).path]))

    @rule(choice=choices, file=st.sampled_from(["photo.jpg", "piece2/photo.jpg", "piece3/more/data.csv"]))
    def link_to_file(self, choice: int, file: str) -> None:
        if (self.site.folder / "content" / file).exists():
            self.change(self.piece(choice), lambda piece: setattr(piece, "links", [file]))

    @rule(path=st.sampled_from(sorted(FILES)), value=choices)
    def lay(self, path: str, value: int) -> None:
        data = FILES[path][value % len(FILES[path])]
        if data is not None:
            self.site.write(path, data)
        elif (self.site.folder / path).exists():
            self.site.remove(path)
            self.follow(path.removeprefix("content/"), [])

    @rule(shown=st.booleans())
    def show_all(self, shown: bool) -> None:
        if shown:
            self.site.add(SHOW_ALL)
        else:
            for name in ("base.html", "atom.xml", "rss.xml", "sitemap.xml", "sitemap_news.xml"):
                (self.site.folder / "templates" / name).unlink(missing_ok=True)

    @rule(key=st.sampled_from(sorted(CONFIGS)), value=choices)
    def decide(self, key: str, value: int) -> None:
        self.config[key] = CONFIGS[key][value % len(CONFIGS[key])]
        self.configure()

    @rule(now=st.sampled_from(NOW))
    def wait(self, now: dt.datetime) -> None:
        self.now = now

    @rule(choice=st.integers(0, 200), how=st.sampled_from(["delete", "alter", "grow", "touch", "empty", "link"]))
    def tamper(self, choice: int, how: str) -> None:
        files = sorted(path for path in self.site.output.rglob("*") if path.is_file() and path.name[0] != ".")
        if not files:
            return
        place = files[choice % len(files)]
        data = place.read_bytes()
        if how in {"delete", "link"}:
            place.unlink()
        if how == "alter":
            place.write_bytes(data[:-1] + b"#" if data else b"#")
        elif how == "grow":
            place.write_bytes(data + b"\n")
        elif how == "touch":
            place.write_bytes(data)
        elif how == "empty":
            place.write_bytes(b"")
        elif how == "link":
            place.symlink_to("nowhere")

    @rule(
        path=st.sampled_from(
            ["stray", "2022/stray.html", "new/folder/x.txt", "old/index.html", "tags/trial/index.html"]
        )
    )
    def stray(self, path: str) -> None:
        file = self.site.output / path
        if self.site.output.is_dir() and not file.is_dir() and not file.parent.is_file():
            self.site.write(f"build/{path}", b"stray")

    @rule(path=st.sampled_from(["2022", "archive", "about", "tags/trial"]))
    def lose_folder(self, path: str) -> None:
        shutil.rmtree(self.site.output / path, ignore_errors=True)

    @rule()
    def lose_output(self) -> None:
        shutil.rmtree(self.site.output, ignore_errors=True)

    @rule()
    def lose_state(self) -> None:
        shutil.rmtree(self.site.folder / ".newsgen", ignore_errors=True)

    @rule(choice=choices)
    def break_one(self, choice: int) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "broken", True))

    @rule()
    def mend_all(self) -> None:
        for piece in self.pieces.values():
            piece.broken = False
            for key in RARE:
                piece.front.pop(key, None)
            piece.links = []
            self.put(piece)
        self.config |= {"languages": "[en, ru, kk]", "exclude": "[]"}
        self.configure()

    @rule()
    def keep_going(self) -> None:
        try:
            self.site.build(at=self.now, keep_going=True)
        except ProblemsFound:
            return  # templates and settings can be no more than whole
        self.kept_going = True

    @rule()
    def preview(self) -> None:
        """A build of the drafts shares the state, and must leave nothing in it."""
        try:
            self.site.build(at=self.now, drafts=True, output="preview")
        except ProblemsFound:
            return

    @rule()
    def record(self) -> None:
        """The addresses of a build are registered, and must be answered from then on."""
        made, _ = attempt(self.site, self.now)
        if made is not None:
            self.site.record(at=self.now)

    @rule(several=st.integers(1, 3))
    def edit_more_before_building(self, several: int) -> None:
        self.unchecked = several + 1

    def keys_tell_outputs_apart(self, site: Site) -> None:
        """Two sheaves of one name and key, planned on different days, are the same outputs."""
        with contextlib.closing(read_only(str(site.folder / ".newsgen/state.db"), still=True)) as state:
            for name, bound in state.sheaves(str(site.output)).items():
                planned = [(each.path, each.kind, each.parts[2 * SIZE :], each.source) for each in bound.records()]
                assert self.planned.setdefault((name, bound.key), planned) == planned or not bound.key

    @invariant()
    def same_as_clean(self) -> None:
        if self.unchecked:
            self.unchecked -= 1
            return
        copy = copied(self.site, self.top / "copy")
        before = self.site.tree() if self.site.output.exists() else {}
        made, problems = attempt(self.site, self.now)
        clean, expected = attempt(copy, self.now)
        try:
            if made is None or clean is None:
                assert made is clean, (problems, expected)
                assert (self.site.tree() if self.site.output.exists() else {}) == {
                    **({".newsgen-output": self.site.tree()[".newsgen-output"]} if self.site.output.exists() else {}),
                    **before,
                }
                return
            same_tree(self.site.tree(), copy.tree())
            assert problems == expected
            assert (made.articles, made.held, made.next_change) == (clean.articles, clean.held, clean.next_change)
            self.nothing_of_drafts_is_left()
            self.keys_tell_outputs_apart(copy)
            if scan.TICK_NS == 0:
                again = self.site.build(at=self.now, accept_loss=10**6)
                assert (again.written, again.removed) == ((), ())
                assert (again.problems, again.held) == (made.problems, made.held)
        finally:
            shutil.rmtree(copy.folder)

    def nothing_of_drafts_is_left(self) -> None:
        drafts = [piece for piece in self.pieces.values() if piece.front.get("draft") == "true"]
        kept = [*self.site.tree().values(), (self.site.folder / ".newsgen/state.db").read_bytes()] if drafts else []
        for piece in drafts:
            assert not any(piece.canary.encode() in data for data in kept)


def copied(site: Site, folder: Path) -> Site:
    """The site as whoever checks it out has it: without anything that was built."""
    copy = Site(folder)
    built = shutil.ignore_patterns("build", ".newsgen", "preview")
    shutil.copytree(site.folder, copy.folder, ignore=built, dirs_exist_ok=True)
    return copy


def attempt(site: Site, now: dt.datetime) -> tuple[Outcome | None, set[Problem]]:
    try:
        made = site.build(at=now, accept_loss=10**6)
    except ProblemsFound as found:
        return None, set(found.problems)
    return made, set(made.problems)


def same_tree(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert sorted(one) == sorted(other)
    assert not {path: (one[path], other[path]) for path in one if one[path] != other[path]}


def edit_at_random(machine: type[Editing], examples: int, steps: int, phases: Sequence[Phase] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            phases=phases,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
