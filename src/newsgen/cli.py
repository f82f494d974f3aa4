"""The command line: what each command takes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsgen.endings import Endings

if TYPE_CHECKING:
    from newsgen.commands.schema import What
    from newsgen.report import Format


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from newsgen import __version__

        click.echo(f"newsgen {__version__}")
        context.exit()


@click.group(cls=Endings, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
def main() -> None:
    """newsgen makes a news archive of a folder of Markdown files."""


_site = click.option("--site", default=".", metavar="DIR", help="Folder of the site; the current one by default.")


@main.command()
@_site
@click.option("--output", metavar="DIR", help="Folder for the result; build in the site's folder by default.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes to use; one for each core by default.")
@click.option("--drafts", is_flag=True, help="Show also what is held back; needs an --output of its own.")
@click.option("--at", metavar="TIME", help="Build as if it were that time: 2026-11-28 09:00.")
@click.option("--clean", is_flag=True, help="Ignore what earlier builds found out.")
@click.option("--keep-going", is_flag=True, help="Publish everything sound in spite of problems.")
@click.option("--why", metavar="PATH", help="Say why the file at PATH in the output was made or not.")
@click.option("--accept-loss", type=click.IntRange(min=0), default=0, metavar="N", help="Give up to N addresses up.")
@click.option("--next-change", is_flag=True, help="Build nothing; print when time alone will change the site.")
@click.option("--summary", metavar="FILE", help="Add to FILE, in Markdown, what the build changes for readers.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How problems and results are told.",
)
def build(
    site: str,
    output: str | None,
    jobs: int | None,
    drafts: bool,
    at: str | None,
    clean: bool,
    keep_going: bool,
    why: str | None,
    accept_loss: int,
    next_change: bool,
    summary: str | None,
    form: Format,
) -> None:
    """Build the site, or bring it up to date.

    Exit codes: 0 done, 1 problems in the content, 2 wrong use, 3 an internal error, 4 the machine.
    """
    from newsgen.commands.build import run

    sys.exit(
        run(
            site=site,
            output=output,
            jobs=jobs,
            drafts=drafts,
            at=at,
            clean=clean,
            keep_going=keep_going,
            why=why,
            accept_loss=accept_loss,
            next_change=next_change,
            summary=summary,
            form=form,
        )
    )


@main.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_site
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="Apply this rule alone; may be given repeatedly.")
@click.option("--list-rules", is_flag=True, help="Check nothing; print every rule and what it finds.")
@click.option("--at", metavar="TIME", help="Check as if it were that time: 2026-11-28 09:00.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes to use; one for each core by default.")
@click.option("--strict", is_flag=True, help="Fail for warnings too.")
@click.option("--all", "whole", is_flag=True, help="Tell every finding, also where a rule has many.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How findings are told."
)
def check_site(
    paths: tuple[str, ...],
    site: str,
    rules: tuple[str, ...],
    list_rules: bool,
    at: str | None,
    jobs: int | None,
    strict: bool,
    whole: bool,
    form: Format,
) -> None:
    """Say what an editor would want to know before it is published.

    What a build would refuse, and what rules find: in the whole site, or in the files and folders named. Nothing is
    published. Exit codes: 0 no errors, 1 errors, or with --strict warnings; 2 wrong use, 3 an internal error, 4 the
    machine.
    """
    if list_rules:
        from newsgen.checks.telling import rules as known

        click.echo(known())
        return
    from newsgen.commands.check import run

    sys.exit(run(site=site, paths=paths, rules=rules, at=at, jobs=jobs, form=form, strict=strict, whole=whole))


@main.command()
@_site
@click.option("--drafts", is_flag=True, help="Show also what is held back, and say why it is.")
@click.option("--at", metavar="TIME", help="Show the site as it is at that time: 2026-11-28 09:00.")
@click.option("--open", "browse", is_flag=True, help="Open the site in the browser.")
@click.option("--host", default="127.0.0.1", metavar="H", show_default=True, help="Address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar="N",
    show_default=True,
    help="Port; 0 for any free one.",
)
def serve(site: str, drafts: bool, at: str | None, browse: bool, host: str, port: int) -> None:
    """Show the site while you write. Pages reload by themselves; nothing is written.

    Ctrl-C ends it.
    """
    from newsgen.commands.serve import run

    run(site=site, host=host, port=port, drafts=drafts, at=at, browse=browse)


@main.command()
@click.argument("directory", metavar="DIR")
@click.option("--repository", default="", metavar="OWNER/REPO", help="On GitHub; that of the git remote by default.")
def init(directory: str, repository: str) -> None:
    """Begin a new site in the folder DIR."""
    from pathlib import Path

    from newsgen.commands.init import init as begin

    written = begin(Path(directory), repository=repository)
    for path in written:
        click.echo(path)
    click.echo(f"\nYour site is in {directory}. To build it:\n\n    cd {directory}\n    newsgen build")


@main.command()
@click.argument("headline", metavar='["HEADLINE"]', nargs=-1)
@_site
@click.option("--date", default="", metavar="D", help="The article's date; today by default.")
@click.option("--section", default="", metavar="S", help="The article's section.")
@click.option("--lang", default="", metavar="L", help="The article's language; the site's by default.")
@click.option("--tag", "tags", multiple=True, metavar="T", help="What it is about; may be given several times.")
@click.option("--edit/--no-edit", default=None, help="Open it in $EDITOR; done on a terminal, if that is set.")
def new(
    headline: tuple[str, ...],
    site: str,
    date: str,
    section: str,
    lang: str,
    tags: tuple[str, ...],
    edit: bool | None,
) -> None:
    """Write the file of a new article.

    Its file is named for its day and headline. Without a headline, all is asked for on a terminal.
    """
    import datetime as dt
    from pathlib import Path

    from newsgen.commands import ask

    watched = sys.stdin.isatty() and sys.stdout.isatty()
    given = ask.Given(headline=ask.headline(headline), date=date, section=section, lang=lang, tags=tags)
    path = ask.begin(Path(site).resolve(), given, dt.datetime.now(dt.UTC), watched=watched)
    click.echo(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    if edit or (edit is None and watched and ask.editor()):
        ask.edit(path)
    elif watched and edit is None:
        click.echo(ask.WHAT_NEXT, err=True)


_FILTERS = """\b
Filters:
  draft, scheduled, embargo, future, expired   why an article is not public
  held, public, retracted, broken              all of these; what readers see
  no-summary, no-image, no-image_alt,          what is missing; and so for
  no-sources, no-section, no-tags, no-authors  each taxonomy of the site
  section:NAME, tag:NAME, author:NAME          what it carries; and so on
  year:2022, month:2022-09, day:2022-09-28     when it was published
  since:2022-09, before:2023                   from then on; earlier than that
  lang:ru, article, page, corrected
  title:WORDS, path:PART
"""


@main.command("list", epilog=_FILTERS)
@click.argument("filters", nargs=-1, metavar="[FILTER]...")
@_site
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_(filters: tuple[str, ...], site: str, as_json: bool) -> None:
    """List articles, newest first.

    Several filters must all be met; words that are no filter are looked for in headlines.
    """
    import datetime as dt
    import shutil
    from pathlib import Path

    from newsgen.commands.list import run

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    run(Path(site).resolve(), filters, as_json=as_json, now=dt.datetime.now(dt.UTC), width=width)


@main.command()
@click.argument("what", type=click.Choice(["front-matter", "configuration"]), required=False)
@_site
@click.option("--write", is_flag=True, help="Bring the files in schemas/ up to date, which editors read.")
def schema(what: What | None, site: str, write: bool) -> None:
    """Print the JSON Schema of front matter or settings.

    Editors show help and mistakes by it. Without a name, both are printed in one document.
    """
    from pathlib import Path

    from newsgen.commands import schema as command

    folder = Path(site).resolve()
    if not write:
        click.echo(command.text_of(what, folder), nl=False)
        return
    if what:
        raise click.UsageError("--write writes both schemas; leave the name out")
    for path in command.write(folder) or ["Both schemas are up to date."]:
        click.echo(path)


@main.group()
def urls() -> None:
    """Keep the register of addresses, urls.txt."""


_output = click.option("--output", metavar="DIR", help="Folder that was built; build in the site's folder by default.")


@urls.command()
@_site
@_output
def record(site: str, output: str | None) -> None:
    """Add the addresses of the last build, once it is published."""
    import datetime as dt
    from pathlib import Path

    from newsgen import settings
    from newsgen.commands import urls as command
    from newsgen.commands.opening import output_folder

    folder = Path(site).resolve()
    target = output_folder(output, folder)
    click.echo(command.record(settings.load(folder), folder, target, dt.datetime.now(dt.UTC)))


@urls.command()
@_site
@_output
@click.option("--against", metavar="FILE", help="A sitemap, or a list of addresses, of the site as it was before.")
def check(site: str, output: str | None, against: str | None) -> None:
    """Say which addresses are served, redirected, gone or unknown. Exit code 1 when some are unknown."""
    from pathlib import Path

    from newsgen import settings
    from newsgen.commands import urls as command
    from newsgen.commands.opening import output_folder

    folder = Path(site).resolve()
    target = output_folder(output, folder)
    told, whole = command.check(settings.load(folder), folder, target, Path(against) if against else None)
    click.echo(told)
    sys.exit(0 if whole else 1)


@main.command()
@click.argument("address")
@_site
@_output
@click.option("--yes", is_flag=True, help="Do not ask before the article's file is deleted.")
def purge(address: str, site: str, output: str | None, yes: bool) -> None:
    """Take everything of ADDRESS away, for the sake of a person at risk.

    Says what that is and asks; then deletes the article's file, and says what is left to do.
    """
    import datetime as dt
    from pathlib import Path

    from newsgen import settings
    from newsgen.commands import purge as command
    from newsgen.commands.opening import output_folder

    folder = Path(site).resolve()
    target = output_folder(output, folder)
    config = settings.load(folder)
    now = dt.datetime.now(dt.UTC)

    def agreed(question: str) -> bool:
        return yes or click.confirm(question, default=False)

    purged = command.purge(config, folder, target, address, now, agreed)
    click.echo(command.told(purged, config) if purged else "Nothing was purged.")
