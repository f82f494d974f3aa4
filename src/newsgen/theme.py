"""Where templates are looked for."""

from __future__ import annotations

from pathlib import Path


def template_folders(site: Path) -> tuple[str, ...]:
    """The site's own first, newsgen's last."""
    own = site / "templates"
    return (*([str(own)] if own.is_dir() else []), str(default_folder()))


def default_folder() -> Path:
    """The templates of newsgen itself: packaged beside this module or, in a checkout, at its root."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"
