"""A new site: settings, a first article and page, the workflow that publishes it, and what editors need to know."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import subprocess
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from urllib.parse import urlencode

from newsgen import __version__, settings
from newsgen.commands import schema
from newsgen.config import FILE_NAME
from newsgen.errors import MachineError, UsageError

_FILES = {
    "newsgen.yaml": "newsgen.yaml",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "EDITORS.md": "EDITORS.md",
    "publish.yml": ".github/workflows/publish.yml",
    "about.md": "content/pages/about.md",
    "article.md": "content/{date:%Y}/{date:%m}/{date}-first-article.md",
    "vscode-settings.json": ".vscode/settings.json",
    "vscode-extensions.json": ".vscode/extensions.json",
    "vscode-tasks.json": ".vscode/tasks.json",
    "vscode-snippets.json": ".vscode/newsgen.code-snippets",
}
"""Name in the package to path in the site. None is hidden in the package: build tools pass over hidden files."""

_GITHUB = re.compile(r"github\.com[:/]+(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?$")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_PLACE = re.compile(r"@([A-Z_]+)@")

_NEW_ARTICLE = """\
---
title: "Headline"
date: YYYY-MM-DD
section: News
tags: []
summary: ""
---

"""


def init(directory: Path, *, repository: str = "", today: dt.date | None = None) -> list[Path]:
    """Write the files of a new site into a folder, made if need be, and return their paths, sorted.

    `repository` is OWNER/REPO on GitHub; empty means that of the folder's git remote, where it has one.
    `today` dates the first article; the default is the day in UTC, the zone that a new site is set to.

    Raises UsageError when a file is there already, and writes nothing then.
    """
    if repository and not _REPOSITORY.fullmatch(repository):
        raise UsageError(f'repository "{repository}": write it as OWNER/REPO')
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file; name a folder")
    if (directory / FILE_NAME).exists():
        there = "" if directory.samefile(".") else f". Go there: cd {shlex.quote(str(directory))}"
        raise UsageError(f"{directory} is a site already; nothing was written{there}")
    date = today or dt.datetime.now(dt.UTC).date()
    values = _values(repository or _remote(directory), date)
    texts = {target.format(date=date): _filled(_starter(name), values) for name, target in _FILES.items()}
    texts |= schema.files(settings.parse(texts[FILE_NAME]))
    files = {directory / target: text for target, text in texts.items()}
    present = sorted(path.relative_to(directory).as_posix() for path in files if path.exists() or path.is_symlink())
    if present:
        raise UsageError(f"{directory} already has {', '.join(present)}; nothing was written")
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise MachineError(f"cannot write {error.filename or directory}: {error.strerror}") from error
    return sorted(files)


def _values(repository: str, date: dt.date) -> dict[str, str]:
    owner, _, name = (repository or "OWNER/REPO").partition("/")
    home = f"{owner}.github.io".lower()
    if not repository:
        base_url = "https://example.org/"
    elif name.lower() == home:
        base_url = f"https://{home}/"
    else:
        base_url = f"https://{home}/{name}/"
    query = urlencode({"filename": "YYYY/MM/YYYY-MM-DD-short-name.md", "value": _NEW_ARTICLE})
    return {
        "VERSION": __version__,
        "DATE": date.isoformat(),
        "BASE_URL": base_url,
        "NEW_ARTICLE": f"https://github.com/{owner}/{name}/new/main/content?{query}",
        "CONTENT": f"https://github.com/{owner}/{name}/tree/main/content",
    }


def _starter(name: str) -> str:
    return resources.files("newsgen").joinpath("starter", name).read_text(encoding="utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)


def _remote(directory: Path) -> str:
    """OWNER/REPO of the folder's own git remote on GitHub; empty without git, repository or remote."""
    # A folder within somebody else's checkout must not take that one's name: its workflow would not run.
    if not (directory / ".git").exists():
        return ""
    command = ["git", "-C", str(directory), "config", "--get", "remote.origin.url"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = _GITHUB.search(answer.stdout.strip())
    return f"{match['owner']}/{match['name']}" if match else ""
