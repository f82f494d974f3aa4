"""What is installed is whole, and installs from pinned versions without naming where they come from."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

import newsgen

LOCKS = ["requirements.txt", "requirements-build.txt", "requirements-dev.txt"]


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


def normalised(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~ \[]", requirement, maxsplit=1)[0]).lower()


def test_newsgen_exports_its_version_and_nothing_else():
    assert newsgen.__all__ == ["__version__"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", newsgen.__version__)


def test_importing_newsgen_imports_nothing_else():
    code = "import sys; before = set(sys.modules); import newsgen; print(*sorted(set(sys.modules) - before))"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(newsgen.__file__).parent.parent)},
        text=True,
        capture_output=True,
        check=True,
    )
    assert answer.stdout.split() == ["newsgen"]


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_stands_beside_the_pinned_versions(root: Path, name: str):
    text = (root / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(index|extra-index|find-links|trusted)|^\s*/|file:", text, re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_version_has_its_hashes(root: Path, name: str):
    text = (root / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(text))
    for entry in entries:
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}(?= |$)", entry, re.MULTILINE), entry.splitlines()[0]


def test_all_that_newsgen_needs_is_pinned(root: Path, project: dict[str, Any]):
    runtime = pins((root / "requirements.txt").read_text(encoding="utf-8"))
    development = pins((root / "requirements-dev.txt").read_text(encoding="utf-8"))
    build = pins((root / "requirements-build.txt").read_text(encoding="utf-8"))
    assert {normalised(each) for each in project["project"]["dependencies"]} <= set(runtime)
    assert {normalised(each) for each in project["project"]["optional-dependencies"]["dev"]} <= set(development)
    assert {normalised(each) for each in project["build-system"]["requires"]} <= set(build)


def test_tests_run_with_the_versions_that_a_site_is_built_with(root: Path):
    runtime = pins((root / "requirements.txt").read_text(encoding="utf-8"))
    development = pins((root / "requirements-dev.txt").read_text(encoding="utf-8"))
    assert {name: development.get(name) for name in runtime} == runtime


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_the_wheel_carries_templates_starter_and_catalogues(root: Path, wheel: Path):
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"newsgen/templates/{path}" for path in tree(root / "templates")}
    package = {f"newsgen/{path}" for path in tree(root / "src/newsgen") if "__pycache__" not in path}
    assert wanted
    assert wanted | package <= held
    assert {name for name in held if not name.startswith(("newsgen/", "newsgen-"))} == set()


@pytest.mark.slow
def test_an_installed_newsgen_makes_and_builds_a_site_without_its_checkout(wheel: Path, tmp_path: Path):
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = str(environment / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    # The libraries come from the environment of the tests, after the wheel's own package.
    packages = next(environment.glob("lib/python*/site-packages"))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def run(*command: str, folder: Path = tmp_path) -> str:
        clean = {"PATH": f"{environment / 'bin'}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        done = subprocess.run(command, cwd=folder, env=clean, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert run(python, "-c", "import newsgen; print(newsgen.__file__)").startswith(str(environment))
    assert newsgen.__version__ in run("newsgen", "--version")
    run("newsgen", "init", "mysite")
    run("newsgen", "build", folder=tmp_path / "mysite")
    assert (tmp_path / "mysite/build/index.html").is_file()
    assert list((tmp_path / "mysite/build").glob("*/*/*/first-article/index.html"))
