"""Template code of other systems in bodies: Hugo's shortcodes, Liquid's tags and values, WordPress's shortcodes.

Where it stands for the address of a link and can mean but one thing, it is understood. Elsewhere the page shows it as
it is, and a warning says so.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, unquote

import msgspec

from newsgen.errors import Problem

_VALUE = r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}"
_ADDRESS = re.compile(rf"""(\]\([ \t]*|\b(?:href|src)=["']?)((?:{_VALUE})+)""")
_HIDDEN = re.compile(r"""((?:href|src)=["']?)?(%7B(?:[\w.~-]|%[0-9A-F]{2})*+)""")

_HUGO = re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+["`]([^"`]+)["`]\s*[>%]\}\}""")
_JEKYLL = re.compile(r"\{%-?\s*(?:post_url|link)\s+([^\s{}]+)\s*-?%\}")
_LIQUID = re.compile(r"""\{\{-?\s*(["'])(/[^"'{}]*)\1\s*(?:\|\s*(?:relative_|absolute_)?url\s*)?-?\}\}(.*)""")
_BASE = re.compile(r"(?:\{\{-?\s*(?:site\.(?:baseurl|base_url|url)|base_?url)\s*-?\}\})+(/.*)?")

# What comes first is passed over: code, comments, and addresses, which are told of where links are followed.
_CODE = re.compile(
    r"^[ ]{0,3}(?P<fence>```++|~~~++)[^\n]*\n.*?(?:^[ ]{0,3}(?P=fence)|\Z)"
    r"|(?<!`)`++[^`\n]*+`++|<!--.*?(?:-->|\Z)"
    rf"|{_ADDRESS.pattern}"
    r"|(?P<hugo>\{\{<\s*[/\w][^{}\n]{0,200}\}{0,2}|\{\{%\s*[/\w][^{}\n]{0,200}%\}\})"
    r"|(?P<value>\{\{-?\s*[\w\"'][^{}\n]{0,200}\}\})"
    r"|(?P<tag>\{%-?\s*\w[^{}\n]{0,200}\}?)"
    r"|(?P<wordpress>\[caption\b[^\]\n]{0,200}\])",
    re.MULTILINE | re.DOTALL,
)
_KINDS = {
    "hugo": "a shortcode of Hugo",
    "value": "a value of a template",
    "tag": "a tag of a template",
    "wordpress": "a shortcode of WordPress",
}


class Reference(msgspec.Struct, frozen=True, gc=False):
    """What template code in a link stands for: an address of the site, or a document by its path or name."""

    address: str = ""
    document: str = ""
    fragment: str = ""


def hidden(text: str) -> str:
    """The Markdown with template code in addresses percent-encoded: its spaces and quotes would end them early."""
    if "{" not in text:
        return text
    return _ADDRESS.sub(lambda match: match[1] + quote(match[2], safe=""), text)


def restored(html: str, text: str) -> str:
    """The HTML with what was no address after all, in code for example, as it stands in the Markdown `text`."""
    if "{" not in text:
        return html

    encoded = {quote(match[2], safe="") for match in _ADDRESS.finditer(text)}

    def shown(match: re.Match[str]) -> str:
        end = match[2].rfind("%7D") + 3
        code = match[2][:end]
        in_tag = match[1] and html.rfind("<", 0, match.start()) > html.rfind(">", 0, match.start())
        if in_tag or code not in encoded:
            return match[0]
        return (match[1] or "") + escape(unquote(code), quote=False) + match[2][end:]

    return _HIDDEN.sub(shown, html)


def reference(written: str) -> Reference | None:
    """What the address of a link means, without its part behind `#`; None where that cannot be known."""
    if match := _HUGO.fullmatch(written) or _JEKYLL.fullmatch(written):
        document, _, fragment = match[1].partition("#")
        return Reference(document=document.lstrip("/"), fragment=fragment) if document else None
    address = ""
    if match := _LIQUID.fullmatch(written):
        address = match[2] + match[3]
    elif match := _BASE.fullmatch(written):
        address = match[1] or "/"
    path, _, fragment = address.partition("#")
    # Two slashes would name another host.
    return Reference(address=path, fragment=fragment) if path and not path.startswith("//") else None


def warnings(text: str, first_line: int, path: str) -> list[Problem]:
    """One warning for each kind of template code in a body, at its first place."""
    # A search for one character is a hundred times as fast as one for two, and every body pays for it.
    if "{" not in text and "[/caption]" not in text:
        return []
    found: dict[str, Problem] = {}
    for match in _CODE.finditer(text):
        kind = match.lastgroup or ""
        if kind not in _KINDS or kind in found:
            continue
        shown = match[0].strip()
        message = f"{_KINDS[kind]}, {shown if len(shown) <= 40 else shown[:40] + '…'}, is shown as it is"
        hint = "write in its place what it stands for, in Markdown or HTML"
        line = first_line + text.count("\n", 0, match.start())
        found[kind] = Problem(path, line, message, hint, severity="warning", cause=f"{_KINDS[kind]} in text")
    return list(found.values())
