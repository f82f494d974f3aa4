"""What the server adds to a page: problems, why it is not public, and the script that reloads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from newsgen import report
from newsgen.errors import Problem
from newsgen.gate import Held
from newsgen.scan import visible
from newsgen.serve.policy import admit

PLACE = "/_newsgen"
SCRIPT = f"{PLACE}/reload.js"
STYLE = f"{PLACE}/panel.css"
CHANGES = f"{PLACE}/changes"

SHOWN = 10
"""Problems that a panel lists; the terminal has all of them."""

_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)

_REASONS = {
    "draft": "This is a draft. It is published when <code>draft: true</code> is taken out.",
    "embargo": "It is under embargo until {until}.",
    "future": "Its date is in the future: it is published on {until}.",
    "expired": "It has expired.",
}

EMPTY = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>newsgen</title>
</head>
<body>
</body>
</html>
"""
"""The page in the place of one that cannot be made."""


def dressed(html: str, *, mark: str, problems: Sequence[Problem], held: Held | None, zone: str, host: str) -> str:
    """The page with what belongs on it. `host` is the server's name and port, as the browser knows it."""
    # No policy can name an IPv6 address.
    origin = "'self'" if "[" in host else host
    allowed = {"script-src": SCRIPT, "style-src": STYLE, "connect-src": CHANGES}
    html = admit(html, {name: origin if origin == "'self'" else origin + path for name, path in allowed.items()})
    before = f'<link rel="stylesheet" href="{STYLE}">' + (_banner(held, zone) if held is not None else "")
    after = f'{_panel(problems)}<script src="{SCRIPT}" data-mark="{mark}"></script>'
    begin = _BODY.search(html)
    place = begin.end() if begin else len(html)
    html = f"{html[:place]}{BEGIN}{before}{END}{html[place:]}"
    end = html.lower().rfind("</body>")
    place = end if end >= 0 else len(html)
    return f"{html[:place]}{BEGIN}{after}{END}{html[place:]}"


BEGIN = "<!--newsgen serve-->"
END = "<!--/newsgen serve-->"
"""Around what is added, so that nobody takes it for the page's own."""


def _banner(held: Held, zone: str) -> str:
    until = escape(report.moment_text(held.until, zone)) if held.until is not None else ""
    reason = _REASONS.get(held.reason, "").format(until=until)
    return f'<p class="newsgen-held" lang="en" dir="ltr" role="note"><b>Not public.</b> {reason}</p>'


def _panel(problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    count = f"{len(problems):,} problems" if len(problems) > 1 else "1 problem"
    items = "".join(f"<li>{_item(problem)}</li>" for problem in problems[:SHOWN])
    more = f"<p>The terminal lists {len(problems) - SHOWN:,} more.</p>" if len(problems) > SHOWN else ""
    return (
        f'<div id="newsgen-panel" role="alert" lang="en" dir="ltr" tabindex="0"><p><b>{count} to mend</b></p>'
        f"<ul>{items}</ul>{more}</div>"
    )


def _item(problem: Problem) -> str:
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    excerpt = problem.excerpt.strip()
    return (
        f"<p><b>{_shown(where)}</b> {_shown(problem.message)}</p>"
        + (f"<pre>{_shown(excerpt)}</pre>" if excerpt else "")
        + "".join(f"<p>{_shown(line)}</p>" for line in problem.hint.split("\n") if line)
    )


def _shown(text: str) -> str:
    return "<br>".join(escape(visible(line.expandtabs(4))) for line in text.split("\n"))
