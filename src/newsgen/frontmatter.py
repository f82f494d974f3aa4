"""The front matter of a source file, as values; or the problems that keep it from being understood.

Beside the keys of `FrontMatter`, these are understood:

    author, tag, redirect_from      authors, tags, aliases
    lastmod, last_modified_at       updated
    category, categories            the first is the section, further ones are tags; beside a section, all are tags
    published: false                draft: true

and whatever the configuration names (`front_matter.names`). A file's own key wins over a mapped one, and that over the
names above; of two mapped ones the first in the configuration wins.
"""

from __future__ import annotations

import datetime as dt
import re
from difflib import SequenceMatcher
from functools import lru_cache

import msgspec

from newsgen import datehints, doubts, fences, holdback, quoting, typed, yaml
from newsgen.article import Citation, Moment
from newsgen.config import Config
from newsgen.dates import DateError, Dates
from newsgen.datetext import HOW
from newsgen.errors import Problem
from newsgen.fields import NO_KEYS, STRICT, FrontMatter
from newsgen.notes import Notes, ValueFault, repeated_key, unknown_key
from newsgen.synonyms import SYNONYMS, absent, unify
from newsgen.values import texts
from newsgen.yaml import Entry, Node, Scalar, YamlError


class Reading(msgspec.Struct, frozen=True):
    """A source file, taken apart."""

    front: FrontMatter | None
    """None when a problem is an error."""
    body: str
    """The text below the front matter."""
    body_line: int
    """The line of the file on which the body begins."""
    problems: tuple[Problem, ...]


LISTS = ("tags", "authors", "aliases", "sources", "corrections", "images", "silence", "categories")
"""Keys that take several items."""
_NESTED = ("url", "archived", "text", "reason")
_INNER = {
    "corrections": ("text",),
    "sources": ("url", "archived"),
    "retracted": ("reason",),
}
"""Keys of the items of a key that are no keys of front matter."""
_CURLY = "“”„‟‘’‚«»"
_OWN = 0
_SYNONYM_RANK = 1_000_000


class Reader:
    """Reads the files of one site. It keeps what the configuration means for front matter, so make one for many."""

    def __init__(self, config: Config, dates: Dates) -> None:
        self.config = config
        self.dates = dates
        own = {name for name in FrontMatter.__struct_fields__ if name not in NO_KEYS}
        taxonomies = {key for key in config.taxonomies if key not in own}
        self.taxonomies = frozenset(taxonomies)
        self.ignored = frozenset(config.front_matter.ignore)
        self.targets: dict[str, tuple[str, int]] = {name: (target, _SYNONYM_RANK) for name, target in SYNONYMS.items()}
        for rank, (name, target) in enumerate(config.front_matter.names.items(), 1):
            meant = SYNONYMS.get(target, target)
            if meant in own or meant in taxonomies or meant in SYNONYMS:
                self.targets[name] = (meant, rank)
        self.targets |= {name: (name, _OWN) for name in own | taxonomies}
        self.suggestions = tuple(sorted(self.targets))
        self.shape = typed.Shape(
            FrontMatter,
            readers={Moment: self._moment},
            fields={"embargo": self._embargo, "expires": self._expires},
            strict=STRICT,
            omit=NO_KEYS,
            unknown="warning",
        )
        self.keys = {name: self.shape.keys.get(target, False) for name, (target, _) in self.targets.items()}
        self.words = dict.fromkeys((*self.ignored, *_NESTED), False) | self.keys

    def read(self, text: str, path: str) -> Reading:
        """`text` as `text.decode` gives it, or with byte order mark and any line endings; `path` is for messages."""
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = text.removeprefix("\ufeff")
        notes = Notes(path, text)
        parts = fences.split(text)
        node = None
        if parts.readable:
            try:
                node = yaml.read(parts.front, parts.front_line)
            except YamlError:
                parts = fences.reconsider(parts, self.keys) or parts
                node = typed.parse(parts.front, notes, self.words, parts.front_line)
            if isinstance(node, Scalar):
                node = typed.parse(parts.front, notes, self.words, parts.front_line)
        unread = node is None and notes.failed
        if parts.fault_line:
            notes.error(parts.fault_line, parts.message, parts.hint)
        front = None if unread or not parts.readable else self._front(node, parts, notes)
        problems = _without_echoes(notes.problems) if notes.failed else notes.problems
        return Reading(None if notes.failed else front, parts.body, parts.body_line, tuple(problems))

    def _front(self, node: Node | None, parts: fences.Parts, notes: Notes) -> FrontMatter | None:
        if node is None:
            notes.error(parts.front_line - 1, "the front matter is empty", 'add a line below it: title: "…"')
            return None
        if not isinstance(node, yaml.Mapping):
            notes.error(node.line, "the front matter holds no keys", "write keys with values, such as title: …")
            return None
        told = {problem.line for problem in notes.problems}
        for fault in doubts.doubts(parts.front, parts.front_line, node, self.keys):
            if fault.line not in told:
                notes.error(fault.line, fault.message, fault.hint)
        entries = self._entries(node, notes)
        given = {name: entries.pop(name) for name in sorted(self.taxonomies & entries.keys())}
        terms = {name: texts(entry.value, entry.key.text, notes) for name, entry in given.items()}
        terms_lines = {name: entry.key.line for name, entry in given.items() if not absent(entry)}
        unify(entries, notes)
        lines = terms_lines | {name: entry.key.line for name, entry in entries.items() if not absent(entry)}
        front = self.shape.build(entries, notes, line=parts.front_line - 1)
        if front is None:
            _name_the_day(entries.get("date"), notes)
            return None
        return msgspec.structs.replace(
            front,
            title=" ".join(front.title.split()),
            sources=tuple(_with_url(source) for source in front.sources) if front.sources else (),
            terms={name: labels for name, labels in terms.items() if labels},
            lines=lines,
        )

    def _entries(self, node: yaml.Mapping, notes: Notes) -> dict[str, Entry]:
        """By newsgen's own names; unknown and repeated keys are noted."""
        entries: dict[str, Entry] = {}
        ranks: dict[str, int] = {}
        strange: list[Entry] = []
        for written in node.entries:
            entry, name = written, written.key.text
            found = self.targets.get(name)
            if found is None and name[:1] in _CURLY and name.strip(_CURLY) in self.keys:
                entry = self._uncurled(entry, notes)
                found = self.targets[entry.key.text]
            elif found is None and ":" in name:
                entry = self._parted(entry, notes)
                found = self.targets.get(entry.key.text)
            if found is None:
                if name not in self.ignored:
                    strange.append(entry)
                continue
            target, rank = found
            if target in entries:
                # An empty value is as good as none, so that any other key for the same thing goes before it.
                here, there = (absent(entry), rank), (absent(entries[target]), ranks[target])
                if target in STRICT:
                    here, there = (False, rank), (False, ranks[target])
                if here > there:
                    continue
            entries[target], ranks[target] = entry, rank
        if strange:
            self._strange(strange, node, entries, notes)
        for entry in node.repeated:
            if entry.key.text not in self.ignored:
                first = next(other for other in node.entries if other.key.text == entry.key.text)
                target = self.targets.get(entry.key.text, ("", 0))[0]
                several = target in LISTS or target in self.taxonomies
                repeated_key(entry.key, notes, known=bool(target), first=first, several=several)
        return entries

    def _strange(self, unknown: list[Entry], node: yaml.Mapping, entries: dict[str, Entry], notes: Notes) -> None:
        """Notes the unknown keys; those by which other systems hold back are errors, also where one comes again."""
        unknown = [entry for entry in unknown if not self._stray(entry, node, entries, notes)]
        names = {entry.key.text for entry in unknown}
        again = [entry for entry in node.repeated if entry.key.text in names]
        held = [(entry, what) for entry in (*unknown, *again) if (what := holdback.held(entry))]
        serious = holdback.note(held, entries, self.dates, notes) if held else ()
        for entry in unknown:
            if entry.key.line not in serious:
                self._unknown(entry.key, notes)

    def _stray(self, entry: Entry, node: yaml.Mapping, entries: dict[str, Entry], notes: Notes) -> bool:
        """Whether the entry belongs to the item above it, as the unindented text of a correction does; then noted."""
        above = node.entries[node.entries.index(entry) - 1]
        target = self.targets.get(above.key.text, ("", 0))[0]
        if entry.key.text not in _INNER.get(target, ()):
            return False
        items = above.value.items if isinstance(above.value, yaml.Sequence) else (above.value,)
        last = items[-1] if items else above.value
        column = last.entries[0].key.column if isinstance(last, yaml.Mapping) else 3
        line = notes.line(entry.key.line)
        what = f'the line is not indented, so it is no part of "{above.key.text}" above it'
        notes.error(entry.key.line, what, f"write: {' ' * (column - 1)}{line.strip()}")
        # What is missing there is missing for no other reason.
        entries.pop(target, None)
        return True

    def _parted(self, entry: Entry, notes: Notes) -> Entry:
        """The entry that was meant by `title:Court: adjourned`, whose key is `title:Court` to YAML."""
        key = entry.key
        name, _, rest = key.text.partition(":")
        if name not in self.keys or key.quoted:
            return entry
        value = (rest + notes.line(key.line).partition(key.text)[2]).strip()
        notes.error(key.line, f'no space after the colon of "{name}"', f"write: {name}: {quoting.quote(value)}")
        return Entry(Scalar(name, key.line, key.column), Scalar(value, key.line, key.column, quoted=True))

    def _uncurled(self, entry: Entry, notes: Notes) -> Entry:
        """The entry that was meant by `“title”: Mine`."""
        key = entry.key
        name = key.text.strip(_CURLY)
        what = f'the quotation marks around the key "{name}" are part of it; a key needs none'
        notes.error(key.line, what, f"write: {notes.line(key.line).replace(key.text, name, 1)}")
        return Entry(Scalar(name, key.line, key.column), entry.value)

    def _unknown(self, key: Scalar, notes: Notes) -> None:
        guarded = _guarded(key.text)
        if guarded:
            # Else a letter too many in `draft` would publish what nobody may see yet.
            mended = notes.line(key.line).replace(key.text, guarded, 1)
            notes.error(key.line, f'unknown key "{key.text}"; did you mean "{guarded}"?', f"write: {mended}")
        else:
            unknown_key(key, self.suggestions, notes, "warning")

    def _moment(self, scalar: Scalar) -> Moment:
        try:
            return self.dates.read(scalar.text)
        except DateError as fault:
            raise ValueFault(fault.message, fault.hint) from None

    def _embargo(self, node: Node) -> dt.datetime:
        return self.dates.instant(self._coming(_scalar(node), "write the day and the hour, as in 2035-10-04 09:00"))

    def _expires(self, node: Node) -> dt.datetime:
        return self.dates.end(self._coming(_scalar(node), "write the last day, as in 2035-10-04"))

    def _coming(self, scalar: Scalar, form: str) -> Moment:
        """A moment that is likely to lie ahead: no day of the past may be offered for it, nor another hour."""
        try:
            return self.dates.read(scalar.text)
        except DateError as fault:
            clock = datehints.parted(scalar.text.strip())[1]
            form = datehints.with_hour(form.removesuffix(" 09:00"), clock) if clock else form
            raise ValueFault(fault.message, form if fault.example else fault.hint) from None


@lru_cache(maxsize=1024)
def _guarded(name: str) -> str:
    """The key that keeps things from the public of which `name` is hardly more than a misspelling; else nothing."""
    word = name.lower().strip("_- ")
    return next((key for key in STRICT if SequenceMatcher(None, word, key).ratio() >= 0.8), "")


def _name_the_day(date: Entry | None, notes: Notes) -> None:
    """Offers the day in the file's name where the date says nothing that could be offered."""
    named = re.match(r"\d{4}-\d\d-\d\d(?!\d)", notes.path.rpartition("/")[2])
    if date is None or named is None:
        return
    for i, problem in enumerate(notes.problems):
        if problem.line == date.value.line and problem.hint == HOW:
            hint = f"write {named[0]}, the day in the file's name, if it is meant"
            notes.problems[i] = msgspec.structs.replace(problem, hint=hint)


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """By line; where two problems are mended by the same line, the first of them says enough.

    What a comma cut off is told once, and not as an unknown key too.
    """
    written_out = {problem.line for problem in problems if problem.message.endswith(" in keys of their own")}
    cut = {problem.line for problem in problems if problem.message.startswith("a comma ends ")}
    seen: set[tuple[int, str]] = set()
    kept: list[Problem] = []
    for problem in sorted(problems, key=lambda problem: problem.line):
        if problem.line in cut and problem.message.startswith("unknown key ") and not problem.is_error:
            continue
        if problem.line in written_out and problem.hint.startswith("write: ") and "\n" not in problem.hint:
            continue
        mend = (problem.line, problem.hint)
        if mend not in seen or not problem.hint.startswith("write: "):
            kept.append(problem)
        seen.add(mend)
    return kept


def _scalar(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise ValueFault("a date is expected", "write it on the line of its key")
    return node


def _with_url(source: Citation) -> Citation:
    """A source that is an address and nothing else is its own title."""
    if not source.url and source.title.startswith(("https://", "http://")):
        return msgspec.structs.replace(source, url=source.title)
    return source


_last: Reader | None = None


def read(text: str, path: str, config: Config, dates: Dates) -> Reading:
    """One file; see `Reader.read`. The reader of the last configuration is kept for the next file."""
    global _last  # noqa: PLW0603 -- one process reads the files of one site, a hundred thousand of them
    reader = _last
    if reader is None or reader.config is not config or reader.dates is not dates:
        reader = _last = Reader(config, dates)
    return reader.read(text, path)
