"""What to write instead of YAML that does not parse: the line as it was probably meant, proven by reading it.

A mend is guessed from how the line looks, put in place, and read. One that leads further into the text without losing a
key on the way is kept, and the rest is examined with it, so that one run tells of every mistake. Line numbers stay:
a mend takes the place of whole lines, and lines that it makes superfluous are left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from newsgen import yaml
from newsgen.quoting import CLOSING, ITEM, KEY, diagnosis, quote, scalar, unquoted
from newsgen.yaml import YamlError

NO_KEYS: Mapping[str, bool] = MappingProxyType({})
MAX_FAULTS = 20
_MAX_CHARACTERS = 1_500_000
"""How much text is read in search of mends for one file: a good half second."""

_TOP_KEY = re.compile(r"(?:[\w.$-]*\w|\"[^\"]+\"|'[^']+')[ \t]*:(?:[ \t]|$)")
_DASHED = re.compile(r"(?P<lead>[ \t]*)-(?P<value>[^\s-].*)")
_WORD = re.compile(r"(?P<key>\w[\w.-]*)[ \t]+(?P<value>\S.*)")
_FOLDED = re.compile(r"[>|][+-]?[1-9]?")


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


class _Mend(msgspec.Struct, frozen=True):
    first: int
    """Index of the first line that it takes the place of."""
    last: int
    text: str
    message: str


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
) -> tuple[list[_Mend], YamlError | None]:
    """Mends for several known keys in a row that all lack a space or all begin too far in, and the next error.

    Mended one by one they lead nowhere, and joined they would be the value of the first.
    """
    start = next((i for i in range(error.since - first_line, len(lines)) if _slip(lines, i, keys)), len(lines))
    if start > error.line - first_line + 1:
        return [], None
    run: list[_Mend] = []
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


def _slip(lines: list[str], i: int, keys: Mapping[str, bool]) -> _Mend | None:
    """The mend for a line whose known key lacks the space behind its colon, or has spaces before it."""
    match = KEY.fullmatch(lines[i])
    if not match or match["key"] not in keys or match["lead"].strip(" ") or match["colon"] != ":":
        return None
    value = match["value"].strip()
    if value and not match["space"] and not value.startswith("//"):
        message = f'no space after the colon of "{match["key"]}"'
    elif match["lead"]:
        message = _spaces_before(match["key"])
    else:
        return None
    text = value if not value or _reads(f"k: {value}") else scalar(value)
    return _Mend(i, i, f"{match['key']}: {text}".rstrip(), message)


def _spaces_before(key: str) -> str:
    return f'the line begins with spaces; "{key}" belongs at its very start'


def _is_used(message: str, text: str) -> bool:
    """Whether the name of an anchor, `(&name)`, is referred to: then the sign was meant as YAML means it."""
    name = re.search(r"\(&(.*)\)", message)
    return name is not None and re.search(rf"[\s\[,]\*{re.escape(name[1])}(?=[\s\],]|$)", text) is not None


def _unproven(faults: list[Fault], lines: list[str], first_line: int, error: YamlError) -> tuple[Fault, ...]:
    """The faults when the last found no mend: the earlier mends stand if the text before it reads with them."""
    start = max((i for i in range(error.since - first_line + 1) if _TOP_KEY.match(lines[i])), default=0)
    try:
        yaml.read("\n".join(lines[:start]), first_line)
    except YamlError:
        faults = [Fault(fault.line, fault.message) for fault in faults]
    return (*faults, Fault(error.line, error.message, error.hint))


def _hint(mend: _Mend, first_line: int) -> str:
    if mend.first == mend.last:
        return f"write: {mend.text}"
    return f"write in place of lines {mend.first + first_line} to {mend.last + first_line}: {mend.text}"


def _apply(lines: list[str], mend: _Mend) -> None:
    lines[mend.first : mend.last + 1] = [mend.text, *[""] * (mend.last - mend.first)]


def _best(
    lines: list[str], first_line: int, error: YamlError, keys: Mapping[str, bool], budget: int
) -> tuple[_Mend | None, YamlError | None, int]:
    """The mend that leads furthest, the error that is next met with it, and how many characters were read."""
    best: _Mend | None = None
    reached: YamlError | None = None
    doubtful: _Mend | None = None
    spent = 0
    for mend in _candidates(lines, first_line, error, keys):
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
            _TOP_KEY.match(line) and number not in read_keys
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


def _candidates(lines: list[str], first_line: int, error: YamlError, keys: Mapping[str, bool]) -> Iterator[_Mend]:
    """Mends for the lines on which the mistake may stand, the likeliest first."""
    end = min(error.line - first_line, len(lines) - 1)
    start = min(error.since - first_line, end)
    numbers = list(range(end, start - 1, -1))
    if len(numbers) > 16:
        numbers = numbers[:8] + numbers[-8:]
    if not (error.kind or error.hint != "remove it"):
        yield _Mend(end, end, yaml.visible(lines[end]), error.message)
        return
    for i in numbers:
        yield from _spacing(lines, i, keys)
        yield from _value(lines, i, keys)
        yield from _indentation(lines, i)
    for i in numbers:
        yield from _joined(lines, i, keys)


def _spacing(lines: list[str], i: int, keys: Mapping[str, bool]) -> Iterator[_Mend]:
    """Tabs, and missing blanks after a dash or colon, or a missing colon."""
    line = lines[i]
    lead = line[: len(line) - len(line.lstrip())]
    if "\t" in lead:
        text = lead.replace("\t", "  ") + line.lstrip()
        yield _Mend(i, i, text, "a tab at the start of the line, where YAML wants spaces")
    dashed = _DASHED.fullmatch(line)
    if dashed:
        value = dashed["value"].strip()
        text = value if value[0] in "\"'" else scalar(value)
        yield _Mend(i, i, f"{dashed['lead']}- {text}", "the list item has no space after its dash")
    match = KEY.fullmatch(line)
    if match:
        value = match["value"].strip()
        text = f"{match['lead']}{match['key']}: {value if _reads(f'k: {value}') else scalar(value)}"
        if match["colon"] != ":":
            yield _Mend(i, i, text, f'a wide colon, which YAML does not know, after "{match["key"]}"')
        elif value and not match["space"] and not value.startswith("//"):
            yield _Mend(i, i, text, f'no space after the colon of "{match["key"]}"')
    quoted = re.fullmatch(r"[\"'](\w[\w.-]*):[ \t]+([^\"']*)", line)
    if quoted:
        text = f"{quoted[1]}: {quote(quoted[2].strip())}"
        yield _Mend(i, i, text, f'a quotation mark before "{quoted[1]}" is not closed')
    word = _WORD.fullmatch(line)
    if word and (word["key"] in keys or _FOLDED.fullmatch(word["value"].strip())):
        value = word["value"].strip()
        text = value if _FOLDED.fullmatch(value) or _reads(f"k: {value}") else scalar(value)
        yield _Mend(i, i, f"{word['key']}: {text}", f'no colon after "{word["key"]}"')


def _value(lines: list[str], i: int, keys: Mapping[str, bool]) -> Iterator[_Mend]:
    """The value of a key, or a list's item, put in quotes as a whole; lists in brackets item by item."""
    line = lines[i]
    match = KEY.fullmatch(line)
    item = ITEM.fullmatch(line)
    if item and not (match and match["key"] in keys):
        yield from _quoted(i, item["lead"], item["value"].strip(), "the list item", text=True)
    if match and match["value"].strip():
        start, name = f"{match['lead']}{match['key']}: ", f'"{match["key"]}"'
        yield from _quoted(i, start, match["value"].strip(), name, text=keys.get(match["key"], False))
    if not match:
        odd = re.fullmatch(r"([^\s\"'#:-][^:]*|-[^:\s][^:]*):(?:[ \t]+(.*))?", line)
        if odd:
            value = f": {odd[2]}" if odd[2] else ":"
            yield _Mend(i, i, quote(odd[1]) + value, f"the key {odd[1]} begins with a sign that YAML reserves")


def _quoted(i: int, start: str, value: str, name: str, *, text: bool) -> Iterator[_Mend]:
    """`text` is true where the value is never a list."""
    message = diagnosis(value, name)
    if value.startswith("- ") and not text:
        items = re.split(r"\s+-\s+", value[2:])
        listed = ", ".join(_item(item) for item in items)
        yield _Mend(i, i, f"{start}[{listed}]", f"a list begins on the line of {name}")
    if value[0] in "[{" and not text:
        yield from (_Mend(i, i, start + closed, message) for closed in _brackets(value))
    plain = re.fullmatch(r"!![a-z]+[ \t]+(.+)", value)
    if plain:
        yield _Mend(i, i, start + scalar(plain[1]), f"{name} begins with a tag, which newsgen does not read")
    yield _Mend(i, i, start + quote(unquoted(value)), message)


def _brackets(value: str) -> Iterator[str]:
    """A list or mapping in brackets with what is missing to close it, or with each item quoted where it must be."""
    missing: list[str] = []
    for sign in re.sub(r"\"[^\"]*\"|'[^']*'", "", value):
        if sign in "[{":
            missing.append(CLOSING[sign])
        elif missing and sign == missing[-1]:
            missing.pop()
    if missing:
        yield value.rstrip(", ") + "".join(reversed(missing))
    if value[0] == "[":
        inner = value[1:].rstrip().removesuffix("]")
        if "]" not in inner and "[" not in inner:
            items = [item.strip() for item in re.findall(r"\"[^\"]*\"(?=\s*(?:,|$))|[^,]+", inner)]
            yield "[" + ", ".join(_item(item) for item in items if item) + "]"


def _item(text: str) -> str:
    node = _parsed(f"[{text}]")
    if isinstance(node, yaml.Sequence) and len(node.items) == 1 and isinstance(node.items[0], yaml.Scalar):
        return text
    return quote(unquoted(text))


def _indentation(lines: list[str], i: int) -> Iterator[_Mend]:
    line = lines[i]
    body = line.lstrip()
    if not body:
        return
    depth = len(line) - len(body)
    above = next((lines[j] for j in range(i - 1, -1, -1) if lines[j].strip() and not lines[j].startswith("#")), "")
    level = len(above) - len(above.lstrip())
    match = KEY.fullmatch(line)
    if ITEM.fullmatch(line) and ITEM.fullmatch(above) and depth != level:
        yield _Mend(i, i, " " * level + body, "the list item is not in line with the one above it")
    within = KEY.fullmatch(above) if match and depth else None
    if (
        match
        and within
        and "-" in within["lead"]
        and level <= depth < len(within["lead"])
        and not match["lead"].strip()
    ):
        text = " " * len(within["lead"]) + body
        yield _Mend(i, i, text, f'"{match["key"]}" is not in line with "{within["key"]}" above it')
    if match and not match["lead"].strip() and depth:
        for target in dict.fromkeys((min(level, depth), 0)):
            if target != depth:
                name = match["key"]
                message = _spaces_before(name) if not target else f'"{name}" is indented more than the keys around it'
                yield _Mend(i, i, " " * target + body, message)
    if not depth and not _TOP_KEY.match(line) and not body.startswith(("#", "- ")):
        yield _Mend(i, i, f"  {body}", "the line is not indented, so it is no part of the value above it")


def _joined(lines: list[str], i: int, keys: Mapping[str, bool]) -> Iterator[_Mend]:
    """A value that goes on over several lines, on one line and in quotes."""
    match = KEY.fullmatch(lines[i])
    if not match or not match["value"].strip():
        return
    depth = len(match["lead"])
    last = i
    for j in range(i + 1, len(lines)):
        line = lines[j]
        inner = len(line) - len(line.lstrip())
        key = KEY.fullmatch(line)
        word = _WORD.fullmatch(line)
        lacks_space = key and key["key"] in keys and not key["value"].startswith("//")
        begins_key = key and (key["space"] or not key["value"] or lacks_space)
        lacks_colon = word and (word["key"] in keys or _FOLDED.fullmatch(word["value"].strip()))
        if inner <= depth and (begins_key or lacks_colon or line.startswith("#") or ITEM.fullmatch(line)):
            break
        if line.strip():
            last = j
    if last == i:
        return
    raw = match["value"].strip()
    block = _FOLDED.fullmatch(raw) is not None
    mark = raw[0]
    if mark in "\"'" and mark not in raw[1:] and not any(mark in line for line in lines[i + 1 : last + 1]):
        message = f'the quotation mark that opens "{match["key"]}" is not closed'
        yield _Mend(last, last, lines[last].rstrip() + mark, message)
    raw = "" if block else raw
    for line in lines[i + 1 : last + 1]:
        raw += "\n" if not line.strip() else ("" if raw.endswith("\n") else " ") + line.strip()
    raw = re.sub(r"\n+", "\n\n", raw.strip())
    name = f'"{match["key"]}"'
    message = f"the lines of {name} are not indented" if block else diagnosis(raw, name)
    yield _Mend(i, last, f"{match['lead']}{match['key']}: {quote(unquoted(raw))}", message)


def _parsed(text: str) -> yaml.Node | None:
    try:
        return yaml.read(text)
    except YamlError:
        return None


def _reads(text: str) -> bool:
    return _parsed(text) is not None
