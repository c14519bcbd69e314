"""Logging without the timer: as planned, with the patient's own numbers, or left out with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hep_care.credit import ItemState
from hep_care.dose import Kind
from hep_care.dose_text import dose_text
from hep_care.entry import EXCUSING, EntryKind, Reason, Symptom, When
from hep_care.frozen import frozen
from hep_care.program import Prescription
from hep_tui.diary.ceilings import above_words, rule_words, scale_of, scale_word
from hep_tui.diary.drafts import Said, completion, done_sets, skip
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.writing import Draft
from hep_tui.plain.calls import say_when_to_call
from hep_tui.plain.choose import Asker, Choice, numbers_of
from hep_tui.plain.ear import sentence, spoken
from hep_tui.screens.log_words import REASONS, again_words, saved_words
from hep_tui.screens.today_items import is_extra, is_free, remark_of
from hep_tui.session_keeper import Write

if TYPE_CHECKING:
    from hep_care.entry import PerformedSet
    from hep_tui.diary import Diary


@frozen
class Logger:
    """Logs exercises of one day."""

    asker: Asker
    diary: Diary
    write: Write

    async def as_planned(self, day: date, state: ItemState) -> bool:
        """Log an exercise exactly as it was prescribed; whether it was saved."""
        if not await self._may_log_again(state):
            return False
        return await self._save(completion(state.item.prescription, day, state.item.slot, remark=remark_of(state)))

    async def with_numbers(self, day: date, state: ItemState) -> bool:
        """Ask what was done and how it felt, one question after another, and log it."""
        p = state.item.prescription
        if not await self._may_log_again(state):
            return False
        sets = await self._sets(p)
        scale = scale_of(p)
        if rule := rule_words(p):
            self.asker.talk.say(rule)
        value = await self.symptom(f"How much {scale_word(scale)}?", scale)
        effort = await self.asker.number("How hard was it? From 0, very easy, to 10. Enter leaves it out.", 0, 10)
        note = await self.asker.text("A note your clinic can read? Enter leaves it out.")
        private = await self.asker.text("A private note, which never leaves this computer? Enter leaves it out.")
        symptoms = () if value is None else (Symptom(value, scale, When.DURING),)
        said = Said(symptoms, effort, note, private)
        try:
            draft = completion(p, day, state.item.slot, sets, said, remark=remark_of(state))
        except RefusedError as error:
            self.asker.talk.say(str(error))
            return False
        saved = await self._save(draft)
        if saved and (above := above_words(p, symptoms)):
            say_when_to_call(self.asker.talk, self.diary.program(), above)
        return saved

    async def left_out(self, day: date, state: ItemState) -> bool:
        """Ask why, and log that it was left out."""
        p = state.item.prescription
        if is_extra(state):
            self.asker.talk.say(f"{p.name} was not due that day, so there is nothing to leave out.")
            return False
        choices = [
            Choice(key, reason.value, f"{said}; it does not count against you" if reason in EXCUSING else said)
            for key, reason, said in REASONS
        ]
        answer = await self.asker.choose(
            f"Leave out {p.name}: why?", [*choices, Choice("", "", "do not leave it out, go back")]
        )
        if not answer:
            self.asker.talk.say("Nothing was changed.")
            return False
        saved = await self._save(skip(p, day, state.item.slot, Reason(answer)))
        if saved and answer == Reason.PAIN.value:
            say_when_to_call(self.asker.talk, self.diary.program(), f"You left {p.name} out because of pain.")
        return saved

    async def symptom(self, question: str, scale: str) -> int | None:
        """How much of a symptom, from 0 to 10; None where that is left open."""
        word = scale_word(scale)
        ends = f"From 0, no {word}, to 10, the worst you can imagine. Enter leaves it out."
        return await self.asker.number(f"{question} {ends}", 0, 10)

    async def _sets(self, p: Prescription) -> tuple[PerformedSet, ...] | None:
        """The sets with the patient's numbers; None for everything as planned."""
        if p.dose.kind in (Kind.COMPLETION, Kind.DISTANCE):
            return None
        timed = p.dose.kind is Kind.DURATION
        unit = "seconds" if timed else "repetitions"
        planned = spoken(dose_text(p.dose))
        question = f"{p.name}, planned: {planned}. Enter logs it as planned; or type the {unit}, set by set."
        while True:
            said = await self.asker.text(question)
            if not said:
                return None
            numbers = numbers_of(said)
            question = f"Whole numbers, please, such as 10, 10, 8: the {unit} of each set. Enter is as planned."
            if numbers is None:
                continue
            try:
                sets = done_sets(p, None if timed else numbers, numbers if timed else None)
            except RefusedError as error:
                question = f"{error} Type the {unit}, set by set; Enter is as planned."
                continue
            if sets:
                return sets
            question = f"Nothing was done, then? Type the {unit} you did, or Enter for as planned; skip leaves it out."

    async def _may_log_again(self, state: ItemState) -> bool:
        """Ask before something is logged a second time in one session of the day."""
        if is_free(state) or not any(record.entry.kind is EntryKind.COMPLETION for record in state.records):
            return True
        return await self.asker.yes(again_words(state.item.prescription.name))

    async def _save(self, draft: Draft) -> bool:
        """Save it; "Saved" is said only after it is on the disk, and what went wrong otherwise."""
        from hep_tui.diary.errors import StoreError

        try:
            await self.write(lambda diary: diary.log(draft))
        except StoreError as error:
            self.asker.talk.say(str(error))
            return False
        self.asker.talk.say(sentence(saved_words(draft, self.diary.today)))
        return True
