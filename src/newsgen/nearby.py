"""What the path of a dead link was probably meant to be: where its file is now, or one of nearly its name."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection
from functools import cached_property

from newsgen import permalink
from newsgen.filetypes import AUDIO_ENDINGS, VIDEO_ENDINGS, ending

MANY = 20
"""Dead links for which a near name is looked for, which takes a while in a large archive."""

_HOST = re.compile(
    r"(?:www\.[\w-]+(?:\.[\w-]+)+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|edu|gov|info|net|org))(?:[/?#:]\S*)?",
    re.IGNORECASE,
)
_ON_THIS_COMPUTER = re.compile(r"[a-z]:[\\/]|file:|\\\\\w|/(?:Users|home)/[^/]+/", re.IGNORECASE)


class Nearby:
    """Everything is looked up only once a dead link asks for it: most sites have none."""

    def __init__(
        self,
        documents: Collection[str],
        files: Collection[str],
        languages: Collection[str],
        successor: Callable[[str], str],
    ) -> None:
        """Paths of what is public, below the content folder; `successor` gives the file to which one was renamed."""
        self._documents = documents
        self._files = files
        self._languages = languages
        self._successor = successor
        self._sought: dict[str, str] = {}
        """Names for which a near one was looked for, and where that lies."""

    def moved(self, path: str) -> str:
        """Where the document of that file is now, as far as that is certain."""
        return self._successor(path) or self._alone.get(posixpath.basename(path), "")

    def nearest(self, path: str) -> str:
        """The file of that path but for capitals, or one elsewhere of that name or nearly; empty if there is none."""
        name = posixpath.basename(path)
        key = permalink.collision_key
        return (
            self._folded.get(key(path), "")
            or self._names.get(name, "")
            or self._folded.get(key(name), "")
            or self._by_stem.get(self._stem(path), "")
            or self._near(name)
        )

    def _near(self, name: str) -> str:
        if name not in self._sought:
            # Only the first few dead links are worth the search: thousands of them have one cause, not thousands.
            known = self._names if len(self._sought) < MANY else ()
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
            self._sought[name] = self._names[near[0]] if near else ""
        return self._sought[name]

    def _stem(self, path: str) -> str:
        return permalink.read_name(path, self._languages).stem if path.lower().endswith((".md", ".markdown")) else ""

    @cached_property
    def _names(self) -> dict[str, str]:
        """File names and where they lie."""
        return {posixpath.basename(path): path for path in sorted((*self._documents, *self._files), reverse=True)}

    @cached_property
    def _folded(self) -> dict[str, str]:
        """By paths, and by names, as file systems compare them that know no capitals."""
        names = {permalink.collision_key(name): path for name, path in self._names.items()}
        return names | {permalink.collision_key(path): path for path in (*self._documents, *self._files)}

    @cached_property
    def _alone(self) -> dict[str, str]:
        """Documents whose file's name no other has."""
        return _only({path: posixpath.basename(path) for path in self._documents})

    @cached_property
    def _by_stem(self) -> dict[str, str]:
        """Documents whose file's name, without its date and language, no other has."""
        return _only({path: self._stem(path) for path in self._documents})


def _only(names: dict[str, str]) -> dict[str, str]:
    """What each name alone belongs to."""
    counts = Counter(names.values())
    return {name: path for path, name in names.items() if name and counts[name] == 1}


def as_web_address(written: str) -> str:
    """The whole address for one that lacks its beginning: `https://www.example.org` for `www.example.org`."""
    return f"https://{written}" if _HOST.fullmatch(written) else ""


def on_this_computer(written: str) -> str:
    """The file's name, `cranes.jpg`, where an address is one on the author's own computer; else nothing."""
    if not _ON_THIS_COMPUTER.match(written):
        return ""
    return re.split(r"[\\/]", written.rstrip("\\/"))[-1]


def noun(path: str) -> str:
    """What a file that a text shows is called."""
    return "recording" if ending(path) in AUDIO_ENDINGS | VIDEO_ENDINGS else "picture"
