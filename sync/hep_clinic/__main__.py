"""`hep-clinic`: runs a command, and turns whatever goes wrong into one plain line and an exit code."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and give its exit code: 0 done, 1 not done, 2 refused."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter would write to the closed pipe once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001 - the one place that turns errors into words
        line, code = _explained(error)
        print(line, file=sys.stderr)
    return code


def _command(arguments: list[str]) -> int:
    import click

    from hep_clinic.commands.root import root

    try:
        # Not through main(): it ends the process by itself where it meets a closed pipe.
        with root.make_context("hep-clinic", list(_data_first(arguments))) as ctx:
            result = root.invoke(ctx)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.Abort:
        print("Stopped; nothing was changed.", file=sys.stderr)
        return 1
    return result if isinstance(result, int) else 0


def _data_first(arguments: list[str]) -> list[str]:
    """`--data DIR` is taken anywhere on the line, since every command takes it."""
    for at, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--data" and at + 1 < len(arguments):
            return [*arguments[at : at + 2], *arguments[:at], *arguments[at + 2 :]]
        if word.startswith("--data="):
            return [word, *arguments[:at], *arguments[at + 1 :]]
    return arguments


def _explained(error: Exception) -> tuple[str, int]:
    """One plain line for an error, and the exit code: 1 not done, 2 the input was refused."""
    import sqlite3
    import traceback
    from pathlib import Path

    import click

    from hep_care.plain_text import plain_text
    from hep_clinic.access.invitations import TooManyInvitations
    from hep_clinic.errors import NotDone, Refused
    from hep_clinic.fhir.outcome import Wrong
    from hep_clinic.fhir.tables import NotOurs
    from hep_clinic.settings import BadSettings
    from hep_sync.errors import NotUnderstood

    if isinstance(error, click.ClickException):
        return plain_text(error.format_message(), limit=300), 2
    if isinstance(error, (Refused, BadSettings, NotUnderstood, NotOurs, Wrong)):
        return plain_text(str(error), limit=600), 2
    if isinstance(error, (NotDone, TooManyInvitations)):
        return plain_text(str(error), limit=600), 1
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return "Not done: the server is busy with something long; try again in a moment. Nothing was changed.", 1
    if isinstance(error, sqlite3.Error):
        return f"Not done: the clinic's file could not be used ({plain_text(str(error), limit=100)}).", 1
    if isinstance(error, ModuleNotFoundError) and error.name in ("starlette", "uvicorn", "argon2"):
        return f"{error.name} is not installed; `pip install hep-tui[clinic]` brings what the server needs.", 1
    if isinstance(error, OSError):
        return f"Not done: {error.strerror or type(error).__name__}.", 1
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return f"Something went wrong in the program ({where}); nothing was changed.", 1


if __name__ == "__main__":
    main()
