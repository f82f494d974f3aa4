"""What the bytes of an output, and the reading of a source, depend on beside the site itself."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version

import msgspec

from newsgen import __version__, fingerprint
from newsgen.config import Checks, Config
from newsgen.fingerprint import Digest

LIBRARIES = (
    "jinja2",
    "markdown",
    "nh3",
    "pyromark",
    "babel",
    "python-slugify",
    "msgspec",
    "pyyaml",
    "python-dateutil",
    "tzdata",
)


@lru_cache(maxsize=1)
def versions() -> Digest:
    """Of newsgen and the libraries that it reads and renders with."""
    return fingerprint.of(__version__, [(name, version(name)) for name in LIBRARIES])


def parse_settings(config: Config) -> Digest:
    """Of whatever decides how a source is read; how it is checked is another matter."""
    return fingerprint.in_order(versions(), msgspec.structs.replace(config, checks=Checks()))
