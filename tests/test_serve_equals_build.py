"""What is served is what a clean build writes, whatever is edited meanwhile."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import Phase
from hypothesis.stateful import invariant
from tests.editing import Editing, attempt, copied, edit_at_random, same_tree
from tests.served import Served

from newsgen.serve.intake import Due
from newsgen.survey import MARKER

PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.target]


class EditingWhileServed(Editing):
    """As `Editing`, with a session that follows instead of the builds."""

    def __init__(self) -> None:
        super().__init__()
        self.served = Served(self.site, at=self.now)

    def teardown(self) -> None:
        self.served.close()
        super().teardown()

    @invariant()
    def same_as_clean(self) -> None:
        if self.unchecked:
            self.unchecked -= 1
            return
        if self.served.now != self.now:
            self.served.now = self.now
            self.served.finish(Due.PLANNING)
        self.served.notice()
        copy = copied(self.site, self.top / "copy")
        try:
            clean, problems = attempt(copy, self.now)
            if clean is None:
                assert self.something_is_told(), problems
                return
            assert not self.served.errors()
            expected = copy.tree()
            del expected[MARKER]
            same_tree(self.served.tree(), expected)
        finally:
            shutil.rmtree(copy.folder)

    def something_is_told(self) -> bool:
        preview = self.served.session.preview
        if preview is None or self.served.errors():
            return bool(self.served.errors())
        return any(self.served.show(path).problems for path in preview.paths())


def test_what_is_served_is_what_a_clean_build_writes():
    edit_at_random(EditingWhileServed, 15, 12, PHASES)


@pytest.mark.slow
def test_what_is_served_is_what_a_clean_build_writes_at_length():
    edit_at_random(EditingWhileServed, 100, 30, PHASES)
