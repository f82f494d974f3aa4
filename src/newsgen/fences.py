"""Where front matter begins and ends: between two lines that are `---`, the second of which may also be `...`."""

from __future__ import annotations

import re

import msgspec

from newsgen import yaml
from newsgen.yaml import YamlError

MAX_SIZE = 64 * 1024
"""Characters of front matter: more than any article needs, and little enough to read at once."""

_OPEN = re.compile(r"[\s\ufeff]*^---[ \t]*\n", re.MULTILINE)
_CLOSE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
# What editors and tired fingers make of three hyphens.
_NEARLY = re.compile(r"[ \t]*(?:[-\u2010-\u2015\u2212]{1,8}|---[ \t]*[#-].*|\.\.)[ \t]*")
_KEYED = re.compile(r"[\w.$-]*\w[ \t]*:(?:[ \t].*)?")
_YAML_LINE = re.compile(r"\w[\w.$-]*[ \t]*:.*|[ \t]+\S.*|-[ \t].*|#.*|[\"'\]}].*|")


class Parts(msgspec.Struct, frozen=True):
    """A file's text, taken apart at its fences."""

    front: str = ""
    """The lines between the fences."""
    front_line: int = 1
    """The file's line on which `front` begins; the opening fence is the one above."""
    body: str = ""
    body_line: int = 1
    fault_line: int = 0
    """Where a fence is wrong or missing; 0 where both are right. What stands above is then guessed."""
    message: str = ""
    hint: str = ""
    readable: bool = True
    """False where there is nothing that could be read as front matter."""


def split(text: str) -> Parts:
    opening = _OPEN.match(text)
    if opening is None:
        return _unopened(text)
    start = opening.end()
    front_line = text.count("\n", 0, start) + 1
    # From the line feed that ends the opening fence, so that the two may stand one below the other.
    closing = _CLOSE.search(text, start - 1)
    if closing is None or closing.start() - start > MAX_SIZE:
        return _unclosed(text, start, front_line)
    front = text[start : closing.start() + 1]
    return Parts(front, front_line, text[closing.end() :], text.count("\n", start, closing.end()) + front_line)


def _unopened(text: str) -> Parts:
    """A file without its first fence: junk before it, a fence that is nearly one, keys without it, or plain text."""
    lines = text.lstrip("\ufeff").split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        hint = "begin it with a line ---, a line title: …, a line ---, and then the text"
        return Parts(fault_line=1, message="the file is empty", hint=hint, readable=False)
    line = lines[first].strip()
    number = first + 1
    other = "TOML" if line.startswith("+++") else "JSON" if re.match(r"\{(?![{%])", line) else ""
    if other:
        hint = "write it as YAML: key: value, between two lines ---"
        return Parts(fault_line=number, message=f"front matter in {other} is not read", hint=hint, readable=False)
    fence = next((i for i, candidate in enumerate(lines) if candidate.rstrip() == "---"), None)
    keyed = _KEYED.fullmatch(lines[first]) is not None and not line.startswith("http")
    if _NEARLY.fullmatch(lines[first]) and first + 1 < len(lines) and _KEYED.fullmatch(lines[first + 1]):
        mended = split("\n".join([*lines[:first], "---", *lines[first + 1 :]]))
        message = f'"{line}" is not a fence, which is three hyphens at the start of a line'
        return _with(mended, number, message, "write: ---")
    if keyed:
        rest = split("\n".join(["---", *lines[first:]]))
        rest = msgspec.structs.replace(rest, front_line=number, body_line=rest.body_line + first - 1)
        return _with(rest, number, "the fence above the front matter is missing", f"add a line --- above line {number}")
    if fence is not None and fence + 1 < len(lines) and _KEYED.fullmatch(lines[fence + 1]):
        rest = split("\n".join([*[""] * fence, *lines[fence:]]))
        above = f"line {number}" if fence == first + 1 else f"lines {number} to {fence}"
        return _with(rest, number, "text stands above the front matter", f"remove {above}, so that --- comes first")
    title = yaml.scalar(line.lstrip("# ").rstrip("# ")[:200])
    return Parts(
        fault_line=number,
        message="there is no front matter",
        hint=f"add three lines above line {number}: ---, title: {title} and ---",
        readable=False,
    )


def _with(parts: Parts, line: int, message: str, hint: str) -> Parts:
    if parts.fault_line:
        return parts
    return msgspec.structs.replace(parts, fault_line=line, message=message, hint=hint)


def _unclosed(text: str, start: int, front_line: int) -> Parts:
    """A file without its second fence, with a guess where it should stand."""
    lines = text[start:].split("\n")
    size = 0
    for i, line in enumerate(lines):
        size += len(line) + 1
        if size > MAX_SIZE:
            break
        if i and _NEARLY.fullmatch(line) and line.strip() and not line.startswith(("- ", "-\t")):
            message = f'"{line.strip()}" is not a fence, which is three hyphens at the start of a line'
            return _closed(lines, i, i + 1, front_line, message, "write: ---", i + front_line)
    end = guess(lines[: i + 1])
    if end is None:
        message = "the front matter has no end" if size <= MAX_SIZE else "the front matter is longer than 64 KB"
        hint = "add a line --- below its last key"
        return Parts(fault_line=front_line - 1, message=message, hint=hint, readable=False)
    line_above = end + front_line - 1
    hint = f"add a line --- below line {line_above}"
    return _closed(lines, end, end, front_line, "the fence below the front matter is missing", hint, line_above)


def _closed(lines: list[str], end: int, body: int, front_line: int, message: str, hint: str, line: int) -> Parts:
    front = "".join(f"{line}\n" for line in lines[:end])
    return Parts(front, front_line, "\n".join(lines[body:]), front_line + body, line, message, hint)


def guess(lines: list[str]) -> int | None:
    """How many lines from the first seem to be front matter, when no fence says it; None when none do.

    It ends at the first blank line that is not followed by something like YAML, if what stands above it reads; else
    above the first line that is not like YAML.
    """
    ends = []
    for i, line in enumerate(lines):
        following = next((other for other in lines[i + 1 :] if other.strip()), None)
        if not line.strip() and (following is None or not _YAML_LINE.fullmatch(following) or following.startswith("#")):
            ends.append(i)
        if not _YAML_LINE.fullmatch(line):
            ends.append(i)
            break
    else:
        ends.append(len(lines))
    for end in ends:
        filled = end
        while filled and not lines[filled - 1].strip():
            filled -= 1
        if filled and _is_mapping(lines[:filled]):
            return filled
    return ends[-1] if ends and ends[-1] and _KEYED.fullmatch(lines[0]) else None


def _is_mapping(lines: list[str]) -> bool:
    try:
        return isinstance(yaml.read("\n".join(lines)), yaml.Mapping)
    except YamlError:
        return False
