"""What to write instead of YAML that does not parse: the line as it was probably meant, proven by reading it.

A mend is guessed from how the line looks, put in place, and read. One that leads further into the text without losing a
key on the way is kept, and the rest is examined with it, so that one run tells of every mistake. Line numbers stay:
a mend takes the place of whole lines, and lines that it makes superfluous are left empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from newsgen import yaml
from newsgen.quoting import KEY, scalar
from newsgen.slips import TOP_KEY, Mend, candidates, reads, spaces_before
from newsgen.yaml import YamlError

NO_KEYS: Mapping[str, bool] = MappingProxyType({})
MAX_FAULTS = 20
_MAX_CHARACTERS = 1_500_000
"""How much text is read in search of mends for one file: a good half second."""


class Fault(msgspec.Struct, frozen=True):
    """One mistake in a text, with its mend where one was proven."""

    line: int
    """In the file, from 1."""
    message: str
    hint: str = ""
    """`write: …` with the whole line, or `write in place of lines 3 to 5: …`."""


class Examined(msgspec.Struct, frozen=True):
    node: yaml.Node | None
    """What the text says once it is mended; None where that failed."""
    faults: tuple[Fault, ...]
    unread: bool = False
    """True where some mistake is left without a mend, so that `node` is not all that the text says."""


def examine(text: str, first_line: int, error: YamlError, keys: Mapping[str, bool] = NO_KEYS) -> Examined:
    """All mistakes in a text that raised `error`. `keys` are known keys, and whether their value is always text."""
    lines = text.split("\n")
    if error.message.startswith("anchors") and _is_used(error.message, text):
        fault = Fault(error.line, error.message, "write the value out in each place where it is used")
        return Examined(None, (fault,), unread=True)
    faults: list[Fault] = []
    budget = _MAX_CHARACTERS
    while len(faults) < MAX_FAULTS:
        run, after = _run(lines, first_line, error, keys)
        if run:
            faults += [Fault(slip.first + first_line, slip.message, _hint(slip, first_line)) for slip in run]
            for slip in run:
                _apply(lines, slip)
            if after is None:
                return Examined(yaml.read("\n".join(lines), first_line), tuple(faults))
            error = after
            continue
        mend, following, spent = _best(lines, first_line, error, keys, budget)
        budget -= spent
        if mend is None:
            return Examined(None, _unproven(faults, lines, first_line, error), unread=True)
        if faults and faults[-1].line == mend.first + first_line:
            mend = msgspec.structs.replace(mend, message=faults.pop().message)
        faults.append(Fault(mend.first + first_line, mend.message, _hint(mend, first_line)))
        _apply(lines, mend)
        if following is None:
            return Examined(yaml.read("\n".join(lines), first_line), tuple(faults))
        error = following
    return Examined(None, _unproven(faults, lines, first_line, error), unread=True)


def _run(
    lines: list[str], first_line: int, error: YamlError, keys: Mapping[str, bool]
) -> tuple[list[Mend], YamlError | None]:
    """Mends for several known keys in a row that all lack a space or all begin too far in, and the next error.

    Mended one by one they lead nowhere, and joined they would be the value of the first.
    """
    start = next((i for i in range(error.since - first_line, len(lines)) if _slip(lines, i, keys)), len(lines))
    if start > error.line - first_line + 1:
        return [], None
    run: list[Mend] = []
    for i in range(start, min(len(lines), start + MAX_FAULTS)):
        mend = _slip(lines, i, keys)
        if mend is None:
            break
        run.append(mend)
    if len(run) < 2:
        return [], None
    trial = list(lines)
    for mend in run:
        _apply(trial, mend)
    try:
        node = yaml.read("\n".join(trial), first_line)
    except YamlError as later:
        read = later.line > run[-1].last + first_line and {mend.first + first_line for mend in run} <= {*later.keys}
        return (run, later) if read else ([], None)
    return (run, None) if isinstance(node, yaml.Mapping) else ([], None)


def _slip(lines: list[str], i: int, keys: Mapping[str, bool]) -> Mend | None:
    """The mend for a line whose known key lacks the space behind its colon, or has spaces before it."""
    match = KEY.fullmatch(lines[i])
    if not match or match["key"] not in keys or match["lead"].strip(" ") or match["colon"] != ":":
        return None
    value = match["value"].strip()
    if value and not match["space"] and not value.startswith("//"):
        message = f'no space after the colon of "{match["key"]}"'
    elif match["lead"]:
        message = spaces_before(match["key"])
    else:
        return None
    text = value if not value or reads(f"k: {value}") else scalar(value)
    return Mend(i, i, f"{match['key']}: {text}".rstrip(), message)


def _is_used(message: str, text: str) -> bool:
    """Whether the name of an anchor, `(&name)`, is referred to: then the sign was meant as YAML means it."""
    name = re.search(r"\(&(.*)\)", message)
    return name is not None and re.search(rf"[\s\[,]\*{re.escape(name[1])}(?=[\s\],]|$)", text) is not None


def _unproven(faults: list[Fault], lines: list[str], first_line: int, error: YamlError) -> tuple[Fault, ...]:
    """The faults when the last found no mend: the earlier mends stand if the text before it reads with them."""
    start = max((i for i in range(error.since - first_line + 1) if TOP_KEY.match(lines[i])), default=0)
    try:
        yaml.read("\n".join(lines[:start]), first_line)
    except YamlError:
        faults = [Fault(fault.line, fault.message) for fault in faults]
    return (*faults, Fault(error.line, error.message, error.hint))


def _hint(mend: Mend, first_line: int) -> str:
    if mend.first == mend.last:
        return f"write: {mend.text}"
    return f"write in place of lines {mend.first + first_line} to {mend.last + first_line}: {mend.text}"


def _apply(lines: list[str], mend: Mend) -> None:
    lines[mend.first : mend.last + 1] = [mend.text, *[""] * (mend.last - mend.first)]


def _best(
    lines: list[str], first_line: int, error: YamlError, keys: Mapping[str, bool], budget: int
) -> tuple[Mend | None, YamlError | None, int]:
    """The mend that leads furthest, the error that is next met with it, and how many characters were read."""
    best: Mend | None = None
    reached: YamlError | None = None
    doubtful: Mend | None = None
    spent = 0
    for mend in candidates(lines, first_line, error, keys):
        trial = list(lines)
        _apply(trial, mend)
        text = "\n".join(trial)
        spent += len(text)
        following: YamlError | None = None
        try:
            node = yaml.read(text, first_line)
        except YamlError as later:
            following = later
            read_keys = set(later.keys)
        else:
            if not isinstance(node, yaml.Mapping):
                continue
            read_keys = {entry.key.line for entry in (*node.entries, *node.repeated)}
        end = following.line if following else first_line + len(trial)
        lost = any(
            TOP_KEY.match(line) and number not in read_keys
            for number, line in enumerate(trial[: end - first_line], first_line)
        )
        if following is None:
            if not lost:
                return mend, None, spent
            doubtful = doubtful or mend
        elif not lost and following.line > mend.last + first_line and _reach(following) > _reach(reached or error):
            best, reached = mend, following
        if spent > budget:
            break
    if best is None and doubtful is not None:
        return doubtful, None, spent
    return best, reached, spent


def _reach(error: YamlError) -> tuple[int, int]:
    return error.line, error.since
