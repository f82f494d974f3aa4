"""How Sphinx makes a site of the documentation: `make docs`. The pages are Markdown that GitHub shows as well."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "newsgen"
author = "The newsgen authors"
extensions = ["myst_parser"]
# The repository's own pages are among them, so that links between all of them can be followed to their headings.
include_patterns = ["docs/*.md", "*.md", "benchmarks/*.md"]
exclude_patterns = ["build", "content", "dist", "src", "static", "templates", "tests", ".*"]
root_doc = "docs/index"
html_theme = "alabaster"
html_theme_options = {"description": "A static generator for news archives", "fixed_sidebar": True}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_show_sphinx = False
html_copy_source = False
# Nothing is shown that another host would have to send.
html_permalinks_icon = "#"
pygments_style = "default"

myst_heading_anchors = 4
myst_links_external_new_tab = False
nitpicky = True
# README.md and its like are pages of the repository, reached by links alone.
suppress_warnings = ["toc.not_included", "myst.header"]


def _with_contents(_: Sphinx, docname: str, source: list[str]) -> None:
    """The index's own list, in its order, is the table of contents; GitHub would show a directive as it is written."""
    if docname == root_doc:
        pages = re.findall(r"^- \[[^\]]*\]\((\w+)\.md\)", source[0], re.MULTILINE)
        assert {f"{page}.md" for page in pages} == {path.name for path in Path(__file__).parent.glob("*.md")} - {
            "index.md"
        }
        source[0] += "\n\n```{toctree}\n:hidden:\n\n" + "\n".join(pages) + "\n```\n"


def setup(app: Sphinx) -> None:
    app.connect("source-read", _with_contents)
