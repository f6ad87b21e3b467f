"""The commands, one small file each. Errors become exit codes here: 0 done, 1 could not, 2 wrong usage."""

from __future__ import annotations

import logging
import sys
import traceback

import typer

from flows.cli import (
    checks,
    compare,
    decide,
    doctor,
    find,
    outline,
    reference,
    report,
    review,
    server,
    show,
    sql,
    triage,
    watch,
)
from flows.cli.text import on_one_line
from pipeline.errors import DoctoredError

app = typer.Typer(
    name="doctored",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Lays the copies of a leaked page on each other and says what differs, where, and who carries which reading. "
    "Does not say whether a document is genuine, nor who changed it.",
)
for command in (
    triage.triage, watch.watch, review.review, show.show, find.find, compare.compare, report.report, decide.same,
    decide.different, decide.withdraw, outline.outline, checks.checks, doctor.doctor,
):  # fmt: skip
    app.command()(command)
# a query may begin with a comment, which looks like an option
app.command(context_settings={"ignore_unknown_options": True})(sql.sql)
app.add_typer(reference.app)
app.add_typer(server.app)


def main() -> None:
    """Run a command; end the process with its exit code."""
    for name in ("flows", "pipeline"):  # not the root logger: what libraries say is not for the user's terminal
        logging.getLogger(name).addHandler(logging.StreamHandler())
    try:
        app()
    except DoctoredError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _say(f"The machine could not do it: {error.strerror or error}{where}.")
        sys.exit(1)
    except Exception as error:  # a mistake of ours: one sentence for the user, the rest in a file for the report
        path = _keep_traceback()
        _say(f"doctored failed by a mistake of its own ({type(error).__name__}: {error}). Please report {path}.")
        sys.exit(1)


def _say(sentence: str) -> None:
    print("\n".join(on_one_line(line) for line in sentence.split("\n")), file=sys.stderr)  # SQL that failed has several


def _keep_traceback() -> str:
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="doctored-", suffix=".txt", delete=False, encoding="utf-8") as out:
        traceback.print_exc(file=out)
        return out.name
