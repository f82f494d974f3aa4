"""A picture's tag as pages show it: in the size that fits a reader's screen, and leading to the picture itself."""

from __future__ import annotations

import re
from html import escape

from newsgen.views import Picture

_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?""")
_OWN = frozenset({"width", "height", "srcset", "sizes"})


def shown(picture: Picture, attributes: str, sizes: str, *, lazy: bool, linked: bool) -> str:
    """`attributes` are those of the author, beside the address. `linked`: whether it stands in a link already."""
    given = _given(attributes)
    own = not _OWN.isdisjoint(given)
    tag = f' src="{escape(picture.src)}"'
    source = ""
    if not own:
        if picture.srcset:
            tag += f' srcset="{escape(picture.srcset)}" sizes="{escape(sizes)}"'
        if picture.avif:
            offered = f'srcset="{escape(picture.avif)}" sizes="{escape(sizes)}"'
            source = f'<source type="image/avif" {offered}>'
        tag += f' width="{picture.width}" height="{picture.height}"'
    if lazy and "loading" not in given:
        tag += ' loading="lazy"'
    tag = f"<img{tag}{attributes}>"
    if source:
        tag = f"<picture>{source}{tag}</picture>"
    # A link needs a name, which is that of the picture.
    if linked or not larger(picture) or not given.get("alt"):
        return tag
    return f'<a href="{escape(picture.url)}">{tag}</a>'


def larger(picture: Picture) -> bool:
    """Whether there is more to see than the page shows."""
    return picture.src != picture.url and bool(picture.srcset)


def named(attributes: str) -> bool:
    """Whether a picture has an alternative text that is not empty."""
    return bool(_given(attributes).get("alt"))


def _given(attributes: str) -> dict[str, str]:
    return {name.lower(): "".join(value) for name, *value in _ATTRIBUTE.findall(attributes)}
