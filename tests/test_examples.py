from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import newsgen

MODULES = [
    module.name
    for module in pkgutil.walk_packages(newsgen.__path__, "newsgen.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_come_out_as_written(name: str):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
