"""Putting right what was logged: other numbers, pain, effort or words, or taking it back; both ask why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from hep_care.dose import Kind
from hep_care.dose_text import dose_text
from hep_care.entry import PAIN as PAIN_SCALE
from hep_care.entry import EntryKind, Outcome, PerformedSet, Record, Symptom, When
from hep_care.program import Prescription
from hep_care.schedule import Schedule
from hep_tui.diary.corrections import Change, amendment, sets_to_correct, withdrawal
from hep_tui.diary.drafts import LONGEST_NOTE
from hep_tui.diary.errors import StoreError
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.writing import Draft
from hep_tui.screens.base import HepDialog
from hep_tui.screens.log_dialog import amounts, anchors, performed
from hep_tui.widgets.numbers import EFFORT, NumberScale
from hep_tui.widgets.plain import PlainStatic
from hep_tui.widgets.set_amounts import SetAmounts

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary

_LONGEST_WHY = 200


class CorrectionDialog(HepDialog[bool]):
    """A sheet that ends in a correction and a reason for it; it stays open while that could not be saved."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('save')", "save", id="correct.save", tooltip="Save this", priority=True),
        Binding("escape", "in_turn('leave')", "leave", id="correct.leave", tooltip="Leave it as it is", priority=True),
        Binding("down", "app.focus_next", "next", show=False, id="correct.next"),
        Binding("up", "app.focus_previous", "before", show=False, id="correct.before"),
    ]

    def __init__(self, name: str, record: Record) -> None:
        super().__init__()
        self._called = name
        self._record = record
        self._saving = False

    def action_leave(self) -> None:
        """Closes without saving."""
        self.dismiss(False)

    @work
    async def action_save(self) -> None:
        """Saves the correction; it closes only once that is on the disk."""
        hep, why = cast("HepApp", self.app), self.query_one("#why", Input)
        if self._saving:
            return
        if not why.value.strip():
            hep.say("Say why, in a few words; it stays beside what was there before.")
            why.focus()
            return
        try:
            draft = self.draft(hep.diary, why.value)
        except RefusedError as error:
            hep.say(str(error), warn=True)
            return
        self._saving = True
        try:
            await hep.write(_logging(draft))
        except StoreError as error:
            hep.say(str(error), warn=True)
            return
        finally:
            self._saving = False
        hep.say(f"{'Withdrawn' if draft.kind is EntryKind.RETRACTION else 'Saved, corrected'}: {self._called}.")
        self.dismiss(True)

    def draft(self, diary: Diary, why: str) -> Draft:
        """What is saved; raises `RefusedError` for what cannot be."""
        raise NotImplementedError


def _logging(draft: Draft) -> Callable[[Diary], object]:
    return lambda diary: diary.log(draft)


def _why_field() -> Horizontal:
    reason = Input(placeholder="in a few words", id="why", compact=True, max_length=_LONGEST_WHY)
    return Horizontal(PlainStatic("Why", classes="label"), reason, classes="field")


class WithdrawDialog(CorrectionDialog):
    """Takes a record back."""

    def compose(self) -> ComposeResult:
        """What happens, and the reason."""
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic(f"Withdraw {self._called}?", classes="head")
            yield PlainStatic("It counts no more, and stays readable as withdrawn.")
            yield PlainStatic("", classes="gap")
            yield _why_field()
            yield PlainStatic("enter withdraw · esc leave it", classes="keys")

    def draft(self, diary: Diary, why: str) -> Draft:
        """The withdrawal."""
        return withdrawal(self._record, why)


class AmendDialog(CorrectionDialog):
    """Corrects a record; only what is changed changes."""

    def __init__(self, name: str, record: Record) -> None:
        super().__init__(name, record)
        self._sets = shown_sets(record)
        self._scale = record.entry.symptoms[0].scale if record.entry.symptoms else PAIN_SCALE
        self._value = max((s.value for s in record.entry.symptoms if s.scale == self._scale), default=None)

    def compose(self) -> ComposeResult:
        """The sets, two scales, the note, and the reason."""
        entry = self._record.entry
        ascii = cast("HepApp", self.app).settings.ascii
        with VerticalScroll(classes="sheet", can_focus=False):
            yield PlainStatic(f"Correct {self._called}", classes="head")
            if entry.dose is not None:
                yield PlainStatic(dose_text(entry.dose), classes="muted")
            if self._sets:
                lines = amounts(self._as_prescribed(), self._sets)
                yield SetAmounts(lines, glyphs="ascii" if ascii else "unicode", id="sets")
            yield NumberScale(anchors(self._scale), value=self._value, id="symptom")
            if entry.kind is not EntryKind.SYMPTOM:
                yield NumberScale(EFFORT, value=entry.effort, id="effort")
            with Horizontal(classes="field"):
                yield PlainStatic("Note", classes="label")
                yield Input(
                    entry.note, placeholder="your clinic can read it", id="note", compact=True, max_length=LONGEST_NOTE
                )
            yield _why_field()
            yield PlainStatic("enter save · ↑ ↓ move · 0–9 type · + − change · t ten · esc leave", classes="keys")

    def draft(self, diary: Diary, why: str) -> Draft:
        """The correction; raises `RefusedError` where nothing is different."""
        change = self._change()
        if change == Change():
            raise RefusedError("Nothing is different yet; Esc leaves it as it is.")
        return amendment(diary, self._record, change, why)

    def _change(self) -> Change:
        entry, note = self._record.entry, self.query_one("#note", Input).value
        value = self.query_one("#symptom", NumberScale).value
        when = next((s for s in entry.symptoms if s.scale == self._scale), Symptom(0, self._scale, When.DURING))
        return Change(
            sets=self._changed_sets(),
            symptoms=None
            if value is None or value == self._value
            else (Symptom(value, self._scale, when.when, when.area),),
            effort=self._changed_effort(),
            note=None if note == entry.note else note,
        )

    def _changed_effort(self) -> int | None:
        scales = self.query("#effort").results(NumberScale)
        value = next((scale.value for scale in scales), None)
        return None if value == self._record.entry.effort else value

    def _changed_sets(self) -> tuple[PerformedSet, ...] | None:
        if not self._sets:
            return None
        numbers = self.query_one(SetAmounts).numbers
        p = self._as_prescribed()
        if numbers == tuple(amount.number for amount in amounts(p, self._sets)):
            return None
        done = performed(p, self._sets, numbers)
        if not done:
            raise RefusedError("Then nothing was done: leave this, and withdraw it with x instead.")
        return done

    def _as_prescribed(self) -> Prescription:
        """The exercise with the dose it was answered with, which may have changed since."""
        entry = self._record.entry
        assert entry.dose is not None
        exercise = entry.exercise or ""
        return Prescription(exercise, "", exercise, self._called, entry.dose, Schedule())


def shown_sets(record: Record) -> tuple[PerformedSet, ...]:
    """Every set that was asked for or done, with what was done of it; none where nothing is counted."""
    entry = record.entry
    if entry.dose is None or entry.dose.kind is Kind.COMPLETION or entry.kind is EntryKind.SYMPTOM:
        return ()
    asked = sets_to_correct(entry)
    if not entry.sets and entry.status is Outcome.COMPLETE:
        return asked
    done = {(one.n, one.side): one for one in entry.sets}
    known = {(one.n, one.side) for one in asked}
    shown = (_with_done(one, done.get((one.n, one.side)), entry.dose.kind) for one in asked)
    return (*shown, *(one for at, one in done.items() if at not in known))


def _with_done(asked: PerformedSet, done: PerformedSet | None, kind: Kind) -> PerformedSet:
    if done is not None:
        return replace(asked, reps=done.reps, seconds=done.seconds, metres=done.metres)
    if kind is Kind.DURATION:
        return replace(asked, seconds=0)
    if kind is Kind.DISTANCE:
        return replace(asked, metres=Decimal(0))
    return replace(asked, reps=0)
