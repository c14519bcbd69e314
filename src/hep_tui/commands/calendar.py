"""`calendar`: what was done, day by day, as text."""

from __future__ import annotations

import click

from hep_tui.commands.common import open_here, out
from hep_tui.diary.finding import RefusedError, parse_day
from hep_tui.plain.calendar_text import calendar_text, days_text


@click.command("calendar", short_help="Your days and weeks as text.")
@click.argument("when", default="")
@click.option("--from", "first", metavar="D", help="First day.")
@click.option("--to", "last", metavar="D", help="Last day; today unless you say so.")
@click.pass_context
def calendar_command(ctx: click.Context, when: str, first: str | None, last: str | None) -> None:
    """The last weeks, a line a day and a line a week.

    WHEN is a year (2025), a month (2025-11, november) or a day (2025-11-12, yesterday).
    """
    if when and (first or last):
        raise RefusedError("Say when, or --from and --to, but not both.")
    if last and not first:
        raise RefusedError("Say the first day with --from as well.")
    diary = open_here(ctx)
    if first is None:
        lines = calendar_text(diary, when)
    else:
        end = parse_day(last, diary.today) if last else diary.today
        lines = days_text(diary, parse_day(first, diary.today), end)
    for line in lines:
        out(line)
