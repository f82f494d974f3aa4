"""`newsgen schema`: JSON Schema for editors, printed, or written where a new site's editor settings look for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from newsgen import schema, settings
from newsgen.config import FILE_NAME, Config
from newsgen.errors import MachineError

What = Literal["front-matter", "configuration"]

FOLDER = "schemas"
CONFIGURATION = f"{FOLDER}/newsgen.schema.json"
FRONT_MATTER = f"{FOLDER}/front-matter.schema.json"


def text_of(what: What | None, site: Path) -> str:
    """One schema, or both in one document. Front matter is that of the site in the folder, if there is one."""
    if what == "configuration":
        return as_text(schema.configuration())
    config = _config(site)
    return as_text(schema.front_matter(config) if what == "front-matter" else schema.both(config))


def files(config: Config) -> dict[str, str]:
    """Path in the site to text."""
    return {CONFIGURATION: as_text(schema.configuration()), FRONT_MATTER: as_text(schema.front_matter(config))}


def write(site: Path) -> list[str]:
    """The files brought up to date, and those of them that were not."""
    changed = []
    for name, text in files(settings.load(site)).items():
        path = site / name
        try:
            if not path.exists() or path.read_text(encoding="utf-8", errors="replace") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
                changed.append(name)
        except OSError as error:
            raise MachineError(f"cannot write {path}: {error.strerror}") from error
    return changed


def as_text(value: schema.Schema) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _config(site: Path) -> Config:
    return settings.load(site) if (site / FILE_NAME).exists() else Config(title="")
