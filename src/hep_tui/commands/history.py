"""`history` and `score`: what was done, and how it adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hep_care.adherence import STATE_WORDS, explain
from hep_care.entry import Entry, fold
from hep_sync.shapes import day_shape
from hep_tui.commands.common import json_option, open_here, out, print_json
from hep_tui.diary.entry_text import BEFORE_CLINIC, entry_line
from hep_tui.diary.finding import RefusedError, parse_day
from hep_tui.diary.for_clinic import of_own_plan
from hep_tui.diary.shapes import entries_shape
from hep_tui.diary.standing import sent_ids

if TYPE_CHECKING:
    from hep_tui.diary import Diary, History


@click.command("history", short_help="Everything that was logged.")
@click.option("--from", "first", metavar="D", help="First day.")
@click.option("--to", "last", metavar="D", help="Last day.")
@json_option
@click.pass_context
def history_command(ctx: click.Context, first: str | None, last: str | None, json: bool) -> None:
    """Everything that was logged, corrected and withdrawn entries too, and what each day counts for."""
    diary = open_here(ctx)
    begin = parse_day(first, diary.today) if first is not None else None
    end = parse_day(last, diary.today) if last is not None else None
    if begin and end and begin > end:
        raise RefusedError(f"{begin.isoformat()} is after {end.isoformat()}; turn --from and --to round.")
    history = diary.history(begin, end)
    if json:
        shape = entries_shape(history.entries, sent_ids(diary))
        print_json({"entries": shape["entries"], "days": [day_shape(day) for day in history.days]})
    else:
        _print(history, diary)


def _print(history: History, diary: Diary) -> None:
    records = fold(history.entries)
    if not records:
        out("Nothing was logged for these days.")
    counts = {count.day: count for count in history.days}
    for day in sorted({record.entry.date for record in records}, reverse=True):
        count = counts.get(day)
        out(f"{day:%a} {day.day} {day:%b %Y}" + (f"  {count.done} of {count.due} done" if count and count.due else ""))
        for record in records:
            if record.entry.date == day:
                out(f"  {_line(record.entry, diary)}{'  (withdrawn)' if record.retracted else ''}")


def _line(entry: Entry, diary: Diary) -> str:
    line = entry_line(entry, diary.prescription_of(entry))
    return f"{line}, {BEFORE_CLINIC}" if entry.prescription in of_own_plan(diary.courses()) else line


@click.command("score", short_help="How steadily you kept to your plan.")
@click.option("--explain", "explained", is_flag=True, help="How the number came about.")
@json_option
@click.pass_context
def score_command(ctx: click.Context, explained: bool, json: bool) -> None:
    """How steadily you kept to your plan. Consistency, not perfection."""
    diary = open_here(ctx)
    score = diary.score()
    if json:
        terms = [
            {"date": t.day.isoformat(), "credit": round(float(t.credit), 4), "weight": round(t.weight, 6)}
            for t in score.terms
        ]
        print_json(
            {
                "score": None if score.value is None else float(score.value),
                "state": score.state.value,
                "due_days": score.due_days,
                "done_days": score.done_days,
                "days_shown_up": score.days_shown_up,
                "terms": terms,
                "explanation": list(explain(score)),
            }
        )
        return
    value = "" if score.value is None else f" · {score.value}"
    out(f"{score.done_days} of {score.due_days} days done in full. {STATE_WORDS[score.state]}{value}")
    if explained:
        for line in explain(score):
            out(line)
        for term in score.terms[:14]:
            out(
                f"  {term.day:%a} {term.day.day} {term.day:%b}  did {round(100 * float(term.credit)):3d} %  weight {term.weight:.2f}"
            )
