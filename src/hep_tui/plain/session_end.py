"""The end of a session in line mode: what only the timer saw is looked at, one symptom is asked for, and all is saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hep_care.dose import Dose, Kind
from hep_care.entry import PAIN, EntryKind, PerformedSet, Source, Symptom, When
from hep_care.planned import WrongSetsError, with_amounts
from hep_tui.diary.ceilings import scale_of, scale_word
from hep_tui.plain import session_asks
from hep_tui.plain.choose import Choice, numbers_of
from hep_tui.plain.ear import amount, spoken
from hep_tui.plain.talk import Interrupted
from hep_tui.screens.entry_words import sets_words

if TYPE_CHECKING:
    from hep_tui.plain.session import LineSession

_SIDE = re.compile(r" (left|right)$")
_CHOICES = (
    Choice("", "yes", "yes"),
    Choice("c", "change", "change"),
    Choice("i", "stopped", "I stopped here"),
    Choice("l", "leave", "leave it as timed"),
)


async def finish(on: LineSession) -> None:
    """Save, ask, save, and say what was done; nothing ends before it is on the disk."""
    from hep_tui.diary.errors import StoreError

    await on.until_saved()
    try:
        await _review(on)
        await _symptom(on)
    except Interrupted:
        on.talk.say("The rest stays as the timer saw it.")
    await on.until_saved()
    try:
        await on.session.keeper.close()
    except StoreError as error:
        # Everything is saved; only the journal stays open, and the next start closes it.
        on.talk.say(str(error))
    on.talk.say(_summary(on))


async def _review(on: LineSession) -> None:
    keeper = on.session.keeper
    rows = [
        (number, entry.sets)
        for number, entry in sorted(keeper.entries.items())
        if any(one.source is Source.TIMED for one in entry.sets)
    ]
    if rows:
        on.talk.say("Now what the timer saw, an exercise at a time.")
    for number, sets in rows:
        done, why = await _one(on, number, sets)
        if why:
            keeper.confirm(number, done, why)


async def _one(on: LineSession, number: int, sets: tuple[PerformedSet, ...]) -> tuple[tuple[PerformedSet, ...], str]:
    """The sets of one exercise in the patient's word, and why; without a why they stay as timed."""
    prescription = on.session.plan.prescriptions[number]
    dose = prescription.dose
    # "10 seconds left" would be what is still to come.
    done = _SIDE.sub(r", \1 side", spoken(sets_words(dose, sets)))
    answer = await on.asker.choose(f"{prescription.name}: {done}. As done?", _CHOICES, in_line=True)
    if answer == "leave":
        return sets, ""
    if answer == "yes":
        return sets, "confirmed"
    counted = dose.kind not in (Kind.DISTANCE, Kind.COMPLETION)
    if answer == "change" and counted:
        return await _changed(on, dose, sets), "numbers put right"
    most = len(sets)
    many = await on.asker.number(f"How many of the {amount(most, 'set')} did you do? Enter: all of them.", 0, most)
    return sets if many is None else sets[:many], "stopped before the end"


async def _changed(on: LineSession, dose: Dose, sets: tuple[PerformedSet, ...]) -> tuple[PerformedSet, ...]:
    timed = dose.kind is Kind.DURATION
    unit = "seconds" if timed else "repetitions"
    now = ", ".join(str((one.seconds if timed else one.reps) or 0) for one in sets)
    question = f"The {unit} you did, set by set, with commas. The timer saw {now}; Enter keeps that."
    while True:
        said = await on.asker.text(question)
        if not said:
            return sets
        numbers = numbers_of(said)
        question = f"Whole numbers with commas between them, please: the {unit} of each set."
        if numbers is None:
            continue
        try:
            return with_amounts(sets, dose, None if timed else numbers, numbers if timed else None)
        except WrongSetsError as error:
            question = f"{error} Once more, please."


async def _symptom(on: LineSession) -> None:
    entries = on.session.keeper.entries
    done = [number for number, entry in sorted(entries.items()) if entry.kind is EntryKind.COMPLETION]
    if on.symptom_said or not done:
        return
    scales = {scale_of(on.session.plan.prescriptions[number]) for number in done}
    scale = scales.pop() if len(scales) == 1 else PAIN
    value = await session_asks.symptom(on, f"How much {scale_word(scale)} now, after it all?", scale)
    if value is not None:
        about = done[0] if len(done) == 1 else None
        await session_asks.take_after(on, about, Symptom(value, scale, When.AFTER))


def _summary(on: LineSession) -> str:
    entries = on.session.keeper.entries.values()
    done = sum(entry.kind is EntryKind.COMPLETION for entry in entries)
    if not entries:
        return "Nothing was done yet, so nothing was logged; it is all still there."
    return f"You did {done} of {amount(len(on.session.exercises), 'exercise')}. Saved."
