"""What was really done: the plan's numbers to correct, the symptom, the effort, and a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from hep_care.credit import ItemState
from hep_care.dose import Kind, Side
from hep_care.dose_text import dose_text, side_word
from hep_care.entry import PAIN as PAIN_SCALE
from hep_care.entry import PerformedSet, Source, Symptom, When
from hep_care.planned import as_planned, planned_sets
from hep_care.program import Prescription
from hep_tui.diary.ceilings import rule_words, scale_of, scale_word
from hep_tui.diary.drafts import LONGEST_NOTE, Said, completion
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.writing import Draft, new_id
from hep_tui.screens import log_flow
from hep_tui.screens.base import HepDialog
from hep_tui.screens.today_items import remark_of
from hep_tui.widgets.numbers import EFFORT, PAIN, Anchors, NumberScale
from hep_tui.widgets.plain import PlainStatic
from hep_tui.widgets.set_amounts import Amount, SetAmounts

if TYPE_CHECKING:
    from hep_tui.app import HepApp

_TIMED_STEP_S = 5


class _Sheet(VerticalScroll, inherit_bindings=False, can_focus=False):
    """Scrolls to what has the keys; the arrows move between the questions instead of scrolling."""


class LogDialog(HepDialog[Draft | None]):
    """Logs one exercise; ends with what was saved, or None. It stays open while something could not be saved."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('save')", "save", id="log.save", tooltip="Save this", priority=True),
        Binding("escape", "in_turn('leave')", "leave", id="log.leave", tooltip="Leave without saving", priority=True),
        Binding("down", "app.focus_next", "next", show=False, id="log.next"),
        Binding("up", "app.focus_previous", "before", show=False, id="log.before"),
    ]

    def __init__(self, state: ItemState, day: date) -> None:
        super().__init__()
        self._state = state
        self._day = day
        self._sets = open_sets(state.item.prescription)
        self._saving = False

    def compose(self) -> ComposeResult:
        """The sets, two scales, two notes."""
        p = self._state.item.prescription
        settings = cast("HepApp", self.app).settings
        with _Sheet(classes="sheet"):
            yield PlainStatic(p.name, classes="head")
            yield PlainStatic(dose_text(p.dose, settings.units), classes="muted")
            if self._sets:
                yield SetAmounts(amounts(p, self._sets), glyphs="ascii" if settings.ascii else "unicode", id="sets")
            yield NumberScale(anchors(scale_of(p)), id="symptom")
            rule = rule_words(p)
            if rule:
                yield PlainStatic(rule, classes="muted", id="rule")
            yield NumberScale(EFFORT, id="effort")
            for id, label, hint in (
                ("note", "Note", "your clinic can read it"),
                ("private", "Private note", "never leaves this computer"),
            ):
                with Horizontal(classes="field"):
                    yield PlainStatic(label, classes="label")
                    yield Input(placeholder=hint, id=id, compact=True, max_length=LONGEST_NOTE)
            yield PlainStatic("enter save · ↑ ↓ move · 0–9 type · + − change · t ten · esc leave", classes="keys")

    def action_leave(self) -> None:
        """Closes without saving."""
        self.dismiss(None)

    @work
    async def action_save(self) -> None:
        """Saves what stands here; it closes only once that is on the disk."""
        if self._saving:
            return
        hep = cast("HepApp", self.app)
        try:
            draft = self._draft()
        except RefusedError as error:
            hep.say(str(error), warn=True)
            return
        self._saving = True
        saved = await log_flow.write(hep, draft)
        self._saving = False
        if saved:
            self.dismiss(draft)

    def _draft(self) -> Draft:
        p = self._state.item.prescription
        value = self.query_one("#symptom", NumberScale).value
        symptoms = () if value is None else (Symptom(value, scale_of(p), When.DURING),)
        said = Said(
            symptoms,
            self.query_one("#effort", NumberScale).value,
            self.query_one("#note", Input).value,
            self.query_one("#private", Input).value,
        )
        if not self._sets:
            return completion(p, self._day, self._state.item.slot, None, said, remark=remark_of(self._state))
        done = performed(p, self._sets, self.query_one(SetAmounts).numbers)
        if not done and any(one.planned is not None for one in self._sets):
            raise RefusedError("Nothing was done here; leave it out with s instead, which asks why.")
        return completion(p, self._day, self._state.item.slot, done or None, said, remark=remark_of(self._state))


def anchors(scale: str) -> Anchors:
    """The question about a symptom, and what its two ends mean."""
    if scale == PAIN_SCALE:
        return PAIN
    word = scale_word(scale)
    return Anchors(f"How much {word}?", f"no {word}", "the worst I can imagine")


def open_sets(p: Prescription) -> tuple[PerformedSet, ...]:
    """Every set of a dose as planned; those of an open-ended one have no number yet. None of a dose without any."""
    planned = as_planned(p.dose, new_id, Source.TYPED)
    if planned or p.dose.kind is Kind.COMPLETION:
        return planned
    return tuple(PerformedSet(new_id(), one.n, one.side, load=p.dose.load) for one in planned_sets(p.dose))


def amounts(p: Prescription, sets: Sequence[PerformedSet]) -> list[Amount]:
    """The lines in which sets are corrected."""
    return [Amount(_label(p, one), _number(p, one), *_unit(p, one)) for one in sets]


def _label(p: Prescription, one: PerformedSet) -> str:
    labels = p.dose.set_labels
    name = labels[one.n - 1] if one.n <= len(labels) else f"set {one.n}"
    side = side_word(one.side) if one.side in (Side.LEFT, Side.RIGHT) else ""
    return f"{name} {side}".strip()


def _number(p: Prescription, one: PerformedSet) -> int | None:
    if p.dose.kind is Kind.DURATION:
        return one.seconds
    if p.dose.kind is Kind.DISTANCE:
        return None if one.metres is None else int(one.metres)
    return one.reps


def _unit(p: Prescription, one: PerformedSet) -> tuple[str, int]:
    if p.dose.kind is Kind.DURATION:
        return "s", _TIMED_STEP_S
    if p.dose.kind is Kind.DISTANCE:
        return "m", _TIMED_STEP_S
    return ("reps", 1) if one.seconds is None else (f"× {one.seconds} s", 1)


def performed(p: Prescription, sets: Sequence[PerformedSet], numbers: Sequence[int | None]) -> tuple[PerformedSet, ...]:
    """The sets with the patient's numbers; what was not done, or not counted, is left out."""
    done = []
    for one, number in zip(sets, numbers, strict=True):
        if not number:
            continue
        if p.dose.kind is Kind.DURATION:
            done.append(replace(one, seconds=number))
        elif p.dose.kind is Kind.DISTANCE:
            # A planned distance may have decimals, which stay where nobody typed another number.
            same = one.metres is not None and number == int(one.metres)
            done.append(one if same else replace(one, metres=Decimal(number)))
        else:
            done.append(replace(one, reps=number))
    return tuple(done)
