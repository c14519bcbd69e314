"""`done`, `skip` and `symptom`: what was done, logged without a timer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from hep_care.dose import Side
from hep_care.entry import PAIN, EntryKind, Outcome, Reason, Symptom, When
from hep_care.plain_text import plain_text
from hep_care.program import Prescription
from hep_tui.commands.common import (
    Numbers,
    Whole,
    date_option,
    day_words,
    details,
    json_option,
    open_here,
    out,
    print_json,
    say,
)
from hep_tui.diary.ceilings import above_words
from hep_tui.diary.drafts import NOT_DUE, Said, checked_note, completion, done_sets, pain_symptoms, skip
from hep_tui.diary.finding import RefusedError, all_todo, day_to_log, slot_to_log
from hep_tui.diary.shapes import entries_shape
from hep_tui.diary.writing import Draft
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_care.entry import Entry
    from hep_tui.diary import Diary

slot_option = click.option("--slot", type=Whole(1, 99), help="Which session of the day, from 1.")
SIDES = click.Choice(["left", "right"])


@click.command("done", short_help="Log exercises as done, without a timer.")
@click.argument("exercises", nargs=-1, metavar="EXERCISE…")
@click.option("--all", "everything", is_flag=True, help="Everything still to do that day, or in that session.")
@slot_option
@date_option
@click.option("--sets", type=Numbers(), help='Repetitions set by set: "10,10,8".')
@click.option("--seconds", type=Numbers(), help='Seconds set by set: "45,45".')
@click.option("--side", type=SIDES, help="Only this side.")
@details
@json_option
@click.pass_context
def done_command(
    ctx: click.Context,
    /,
    exercises: tuple[str, ...],
    everything: bool,
    slot: int | None,
    date: str | None,
    json: bool,
    **given: Any,
) -> None:
    """Log exercises as done: as planned, or with the numbers you give.

    Without --slot it is the earliest session of the day that is not yet done.
    """
    if everything == bool(exercises):
        raise RefusedError("Name at least one exercise, or say --all.")
    diary = open_here(ctx)
    day = day_to_log(date, diary.today)
    drafts = (
        _all(diary, day, slot, given) if everything else [_one(diary, name, day, slot, given) for name in exercises]
    )
    _save(diary, drafts, json, "Saved")
    for draft in drafts:
        if draft.prescription and (above := above_words(draft.prescription, draft.symptoms)):
            say(f"{above} This has not reached your clinic.")


def _all(diary: Diary, day: date, slot: int | None, given: dict[str, Any]) -> list[Draft]:
    states = all_todo(diary.tally(day), slot)
    if not states:
        raise NotDoneError("Nothing is left to do there, so nothing was logged.")
    return [_draft(state.item.prescription, day, state.item.slot, given) for state in states]


def _one(diary: Diary, name: str, day: date, slot: int | None, given: dict[str, Any]) -> Draft:
    prescription = diary.find(name, day)
    tally = diary.tally(day)
    chosen = slot_to_log(prescription, tally, slot)
    note = ""
    if chosen is None and prescription.schedule.sessions:
        due = any(state.item.prescription.line == prescription.line for state in tally.states)
        note = "" if due and slot is None else f"session {NOT_DUE}" if due else NOT_DUE
        if due and slot is None:
            say(
                f"{prescription.name}: everything for {day_words(day, diary.today)} was done already; more is not better."
            )
    return _draft(prescription, day, chosen, given, note)


def _draft(p: Prescription, day: date, slot: int | None, given: dict[str, Any], remark: str = "") -> Draft:
    side = Side(given["side"]) if given.get("side") else None
    sets = done_sets(p, given.get("sets"), given.get("seconds"), side)
    said = Said(
        pain_symptoms(given.get("pain")), given.get("effort"), given.get("note") or "", given.get("private_note") or ""
    )
    return completion(p, day, slot, sets, said, side, remark)


@click.command("skip", short_help="Say that an exercise was left out, and why.")
@click.argument("exercise")
@click.option("--reason", required=True, type=click.Choice([reason.value for reason in Reason]), help="Why.")
@slot_option
@date_option
@click.option("--note", metavar="T", help="A note; your clinic can read it.")
@json_option
@click.pass_context
def skip_command(
    ctx: click.Context, exercise: str, reason: str, slot: int | None, date: str | None, note: str | None, json: bool
) -> None:
    """Leave an exercise out, with the reason; being ill, in pain or told to rest does not count against you."""
    diary = open_here(ctx)
    day = day_to_log(date, diary.today)
    p = diary.find(exercise, day)
    chosen = slot_to_log(p, diary.tally(day), slot)
    _save(diary, [skip(p, day, chosen, Reason(reason), note)], json, "Saved: left out")


@click.command("symptom", short_help="Note a symptom on its own.")
@click.argument("value", type=Whole(0, 10))
@click.argument("exercise", required=False)
@click.option("--scale", default=PAIN, show_default=True, help="The scale, such as dizziness_0_10.")
@click.option("--when", type=click.Choice([when.value for when in When]), default=When.AFTER.value, show_default=True)
@click.option("--area", default="", help="Where you feel it.")
@click.option("--note", metavar="T", help="A note; your clinic can read it.")
@date_option
@json_option
@click.pass_context
def symptom_command(
    ctx: click.Context,
    value: int,
    exercise: str | None,
    scale: str,
    when: str,
    area: str,
    note: str | None,
    date: str | None,
    json: bool,
) -> None:
    """Note a symptom from 0 to 10, by itself or for an exercise."""
    diary = open_here(ctx)
    day = day_to_log(date, diary.today)
    symptom = Symptom(value, plain_text(scale, limit=60), When(when), plain_text(area, limit=100))
    prescription = diary.find(exercise, day) if exercise else None
    draft = Draft(EntryKind.SYMPTOM, day, prescription, symptoms=(symptom,), note=checked_note(note))
    _save(diary, [draft], json, "Saved")
    above = above_words(prescription, (symptom,)) if prescription else ""
    if above:
        say(f"{above} This has not reached your clinic.")


def _save(diary: Diary, drafts: list[Draft], json: bool, word: str) -> None:
    saved = diary.log(*drafts)
    if json:
        print_json(entries_shape(saved))
        return
    for entry, draft in zip(saved, drafts, strict=True):
        out(f"{word}: {_words(entry, draft, diary)}.")


def _words(entry: Entry, draft: Draft, diary: Diary) -> str:
    name = draft.prescription.name if draft.prescription else "symptom"
    partly = ", in part" if entry.status is Outcome.PARTIAL else ""
    session = f", session {entry.slot}" if entry.slot else ""
    value = f" {entry.symptoms[0].value} of 10" if entry.kind is EntryKind.SYMPTOM else ""
    return f"{name}{value}{partly}{session}, {day_words(entry.date, diary.today)}"
