"""`export`, `backup`, `restore` and `wipe`: the patient's data is the patient's own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hep_tui.commands.common import ask, json_option, open_here, out, out_whole, print_json, profile_of, say
from hep_tui.diary.exports import FORMATS, export
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.upkeep import back_up, put_back, take_away

if TYPE_CHECKING:
    from hep_tui.locations import Places


@click.command("export", short_help="Everything, in a format others can read.")
@click.option("--format", "form", required=True, type=click.Choice(list(FORMATS)), help="The format.")
@click.option("--out", "target", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
@click.pass_context
def export_command(ctx: click.Context, form: str, target: Path | None) -> None:
    """Write out everything that was prescribed and logged. `hep-tui import` takes the fhir form back in whole."""
    diary = open_here(ctx)
    text = export(diary, form)
    if target is None:
        out_whole(text)
        return
    _write(target, text)
    say(f"Written to {target.name}. It holds health data: keep it where only you can read it.")


def _write(target: Path, text: str) -> None:
    """The whole file or none of it, readable by its owner only from its first byte on."""
    # A device or a pipe would be replaced by the file: to a superuser nothing else stands in the way.
    if target.exists() and not target.is_file():
        raise RefusedError(f"{target.name or target} is not a plain file; name a file, or leave out --out.")
    if not target.parent.is_dir():
        raise RefusedError(f"There is no folder {target.parent.name} to write {target.name} to.")
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


@click.command("backup", short_help="A verified copy of your file.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@click.pass_context
def backup_command(ctx: click.Context, file: Path | None, json: bool) -> None:
    """Make a copy of your file and read it through; without FILE it goes to the backup folder."""
    made = back_up(open_here(ctx), file)
    if json:
        print_json({"file": str(made.file), "entries": made.entries, "verified": made.verified})
    else:
        out(f"{made.file}: {made.entries} entries, {'verified' if made.verified else 'with damaged rows'}.")


@click.command("restore", short_help="Put a backup back, keeping what is newer.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Yes, put it back.")
@json_option
@click.pass_context
def restore_command(ctx: click.Context, file: Path, yes: bool, json: bool) -> None:
    """Put a backup back. What was logged since is kept, and the present file is moved aside, not deleted."""
    from hep_tui import clock
    from hep_tui.locations import find_places

    if not file.is_file():
        raise RefusedError(f"There is no file {file.name}.")
    if not yes:
        ask(f"Put {file.name} back? What was logged since is kept.", "--yes", json)
    done = put_back(find_places(profile_of(ctx)), file, clock.from_environment())
    if json:
        print_json({"file": str(done.file), "entries": done.entries, "verified": done.verified})
    else:
        out(f"Restored: {done.entries} entries, {done.kept_newer} of them newer than the backup.")


@click.command("wipe", short_help="Remove this profile from this computer.")
@click.option("--yes", is_flag=True, help="Yes, remove it.")
@click.pass_context
def wipe_command(ctx: click.Context, yes: bool) -> None:
    """Remove this profile's data, settings and backups from this computer. This cannot be undone."""
    from hep_tui.locations import find_places

    profile = profile_of(ctx)
    places = find_places(profile)
    if not yes:
        ask(f"Remove everything of profile {profile}, backups included? This cannot be undone.", "--yes", json=False)
    _stop_reminding(places)
    _forget_access(places)
    out(f"Removed profile {profile}." if take_away(places) else f"There was nothing of profile {profile}.")


def _forget_access(places: Places) -> None:
    """What opens the clinic's server may lie in the computer's keyring, outside of every folder."""
    if places.state.is_dir():
        from hep_tui.secrets_kept import SecretStore

        SecretStore(places).forget()


def _stop_reminding(places: Places) -> None:
    """A scheduler must not go on calling for somebody who is not here any more."""
    from hep_tui.reminders.job import SchedulerError
    from hep_tui.reminders.schedulers import turn_off

    try:
        turn_off(places)
    except (OSError, SchedulerError) as error:
        say(f"The reminders could not be taken out of the computer's scheduler; they find nothing now. {error}")
