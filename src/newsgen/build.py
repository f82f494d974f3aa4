"""The build: whether there is anything to do at all, and then what there is to do."""

from __future__ import annotations

from concurrent.futures import Executor

from newsgen import memory
from newsgen.config import Config
from newsgen.executors import Workers
from newsgen.order import Order, Reporter
from newsgen.outcome import Outcome
from newsgen.scan import scan
from newsgen.versions import parse_settings
from newsgen.workspace import FOLDER, locked, opened
from newsgen.write import OutputFolder, staging_for


def build(order: Order, config: Config, reporter: Reporter, executor: Executor | None = None) -> Outcome:
    """Bring the output folder up to date. Raises `ProblemsFound` or `MachineError` with the folder as it was.

    `executor` does what would else be done in processes of newsgen's own.
    """
    return memory.with_sound_state(lambda order: _build(order, config, reporter, executor), order, reporter)


def _build(order: Order, config: Config, reporter: Reporter, executor: Executor | None) -> Outcome:
    workspace = order.site / FOLDER
    folder = OutputFolder(order.output)
    staging = staging_for(order.output, workspace)
    with (
        locked(workspace, reporter.say),
        opened(workspace, parse_settings(config), reporter.say, clean=order.clean) as state,
        folder.claimed(staging),
        Workers(order.jobs, executor) as workers,
    ):
        pending = memory.begin_survey(order, state, workers)
        found = scan(order.site / config.content, config.content, config.exclude)
        static = scan(order.site / "static", "static", hidden=True)
        seen = memory.look(order.site, config, found, static)
        if (last := memory.last(order, state)) and last.holds(seen, order.now) and not pending.result().differences:
            memory.remember_folders(order, state, pending.result())
            return last.outcome

        # With it comes all that reads, plans and renders, which takes as long as the look above for 20,000 articles.
        from newsgen import production

        bench = production.Bench(order, config, reporter, state, workers, folder, staging, found, static, pending, seen)
        return production.produce(bench)
