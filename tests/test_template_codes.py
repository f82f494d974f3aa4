"""Compiled templates are kept as Python keeps its own modules, and a site's own are not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType

import jinja2
import pytest

from newsgen import template_codes, template_compiler, templating
from newsgen.template_codes import Codes


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which compiled templates are kept; newsgen's own templates are those of the test."""
    own = tmp_path / "newsgen"
    own.mkdir()
    (own / "page.html").write_text("{{ word }}")
    monkeypatch.setattr(template_codes, "default_folder", lambda: own)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = Path(Codes(Path(templating.__file__)).directory)
    folder.mkdir(parents=True)
    return folder


def page(folder: Path) -> tuple[str, bool]:
    """What a new process makes of the page, and whether it had to compile it."""
    compiled = []

    class Watched(jinja2.Environment):
        def _compile(self, source: str, filename: str) -> CodeType:
            compiled.append(filename)
            return super()._compile(source, filename)

    environment = Watched(loader=jinja2.FileSystemLoader(folder), bytecode_cache=Codes(Path(templating.__file__)))
    return environment.get_template("page.html").render(word="news"), bool(compiled)


def test_what_one_process_compiles_the_next_one_loads(kept: Path, tmp_path: Path) -> None:
    assert page(tmp_path / "newsgen") == ("news", True)
    assert page(tmp_path / "newsgen") == ("news", False)


def test_a_template_that_changed_is_compiled_anew(kept: Path, tmp_path: Path) -> None:
    page(tmp_path / "newsgen")
    (tmp_path / "newsgen" / "page.html").write_text("{{ word }}!")
    assert page(tmp_path / "newsgen") == ("news!", True)
    assert page(tmp_path / "newsgen") == ("news!", False)
    assert len([*kept.iterdir()]) == 1


def test_a_change_of_the_compiler_is_noticed(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page(tmp_path / "newsgen")
    compiler = tmp_path / "compiler.py"
    compiler.write_text("# another")
    monkeypatch.setattr(template_compiler, "__file__", str(compiler))
    assert page(tmp_path / "newsgen") == ("news", True)


def test_templates_of_a_site_are_kept_nowhere(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page.html").write_text("{{ word }} that nobody else may read")
    page(tmp_path / "site")
    assert [*kept.iterdir()] == []


@pytest.mark.parametrize("damage", [lambda _: b"", lambda data: data[:-20], lambda data: b"\x80" * len(data)])
def test_a_damaged_file_is_made_anew(kept: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    page(tmp_path / "newsgen")
    [file] = kept.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert page(tmp_path / "newsgen") == ("news", True)
    assert page(tmp_path / "newsgen") == ("news", False)


def test_nothing_is_kept_where_python_keeps_nothing(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    page(tmp_path / "newsgen")
    assert [*kept.iterdir()] == []


def test_a_folder_that_is_not_there_is_no_hindrance(kept: Path, tmp_path: Path) -> None:
    kept.rmdir()
    assert page(tmp_path / "newsgen") == ("news", True)
