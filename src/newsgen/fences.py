"""Where front matter begins and ends: between two lines that are `---`, the second of which may also be `...`."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from newsgen import quoting, yaml
from newsgen.yaml import YamlError

MAX_SIZE = 64 * 1024
"""Characters of front matter: more than any article needs, and little enough to read at once."""

_OPEN = re.compile(r"(?:[\s\ufeff]*\n)?\ufeff*---[ \t]*\n")
_CLOSE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
# What editors and tired fingers make of three hyphens.
_NEARLY = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]{2,8}|[\u2012-\u2015]|---[ \t]*[#-].*|\.\.)\s*")
_NO_END = "the fence below the front matter is missing"
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
    fence = next((i for i, candidate in enumerate(lines) if candidate.rstrip(" \t") == "---"), None)
    keyed = _KEYED.fullmatch(lines[first]) is not None and not line.startswith("http")
    if _NEARLY.fullmatch(lines[first]) and first + 1 < len(lines) and _KEYED.fullmatch(lines[first + 1]):
        mended = split("\n".join([*lines[:first], "---", *lines[first + 1 :]]))
        return _with(mended, number, _no_fence(lines[first]), "write: ---")
    if keyed:
        rest = split("\n".join(["---", *lines[first:]]))
        shift = first - 1
        message, hint = "the fence above the front matter is missing", f"add a line --- above line {number}"
        if rest.message == _NO_END:
            message = "the fences around the front matter are missing"
            hint += f" and one below line {rest.fault_line + shift}"
        return msgspec.structs.replace(
            rest,
            front_line=rest.front_line + shift,
            body_line=rest.body_line + shift,
            fault_line=number,
            message=message,
            hint=hint,
        )
    if fence is not None and fence + 1 < len(lines) and _KEYED.fullmatch(lines[fence + 1]):
        rest = split("\n".join([*[""] * fence, *lines[fence:]]))
        above = f"line {number}" if fence == first + 1 else f"lines {number} to {fence}"
        return _with(rest, number, "text stands above the front matter", f"remove {above}, so that --- comes first")
    title = quoting.scalar(line.strip("#- ")[:200] or "…")
    return Parts(
        fault_line=number,
        message="there is no front matter",
        hint=f"add three lines above line {number}: ---, title: {title} and ---",
        readable=False,
    )


def _no_fence(line: str) -> str:
    shown = line.strip()
    if shown == "---" != line.strip(" \t"):
        return "beside the three hyphens of this fence stands an invisible character"
    return f'"{shown}" is not a fence, which is three hyphens at the start of a line'


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
        if size > MAX_SIZE or not (_YAML_LINE.fullmatch(line) or _NEARLY.fullmatch(line)):
            break
        if i and _NEARLY.fullmatch(line) and line.strip():
            return _closed(lines, i, i + 1, front_line, _no_fence(line), "write: ---", i + front_line)
    end = guess(lines[: i + 1])
    if end is None or (size > MAX_SIZE and end >= i):
        too_long = size > MAX_SIZE
        message = "the front matter is longer than 64 KB" if too_long else "the front matter has no end"
        hint = "move what is text below the line ---" if too_long else "add a line --- below its last key"
        return Parts(fault_line=front_line - 1, message=message, hint=hint, readable=False)
    return _open_end(lines, end, front_line)


def _open_end(lines: list[str], end: int, front_line: int) -> Parts:
    last = end + front_line - 1
    return _closed(lines, end, end, front_line, _NO_END, f"add a line --- below line {last}", last)


def _closed(lines: list[str], end: int, body: int, front_line: int, message: str, hint: str, line: int) -> Parts:
    front = "".join(f"{kept}\n" for kept in lines[:end])
    return Parts(front, front_line, "\n".join(lines[body:]), front_line + body, line, message, hint)


def reconsider(parts: Parts, keys: Collection[str]) -> Parts | None:
    """For front matter that does not read: the parts if what was taken for its lower fence is a rule in the text."""
    if parts.fault_line:
        return None
    lines = parts.front.split("\n")[:-1]
    end = guess(lines)
    if end is None or end == len(lines) or not _is_mapping(lines[:end]):
        return None
    rest = lines[end:]
    if rest[0].strip() or any(_KEYED.fullmatch(line) and line.partition(":")[0].rstrip() in keys for line in rest):
        return None
    return _open_end([*lines, "---", *parts.body.split("\n")], end, parts.front_line)


def guess(lines: list[str]) -> int | None:
    """How many lines from the first seem to be front matter, when no fence says it; None when none do.

    It ends at the first blank line that is not followed by something like YAML, if what stands above it reads; else
    above the first line that is not like YAML.
    """
    ends: list[int] = []
    for i, line in enumerate(lines):
        following = _next(lines, i)
        # Keys are lower case; a paragraph may well begin with `Note:`.
        if not line.strip() and (following[:1].isupper() or not _YAML_LINE.fullmatch(following)):
            ends.append(i)
        if not _YAML_LINE.fullmatch(line):
            ends.append(i)
            break
    else:
        ends.append(len(lines))
    for end in (*ends[:4], ends[-1]):
        filled = end
        while filled and not lines[filled - 1].strip():
            filled -= 1
        if filled and _is_mapping(lines[:filled]):
            return filled
    return ends[-1] if ends[-1] and _KEYED.fullmatch(lines[0]) else None


def _next(lines: list[str], i: int) -> str:
    """The next line that is neither blank nor a comment or heading."""
    for line in lines[i + 1 : i + 50]:
        if line.strip() and not line.startswith("#"):
            return line
    return ""


def _is_mapping(lines: list[str]) -> bool:
    try:
        return isinstance(yaml.read("\n".join(lines)), yaml.Mapping)
    except YamlError:
        return False
