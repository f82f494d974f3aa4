"""A picture's tag as pages show it: in the size that fits a reader's screen, and leading to the picture itself."""

from __future__ import annotations

import re
from html import escape

from newsgen.views import Picture

_OWN = re.compile(r"\s(?:width|height|srcset|sizes)\s*=", re.IGNORECASE)
_LOADING = re.compile(r"\sloading\s*=", re.IGNORECASE)
NAMED = re.compile(r"""\salt\s*=\s*(?:"[^"]|'[^']|[^\s"'>])""", re.IGNORECASE)
"""In the attributes of a picture: an alternative text that is not empty."""


def shown(picture: Picture, attributes: str, sizes: str, *, lazy: bool, linked: bool) -> str:
    """`attributes` are those of the author, beside the address. `linked`: whether it stands in a link already."""
    own = _OWN.search(attributes) is not None
    tag = f' src="{escape(picture.src)}"'
    source = ""
    if not own:
        if picture.srcset:
            tag += f' srcset="{escape(picture.srcset)}" sizes="{escape(sizes)}"'
        if picture.avif:
            offered = f'srcset="{escape(picture.avif)}" sizes="{escape(sizes)}"'
            source = f'<source type="image/avif" {offered}>'
        tag += f' width="{picture.width}" height="{picture.height}"'
    if lazy and not _LOADING.search(attributes):
        tag += ' loading="lazy"'
    tag = f"<img{tag}{attributes}>"
    if source:
        tag = f"<picture>{source}{tag}</picture>"
    # A link needs a name, which is that of the picture.
    if linked or not larger(picture) or not NAMED.search(attributes):
        return tag
    return f'<a href="{escape(picture.url)}">{tag}</a>'


def larger(picture: Picture) -> bool:
    """Whether there is more to see than the page shows."""
    return picture.src != picture.url and bool(picture.srcset)
