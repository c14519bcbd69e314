"""`demo`: the app on a throw-away profile, with a sample program and a made-up past."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import click

from hep_care.plain_text import plain_text
from hep_tui.commands.common import Whole, say
from hep_tui.commands.launch import run_app
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.programs import samples
from hep_tui.locations import DEMO_FOLDER
from hep_tui.terminal import draws_full_screen

LONGEST = 730


@click.command("demo", short_help="The app on a throw-away profile with a made-up past.")
@click.argument("program", default="acl-early")
@click.option(
    "--history", "days", type=Whole(0, LONGEST), default=40, show_default=True, help="Days of past to make up."
)
@click.option("--keep", is_flag=True, help="Keep the profile afterwards, and say where it is.")
@click.pass_context
def demo_command(ctx: click.Context, program: str, days: int, keep: bool) -> None:
    """Open the app with a sample program and a made-up past; nothing of your own is read or changed."""
    if program not in {sample.id for sample in samples()}:
        raise RefusedError(f"{plain_text(program, limit=60)!r} is no sample; `hep-tui programs` lists them.")
    folder = Path(tempfile.mkdtemp(prefix=DEMO_FOLDER))
    try:
        os.environ["HEP_TUI_HOME"] = str(folder)
        fill(program, days)
        from hep_tui.diary import open_diary

        lines = ctx.find_root().params["plain"] or not draws_full_screen(os.environ)
        run_app(lambda wait: open_diary(on_wait=wait), lines=lines)
    finally:
        if keep:
            say(f"Kept in {folder}. Open it again with: HEP_TUI_HOME={folder} hep-tui")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def fill(program: str, days: int) -> int:
    """Begin a sample `days` days ago in the profile of this environment and log its past; how many entries."""
    from hep_care.day import resolve_wall, zone_named
    from hep_tui.demo_past import make_past
    from hep_tui.diary import open_diary
    from hep_tui.diary.programs import import_sample

    diary = open_diary()
    try:
        clock, begin = diary.clock, diary.today - timedelta(days=days)
        wall = datetime.combine(begin, time(6))
        if days:
            diary.clock = replace(clock, pinned=resolve_wall(wall, zone_named(clock.zone)))
        import_sample(diary, program, start=begin)
        diary.clock = clock
        return make_past(diary, days)
    finally:
        diary.close()
