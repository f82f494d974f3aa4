"""Every page of the repository's site, and of a site of extreme content, as validators and a browser see it.

The programs are installed into tests/browser by `npm ci`, which .ci/run does; elsewhere the tests are skipped.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.extremes import LANGUAGES, fill
from tests.sites import Site

PROGRAMS = Path(__file__).parent / "browser"

pytestmark = pytest.mark.slow

Needs = Callable[..., str]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Site:
    """The repository's own site."""
    site = Site(tmp_path_factory.mktemp("own") / "site")
    for name in ("content", "static"):
        shutil.copytree(root / name, site.folder / name)
    shutil.copyfile(root / "newsgen.yaml", site.folder / "newsgen.yaml")
    site.build()
    return site


@pytest.fixture(scope="module")
def extreme(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = fill(tmp_path_factory.mktemp("extreme") / "site")
    site.build()
    return site


@pytest.fixture(params=["own", "extreme"])
def site(request: pytest.FixtureRequest) -> Site:
    chosen: Site = request.getfixturevalue(request.param)
    return chosen


def module(name: str, missing: Callable[[str], None]) -> Path:
    """A file of a package in tests/browser."""
    file = PROGRAMS / "node_modules" / name
    if not file.exists():
        missing(f"{name} is not installed: run `npm ci --ignore-scripts` in tests/browser")
    return file


def pages(site: Site) -> list[str]:
    return sorted(page.relative_to(site.output).as_posix() for page in site.output.rglob("*.html"))


def test_vnu_finds_no_error(site: Site, needs: Needs, missing: Callable[[str], None]):
    jar = module("vnu-jar/build/dist/vnu.jar", missing)
    command = [needs("java"), "-Xss4m", "-jar", str(jar), "--skip-non-html", "--format", "json", "--exit-zero-always"]
    ran = subprocess.run([*command, str(site.output)], capture_output=True, text=True, check=True)
    # Warnings of a content security policy are due to pages that lie in files, which have no host of their own.
    errors = [message for message in json.loads(ran.stderr)["messages"] if message["type"] != "info"]
    assert [(error["url"], error.get("lastLine"), error["message"]) for error in errors] == []


def test_html_validate_finds_no_error(site: Site, needs: Needs, missing: Callable[[str], None]):
    program = module("html-validate/bin/html-validate.mjs", missing)
    command = [needs("node"), str(program), "--config", str(PROGRAMS / ".htmlvalidate.mjs"), "--formatter", "json"]
    ran = subprocess.run([*command, f"{site.output}/**/*.html"], capture_output=True, text=True, check=False)
    assert ran.stdout, ran.stderr
    faults = [
        (file["filePath"], each["line"], each["message"])
        for file in json.loads(ran.stdout)
        for each in file["messages"]
    ]
    assert faults == []


def look(site: Site, paths: Iterable[str], needs: Needs, missing: Callable[[str], None]) -> list[dict[str, str]]:
    """What is wrong with pages in a browser, in the light and in the dark, on a phone and on a desk."""
    module("playwright-core/package.json", missing)
    module("axe-core/axe.min.js", missing)
    order: dict[str, Any] = {
        "chromium": needs("chromium", "chromium-browser", "google-chrome"),
        "site": str(site.output),
        "origin": "https://example.org",
        "root": "/",
        "pages": list(paths),
    }
    ran = subprocess.run(
        [needs("node"), str(PROGRAMS / "look.mjs")],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, str]] = json.loads(ran.stdout)
    return found


WHOLE = ("en", "ru", "ar")
"""Languages of which each kind of page is looked at; of others, those that differ: their words are what is new."""


def of_each_kind(paths: Iterable[str]) -> list[str]:
    """One page of each shape of address in each language, and the extreme articles."""
    chosen: dict[str, str] = {}
    for path in paths:
        first, _, rest = path.partition("/")
        lang, rest = (first, rest) if first in LANGUAGES else ("en", path)
        shape = re.sub(r"^(tags|section|authors|countries)/(?!letter/)[^/]+/", r"\1/term/", rest)
        shape = re.sub(r"^tags/letter/[^/]+/", "tags/letter/", shape)
        shape = re.sub(r"^(\d+/\d+/\d+)/(?!\w+-(?:everything|long|word|gone)/)[^/]+/", r"\1/article/", shape)
        shape = re.sub(r"\b\d+/", "0/", shape)
        if lang in WHOLE or shape in {"index.html", "archive/index.html", "0/0/0/article/index.html"}:
            chosen.setdefault(f"{lang}/{shape}", path)
    return sorted(chosen.values())


def grouped(faults: Iterable[dict[str, str]]) -> dict[str, list[str]]:
    """Faults with the pages that have them."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in faults:
        found[f"{each['at']}: {each['fault']}"].append(each["page"])
    return dict(found)


def test_a_browser_finds_nothing_wrong_with_the_repository_s_site(
    own: Site, needs: Needs, missing: Callable[[str], None]
):
    assert grouped(look(own, of_each_kind(pages(own)), needs, missing)) == {}


def test_a_browser_finds_nothing_wrong_with_extreme_pages(extreme: Site, needs: Needs, missing: Callable[[str], None]):
    assert grouped(look(extreme, of_each_kind(pages(extreme)), needs, missing)) == {}


BROKEN = """<!doctype html>
<html><head><meta charset="utf-8"><title>x</title><style>a:focus { outline: 0 } p { width: 500px; color: #ddd }</style>
<script src="https://example.net/x.js"></script></head><body><p>Text</p><img src="/none.png"><a href="/">a link</a>
<a href="/" tabindex="-1">another</a><script>console.log("said")</script></body></html>
"""


def test_the_browser_would_find_something(own: Site, needs: Needs, missing: Callable[[str], None], tmp_path: Path):
    broken = Site(tmp_path / "broken")
    broken.write("build/index.html", BROKEN)
    said = "\n".join(grouped(look(broken, ["index.html"], needs, missing)))
    for expected in (
        "320 px: scrolls sideways",
        "360 px, light: color-contrast",
        "1280 px, dark: image-alt",
        "html-has-lang",
        "console: said",
        "request: https://example.net/x.js",
        "request: /none.png is not there",
        "keyboard: nothing shows",
        "keyboard: 1 of 2 links cannot be reached",
    ):
        assert expected in said


def test_no_page_runs_a_script(site: Site):
    for path in pages(site):
        text = (site.output / path).read_text("utf-8")
        assert set(re.findall(r"<script\b([^>]*)>", text)) <= {' type="application/ld+json"'}, path
        assert not re.search(
            r"<[^>]*\s(?:on\w+|style)=", re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)
        ), path
