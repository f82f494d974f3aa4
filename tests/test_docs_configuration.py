"""docs/configuration.md is made from the settings' types and docstrings: `make docs-configuration` writes it anew."""

from __future__ import annotations

import inspect
import typing
from pathlib import Path
from textwrap import fill

import msgspec

from newsgen import config
from newsgen.config import Config
from newsgen.fielddocs import described

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"

INTRODUCTION = """\
# Configuration

The settings of a site stand in `newsgen.yaml`, in the site's folder. A small one:

```yaml
title: Human Rights Archive
base_url: https://example.org/
timezone: Asia/Almaty
languages: [en, ru]
sections: [News, Reports]
```

A setting that newsgen does not know is an error that names the nearest one it does. This page is made from the
program's own definitions.
"""

NESTED = {
    "languages": ("Language", "For each language"),
    "taxonomies": ("Taxonomy", "For each taxonomy"),
    "feeds": ("Feeds", "Within `feeds`"),
    "images": ("Images", "Within `images`"),
    "files": ("Files", "Within `files`"),
    "markdown": ("Markdown", "Within `markdown`"),
    "front_matter": ("KeyNames", "Within `front_matter`"),
    "checks": ("Checks", "Within `checks`"),
}
"""Setting to the type of what it holds, and the heading under which that is described."""


def page() -> str:
    parts = [INTRODUCTION, "## Settings\n", *_entries(Config)]
    for name, heading in NESTED.values():
        struct: type[msgspec.Struct] = getattr(config, name)
        parts += [f"## {heading}\n", f"{inspect.getdoc(struct)}\n", *_entries(struct)]
    return "\n".join(parts)


def _entries(struct: type[msgspec.Struct]) -> list[str]:
    hints, explained = typing.get_type_hints(struct), described(struct)
    return [
        f"### `{field.name}`\n\n{fill(explained[field.name], 120)}\n\n{_kind(hints[field.name])}; {_default(field)}.\n"
        for field in msgspec.structs.fields(struct)
    ]


def _kind(hint: object) -> str:
    if typing.get_origin(hint) is typing.Literal:
        return "One of " + ", ".join(f"`{choice}`" for choice in typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        return "A list"
    if typing.get_origin(hint) is dict or (isinstance(hint, type) and issubclass(hint, msgspec.Struct)):
        return "A mapping"
    return {str: "Text", bool: "`true` or `false`", int: "A number"}[typing.cast("type", hint)]


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    if isinstance(value, bool):
        return f"by default `{str(value).lower()}`"
    if isinstance(value, str | int):
        return f"by default `{value}`" if value != "" else "empty by default"
    if isinstance(value, dict | tuple) and value:
        return f"by default `[{', '.join(map(str, value))}]`"
    return "empty by default"


def test_the_page_says_of_every_setting_what_the_program_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs-configuration`"


def test_every_setting_is_explained():
    for name in ["Config", *(struct for struct, _ in NESTED.values())]:
        struct: type[msgspec.Struct] = getattr(config, name)
        assert set(struct.__struct_fields__) == set(described(struct))


def test_every_setting_that_holds_settings_has_a_section_of_its_own():
    structs = {name for name, hint in typing.get_type_hints(Config).items() if "newsgen.config." in str(hint)}
    assert structs == set(NESTED)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 -- the Makefile redirects it into the page
