"""`today` and `show`: the day's program and one exercise, as text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from hep_care.blocks import compile_dose
from hep_care.counts import Tally
from hep_care.credit import MARKS, ItemState, ItemStatus
from hep_care.dose_text import dose_text, minutes_text
from hep_care.due import Item
from hep_care.program import Prescription, Program
from hep_care.schedule_text import schedule_text
from hep_care.why import day_words
from hep_tui.commands.common import date_option, json_option, open_here, out, print_json
from hep_tui.diary.finding import parse_day
from hep_tui.diary.shapes import item_shape, program_shape
from hep_tui.diary.standing import stale_words
from hep_tui.plain.day_text import day_text
from hep_tui.plain.exercise_text import exercise_text, why_words

if TYPE_CHECKING:
    from hep_tui.diary import Diary


@click.command("today", short_help="The day's program as text.")
@date_option
@click.option("--plain", is_flag=True, help="In whole words, for a screen reader.")
@json_option
@click.pass_context
def today_command(ctx: click.Context, date: str | None, plain: bool, json: bool) -> None:
    """The day's program: sessions, exercises, and what is done."""
    diary = open_here(ctx)
    day = parse_day(date, diary.today) if date is not None else diary.today
    tally = diary.tally(day)
    program = diary.program(day) or diary.program()
    if json:
        print_json(_shape(diary, day, tally, program))
    elif program is not None and (plain or ctx.find_root().params.get("plain")):
        for line in day_text(diary, day):
            out(line)
    else:
        _print(diary, day, tally, program)


def _shape(diary: Diary, day: date, tally: Tally, program: Program | None) -> dict[str, Any]:
    phase = tally.plan.phase.name if tally.plan.phase else None
    by_slot: dict[int | None, list[ItemState]] = {}
    for state in tally.states:
        by_slot.setdefault(state.item.slot, []).append(state)

    def items(slot: int | None) -> list[dict[str, Any]]:
        return [item_shape(state, tally, program) for state in by_slot.get(slot, ())] if program else []

    return {
        "date": day.isoformat(),
        "timezone": diary.clock.zone,
        "program": program_shape(program, phase),
        "slots": [
            {"slot": slot.number, "name": slot.name or None, "items": items(slot.number)} for slot in tally.plan.slots
        ],
        "anytime": items(None),
        "summary": {"due": tally.count.due, "done": tally.count.done},
    }


def _print(diary: Diary, day: date, tally: Tally, program: Program | None) -> None:
    if program is None:
        out("There is no program yet. `hep-tui programs` lists samples, `hep-tui import acl-early` takes one in.")
        return
    phase = f" · {tally.plan.phase.name}" if tally.plan.phase else ""
    out(f"{program.title}{phase}")
    out(f"{day_words(day)}: {tally.count.done} of {tally.count.due} done")
    if program.sample:
        out("A sample, not medical advice.")
    if stale := stale_words(diary):
        out(stale)
    if tally.plan.ended:
        out(f"Your plan ended on {day_words(tally.plan.ended)}.")
    if tally.plan.begins:
        out(f"Your plan begins on {day_words(tally.plan.begins)}.")
    for slot in tally.plan.slots:
        mine = [state for state in tally.states if state.item.slot == slot.number]
        left = sum(seconds(s.item, program) for s in mine if s.status in (ItemStatus.TODO, ItemStatus.PARTIAL))
        out()
        out(f"{slot.name.capitalize() or f'Session {slot.number}'}: {minutes_text(left) + ' left' if left else 'done'}")
        for state in mine:
            out(_line(state))
    if tally.plan.anytime:
        out()
        out("Any time:")
        for state in tally.states:
            if state.item.slot is None:
                out(f"{_line(state)}, {schedule_text(state.item.prescription.schedule)}")


def seconds(item: Item, program: Program) -> int:
    """How long an item takes."""
    return compile_dose(item.prescription.dose, program.timings).total_seconds


def _line(state: ItemState) -> str:
    p = state.item.prescription
    return f"  {MARKS[state.status]} {state.status.value}  {p.name}: {dose_text(p.dose)}"


@click.command("show", short_help="One exercise: dose, cues, blocks, why it is due.")
@click.argument("exercise")
@date_option
@json_option
@click.pass_context
def show_command(ctx: click.Context, exercise: str, date: str | None, json: bool) -> None:
    """One exercise of your program, whatever its phase: dose, cues, rules, last times and why it is due."""
    diary = open_here(ctx)
    day = parse_day(date, diary.today) if date is not None else diary.today
    p = diary.find(exercise, day)
    program = diary.program(day) or diary.program()
    assert program is not None
    tally = diary.tally(day)
    state = next((s for s in tally.states if s.item.prescription.id == p.id), None)
    if json:
        print_json(_show_shape(diary, p, state, tally, program, why_words(diary, p, program, day)))
    else:
        for line in exercise_text(diary, p, program, day):
            out(line)


def _show_shape(
    diary: Diary, p: Prescription, state: ItemState | None, tally: Tally, program: Program, why: str
) -> dict[str, Any]:
    compiled = compile_dose(p.dose, program.timings)
    item = item_shape(state or diary.state_outside(p), tally, program)
    rule = p.symptom_rule
    return {
        **item,
        "cues": [{"type": cue.type.value, "text": cue.text} for cue in p.cues],
        "precautions": [*p.precautions, *program.precautions],
        "equipment": list(p.equipment),
        "purpose": p.purpose or None,
        "gate": p.gate or None,
        "schedule": schedule_text(p.schedule),
        "phase": p.phase,
        "symptom_rule": None
        if rule is None
        else {"scale": rule.scale, "ceiling": rule.ceiling, "settle": rule.settle or None},
        "last_times": [
            {
                "date": r.entry.date.isoformat(),
                "status": r.entry.status.value if r.entry.status else None,
                "pain": r.entry.pain,
            }
            for r in diary.last_times(p.line, diary.today + diary.ONE_DAY)
        ],
        "blocks": [
            {"kind": b.kind.value, "side": b.side.value, "seconds": b.seconds, "set": b.set, "rep": b.rep}
            for b in compiled.blocks
        ],
        "work_seconds": compiled.work_seconds,
        "total_seconds": compiled.total_seconds,
        "why_due": why,
    }
