"""How a command ends: what its end means to a shell, and what it says where it failed."""

from __future__ import annotations

import os
import sys

import click

SIGNAL_EXIT = 130


class Endings(click.Group):
    """Turns every error into a message and an exit code: none of a user's mistakes shows a traceback."""

    def invoke(self, context: click.Context) -> object:
        from newsgen.errors import NewsgenError, ProblemsFound

        try:
            return super().invoke(context)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except ProblemsFound as found:
            from newsgen import report

            text = report.problems_text(found.problems, found.sources, "")
            click.echo(report.coloured(text) if sys.stderr.isatty() else text, err=True)
            sys.exit(found.exit_code)
        except NewsgenError as error:
            click.echo(f"newsgen: {error}", err=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("\nStopped. The output folder is as it was.", err=True)
            sys.exit(SIGNAL_EXIT)
        except BrokenPipeError:
            # Whoever reads our output went away: there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except Exception as error:  # noqa: BLE001 - the last resort: say that it is our fault, and how to report it
            from newsgen.report import internal

            click.echo(internal(error), err=True)
            sys.exit(3)
