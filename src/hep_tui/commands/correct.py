"""`amend` and `retract`: what was logged is corrected or withdrawn, and stays readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hep_care.dose import Side
from hep_care.entry import Record
from hep_tui.commands.common import Numbers, details, json_option, open_here, out, print_json
from hep_tui.commands.log import SIDES, slot_option
from hep_tui.diary.corrections import Change, amendment, pain_change, withdrawal
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.shapes import entries_shape
from hep_tui.diary.writing import Draft
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
def amend_command(ctx: click.Context, /, id: str, why: str, json: bool, **given: Any) -> None:
    """Correct an entry; only what you give changes. The entry as it was stays readable."""
    if all(value is None for value in given.values()):
        raise RefusedError("Say what to correct: --sets, --seconds, --pain, --effort, --note, --slot or --side.")
    diary = open_here(ctx)
    _save(diary, amendment(diary, _record(diary, id), _change(given), why), json, "Corrected")


@click.command("retract", short_help="Withdraw something that was logged.")
@click.argument("id")
@why_option
@json_option
@click.pass_context
def retract_command(ctx: click.Context, id: str, why: str, json: bool) -> None:
    """Withdraw an entry, as logged by mistake. It stays readable, and counts no more."""
    diary = open_here(ctx)
    _save(diary, withdrawal(_record(diary, id), why), json, "Withdrawn")


def _record(diary: Diary, id: str) -> Record:
    record = diary.record(id.removeprefix("urn:uuid:"))
    if record is None:
        raise RefusedError("Nothing was logged under that id. `hep-tui history --json` lists the ids.")
    if record.retracted:
        raise NotDoneError("That entry was withdrawn already; nothing was changed.")
    return record


def _change(given: dict[str, Any]) -> Change:
    return Change(
        given.get("sets"),
        given.get("seconds"),
        Side(given["side"]) if given.get("side") else None,
        slot=given.get("slot"),
        symptoms=pain_change(given.get("pain")),
        effort=given.get("effort"),
        note=given.get("note"),
        private_note=given.get("private_note"),
    )


def _save(diary: Diary, draft: Draft, json: bool, word: str) -> None:
    saved = diary.log(draft)
    if json:
        print_json(entries_shape(saved))
    else:
        out(f"{word}. What was there before stays readable in `hep-tui history --json`.")
