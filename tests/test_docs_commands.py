"""Every command of the documentation is run, in the order of its page; of those that cannot be run here, the options
are held against the command line.

A comment `<!-- elsewhere -->` stands above what cannot be run here. A box that follows `…` with a path in the same
paragraph is that file, and one of text is what the commands above it answer.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from newsgen.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]

_ELSEWHERE = "<!-- elsewhere -->"
_FILE = re.compile(r"`((?:content|static|templates)/[\w./-]+|newsgen\.yaml)`[^`]*:\s*$")


class Block(NamedTuple):
    kind: str
    text: str
    above: str
    """The paragraph before it."""

    @property
    def elsewhere(self) -> bool:
        return _ELSEWHERE in self.above

    @property
    def commands(self) -> list[str]:
        return [line for line in self.text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        above = text[: match.start()].rstrip().rpartition("\n\n")[2]
        found.append(Block(match[1], match[2], above))
    return found


def shells(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.kind in {"sh", "bash", "console"}]


WITH_COMMANDS = [page for page in PAGES if shells(page)]
RUN = [page for page in WITH_COMMANDS if not all(block.elsewhere for block in shells(page))]
BEGIN = {"README.md", "tutorial.md"}
"""Pages that make their own site; the commands of all others are typed in the folder of one."""


def own(line: str) -> list[list[str]]:
    """The calls of newsgen in a line, as lists of arguments."""
    words = shlex.split(line, comments=True)
    calls = []
    for start, word in enumerate(words):
        if word == "newsgen" and (start == 0 or words[start - 1] in {"&&", "|", ";", "||"}):
            rest = words[start + 1 :]
            end = next((at for at, each in enumerate(rest) if each in {"&&", "|", ";", "||", ">", ">>"}), len(rest))
            calls.append(rest[:end])
    return calls


def understood(arguments: list[str]) -> None:
    """Raises click's own error for a command or an option that does not exist."""
    command: click.Command = main
    context = click.Context(main, info_name="newsgen")
    rest = list(arguments)
    while isinstance(command, click.Group):
        if rest and rest[0].startswith("-"):
            command.make_context("newsgen", rest, resilient_parsing=True)
            return
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = click.Context(command, parent=context, info_name=name)
    command.make_context(context.info_name, rest, parent=context.parent)


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
def test_every_command_and_option_of_the_documentation_exists(page: Path):
    for block in shells(page):
        for line in block.commands:
            for arguments in own(line):
                understood(arguments)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_within_the_text_exist(page: Path):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for inline in re.findall(r"`(newsgen(?: [^`\n]+)?)`", text):
        arguments = shlex.split(re.sub(r"\s*\[[A-Z.]+\]", "", inline))[1:]
        # Only what is called is named there, so an argument may be missing.
        names = [each for each in arguments if re.fullmatch(r"[a-z][a-z-]*", each)]
        options = [each for each in arguments if each.startswith("--")]
        command: click.Command = main
        for name in names:
            if isinstance(command, click.Group):
                assert name in command.commands, inline
                command = command.commands[name]
        known = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts}
        assert {option.partition("=")[0] for option in options} <= known | {"--help"}, inline


@pytest.mark.parametrize(
    "line", ["newsgen bild", "newsgen build --klean", "cd x && newsgen urls check --agains y", "newsgen schema both"]
)
def test_a_command_that_does_not_exist_would_be_found(line: str):
    [arguments] = own(line)
    with pytest.raises(click.UsageError):
        understood(arguments)


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder with a `newsgen` to be called, and nothing else."""
    program = tmp_path / "bin" / "newsgen"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newsgen "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def run(text: str, shell: Path, folder: Path, *, fails: bool = False) -> tuple[str, Path]:
    """What the commands say, and the folder that they end in; whether `fails` the last of them."""
    environment = {
        **os.environ,
        "PATH": f"{shell / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(shell),
        **{f"GIT_{who}_{what}": "editor@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    where = shell / "where"
    done = subprocess.run(
        ["bash", "-c", f'{"" if fails else "set -e"}\n{text}\ncode=$?\npwd > "{where}"\nexit $code'],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    assert done.returncode == int(fails), f"{text}\n{done.stdout}"
    return done.stdout, Path(where.read_text(encoding="utf-8").strip())


def plain(said: str) -> str:
    """Without the numbers that change with the machine, or with each page that newsgen learns to make."""
    said = re.sub(r"\d+\.\d s", "0.5 s", said)
    return re.sub(r"[\d,]+ (files? written|unchanged|removed)", r"0 \1", said).replace("file written", "files written")


def follow(page: Path, shell: Path) -> Path:
    """Do what a page says, from its first line to its last; the folder in which that ends."""
    folder = shell / "folder"
    folder.mkdir()
    begins = page.name in BEGIN
    if not begins:
        begin = (
            'newsgen init . && newsgen new "The strike ends" --date 2022-09-28 && newsgen build && newsgen urls record'
        )
        run(begin, shell, folder)
    followed = [block for block in blocks(page) if not block.elsewhere]
    said = ""
    for block, after in zip(followed, [*followed[1:], None], strict=True):
        if block.kind == "sh":
            fails = after is not None and "Nothing was written" in after.text
            said, folder = run(block.text, shell, folder, fails=fails)
        elif begins and block.kind == "text":
            assert plain(block.text).strip() in plain(said)
        elif begins and (named := _FILE.search(block.above)):
            file = folder / named[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in RUN if page.name != "tutorial.md"], ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_it_says(page: Path, shell: Path):
    follow(page, shell)


@pytest.mark.slow
def test_whoever_follows_the_tutorial_has_the_site_that_it_promises(shell: Path):
    site = follow(ROOT / "docs" / "tutorial.md", shell)
    assert site.name == "archive"
    first = (site / "build/2022/09/30/port-strike/index.html").read_text(encoding="utf-8")
    assert "The Harbour Gazette" in first
    second = (site / "build/2022/09/20/talks-with-the-port-begin/index.html").read_text(encoding="utf-8")
    assert 'href="/2022/09/30/port-strike/"' in second
    assert not [path for path in (site / "build").rglob("*") if path.is_file() and b"The new rota" in path.read_bytes()]
    said, _ = run("git status --porcelain", shell, site)
    assert said == ""


def test_every_target_of_make_that_is_named_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")]:
        named = set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, page.name
