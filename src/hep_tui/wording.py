"""Errors in a patient's words, with the exit code each one ends a command with."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

from hep_care.plain_text import plain_text

DONE, NOT_DONE, REFUSED, NOT_REACHED, NOT_ACCEPTED = 0, 1, 2, 3, 4


class NotDoneError(Exception):
    """Nothing was changed, and that is no mistake of the input: a question answered no, nothing to do."""


def explained(error: Exception) -> tuple[str, int]:
    """One plain line for an error, and the exit code.

    1 not done, 2 the input was refused, 3 the clinic could not be reached, 4 it no longer accepts this device.
    """
    line, code = _known(error)
    return plain_text(line, limit=600), code


def _known(error: Exception) -> tuple[str, int]:
    import click

    from hep_sync.errors import ClinicError, NotUnderstood
    from hep_tui.clock import BadClockError
    from hep_tui.diary.finding import RefusedError
    from hep_tui.locations import PlacesError
    from hep_tui.settings import BadSettingsError
    from hep_tui.store.errors import AlreadyThere, BadBackup, OtherPatient, StoreError
    from hep_tui.sync_worker import OtherWindowError

    if isinstance(error, click.ClickException):
        return plain_text(error.format_message(), limit=240), REFUSED
    if isinstance(error, (RefusedError, NotUnderstood, BadClockError, BadSettingsError)):
        return str(error), REFUSED
    if isinstance(error, (AlreadyThere, BadBackup, OtherPatient, PlacesError)):
        return str(error), REFUSED
    if isinstance(error, (StoreError, NotDoneError, OtherWindowError)):
        return str(error), NOT_DONE
    if isinstance(error, ClinicError):
        return str(error), _code_of(error)
    if isinstance(error, OSError):
        what = error.strerror or type(error).__name__
        where = f" ({Path(str(error.filename)).name})" if error.filename else ""
        return f"Not done: {what}{where}. What you saved before is unchanged.", NOT_DONE
    return _unforeseen(error), NOT_DONE


def _code_of(error: Exception) -> int:
    from hep_sync.errors import NotTheClinic, SignedOut, TooMuch, Unreachable

    if isinstance(error, SignedOut):
        return NOT_ACCEPTED
    return NOT_REACHED if isinstance(error, (Unreachable, NotTheClinic, TooMuch)) else NOT_DONE


def _unforeseen(error: Exception) -> str:
    """A mistake of the program: where it happened goes to a file, without the values that were in play."""
    kept = write_crash(error)
    where = f" What happened is noted in {kept}." if kept else ""
    return f"Something went wrong in the program ({type(error).__name__}); what you saved before is unchanged.{where}"


def write_crash(error: BaseException) -> Path | None:
    """Note an unforeseen error in the state folder: places in the code only, no values and no message."""
    from hep_tui.locations import PlacesError, find_places

    try:
        folder = find_places().state
        file = folder / "crash.txt"
        frames = traceback.extract_tb(error.__traceback__)
        places = "\n".join(f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        file.write_text(f"{moment} {type(error).__name__}\n{places}\n", encoding="utf-8")
        file.chmod(0o600)
    except (OSError, PlacesError):
        return None
    return file
