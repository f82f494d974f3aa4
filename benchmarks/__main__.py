"""`python -m benchmarks` measures; see README.md beside this file."""

from __future__ import annotations

import sys

from benchmarks.bench import main

sys.exit(main())
