"""`amend` and `retract`: what was logged is corrected or withdrawn, and stays readable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from hep_care.dose import Side
from hep_care.entry import PAIN, Entry, EntryKind, Outcome, Record, Source, Symptom
from hep_care.planned import WrongSetsError, as_planned, outcome_of, with_amounts
from hep_tui.commands.common import Numbers, details, json_option, open_here, out
from hep_tui.commands.log import SIDES, slot_option
from hep_tui.commands.shapes import entries_shape, print_json
from hep_tui.diary.drafts import checked_note, pain_symptoms
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.writing import Draft, new_id
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_tui.diary import Diary

why_option = click.option("--why", required=True, metavar="T", help="Why, in a few words.")


@click.command("amend", short_help="Correct something that was logged.")
@click.argument("id")
@slot_option
@click.option("--sets", type=Numbers(), help='Repetitions set by set: "10,10,8".')
@click.option("--seconds", type=Numbers(), help='Seconds set by set: "45,45".')
@click.option("--side", type=SIDES, help="Only this side.")
@details
@why_option
@json_option
@click.pass_context
def amend_command(ctx: click.Context, id: str, why: str, json: bool, **given: Any) -> None:
    """Correct an entry; only what you give changes. The entry as it was stays readable."""
    if all(value is None for value in given.values()):
        raise RefusedError("Say what to correct: --sets, --seconds, --pain, --effort, --note, --slot or --side.")
    diary = open_here(ctx)
    record = _record(diary, id)
    draft = replace(_corrected(record.entry, given, diary), refers_to=record.id, why=checked_note(why, "reason"))
    _save(diary, draft, json, "Corrected")


@click.command("retract", short_help="Withdraw something that was logged.")
@click.argument("id")
@why_option
@json_option
@click.pass_context
def retract_command(ctx: click.Context, id: str, why: str, json: bool) -> None:
    """Withdraw an entry, as logged by mistake. It stays readable, and counts no more."""
    diary = open_here(ctx)
    record = _record(diary, id)
    draft = Draft(EntryKind.RETRACTION, record.entry.date, refers_to=record.id, why=checked_note(why, "reason"))
    _save(diary, draft, json, "Withdrawn")


def _record(diary: Diary, id: str) -> Record:
    record = diary.record(id.removeprefix("urn:uuid:"))
    if record is None:
        raise RefusedError("Nothing was logged under that id. `hep-tui history --json` lists the ids.")
    if record.retracted:
        raise NotDoneError("That entry was withdrawn already; nothing was changed.")
    return record


def _corrected(now: Entry, given: dict[str, Any], diary: Diary) -> Draft:
    sets, status = now.sets, now.status
    if any(given.get(name) is not None for name in ("sets", "seconds", "side")):
        sets = _sets(now, given)
        status = outcome_of(now.dose, sets) if now.dose else now.status
    pain = given.get("pain")
    others = tuple(symptom for symptom in now.symptoms if symptom.scale != PAIN)
    symptoms: tuple[Symptom, ...] = now.symptoms if pain is None else (*pain_symptoms(pain), *others)
    note, private = given.get("note"), given.get("private_note")
    return Draft(
        EntryKind.AMENDMENT,
        now.date,
        diary.prescription_of(now),
        now.slot if given.get("slot") is None else given["slot"],
        sets,
        Outcome.PARTIAL if status is Outcome.SKIPPED and sets else status,
        symptoms,
        now.effort if given.get("effort") is None else given["effort"],
        now.reason,
        now.reason_text,
        now.note if note is None else checked_note(note),
        now.private_note if private is None else checked_note(private, "private note"),
        ended=now.ended,
        # Whoever corrects a set that only the timer saw has confirmed it.
        source=Source.TYPED if now.source is Source.TIMED else now.source,
    )


def _sets(now: Entry, given: dict[str, Any]) -> Any:
    """The sets with new numbers; a set that was there keeps its id, so that a correction never doubles it."""
    if now.dose is None:
        raise RefusedError("That entry has no sets to correct.")
    side = Side(given["side"]) if given.get("side") else None
    old = {(one.n, one.side): one for one in now.sets}
    planned = as_planned(now.dose, new_id, Source.TYPED, side)
    if given.get("sets") is None and given.get("seconds") is None:
        return tuple(one for one in now.sets if one.side is side)
    kept = tuple(
        replace(one, id=old[one.n, one.side].id, load=old[one.n, one.side].load) if (one.n, one.side) in old else one
        for one in planned
    )
    try:
        return with_amounts(kept, now.dose, given.get("sets"), given.get("seconds"))
    except WrongSetsError as error:
        raise RefusedError(str(error)) from error


def _save(diary: Diary, draft: Draft, json: bool, word: str) -> None:
    saved = diary.log(draft)
    if json:
        print_json(entries_shape(saved))
    else:
        out(f"{word}. What was there before stays readable in `hep-tui history --json`.")
