"""A page that is open in a real browser while its article is edited."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.server import AT, Server
from tests.sites import Site

PROGRAMS = Path(__file__).parent / "browser"

FRONT = "---\ntitle: Report\ndate: 2022-09-28\n---\n"
BODY = "\n\n".join(f"Paragraph {number}, which fills a line or two of the page." for number in range(80))


def test_a_page_follows_its_text_and_keeps_its_place(
    tmp_path: Path, needs: Callable[..., str], missing: Callable[[str], None]
):
    if not (PROGRAMS / "node_modules/playwright-core").is_dir():
        missing("needs what `npm ci --prefix tests/browser` installs")
    site = Site(tmp_path / "site")
    site.write("content/report.md", FRONT + BODY)
    site.write("content/other.md", FRONT.replace("Report", "Other").replace("28", "27") + "Text.\n")
    server = Server(site.folder, tmp_path / "log", "--at", AT)
    order = {
        "chromium": needs("chromium", "chromium-browser", "google-chrome"),
        "address": f"http://127.0.0.1:{server.port}/2022/09/28/report/",
        "file": str(site.folder / "content/report.md"),
        "texts": [
            FRONT + BODY,
            FRONT + BODY.replace("Paragraph 40", "An edited paragraph"),
            f"---\ntitle\n---\n{BODY}",
        ],
        "elsewhere": str(site.folder / "content/other.md"),
        "other": FRONT.replace("Report", "Other").replace("28", "27") + "Other text.\n",
    }
    try:
        ran = subprocess.run(
            [needs("node"), str(PROGRAMS / "follow.mjs")],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr + server.said()
    finally:
        server.stop()
    seen = json.loads(ran.stdout)
    assert seen["faults"] == []
    assert (seen["top"], seen["after"], seen["atEnd"]) == (900, 900, 900)
    assert (seen["loads"], seen["idle"]) == (2, 0)
    assert "content/report.md:2" in seen["panel"]
    assert seen["inView"]
    assert seen["violations"] == []
