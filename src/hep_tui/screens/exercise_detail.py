"""One exercise beside Today's list: how much, how, what to watch, and how it went last time."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from textual.content import Content

from hep_care.blocks import compile_dose
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose import Side
from hep_care.dose_text import dose_short, dose_text, minutes_text
from hep_care.entry import Record
from hep_care.frozen import frozen
from hep_care.instruction import therapists_words
from hep_care.program import Cue, CueType, Prescription, Program
from hep_care.schedule_text import join_words
from hep_tui.diary.ceilings import rule_words
from hep_tui.screens.entry_words import how_it_went
from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.plain import content
from hep_tui.widgets.text_pane import TextPane

Part = str | tuple[str, str]
_LOGGED = (ItemStatus.PARTIAL, ItemStatus.DONE, ItemStatus.SKIPPED, ItemStatus.EXCUSED)


class Card(Enum):
    """What stands under the dose: one of these at a time."""

    CUE = "cue"
    FAULT = "fault"
    WHY = "why"


@frozen
class Shown:
    """What the detail shows: an item of a day, its program, and its newest time before that day."""

    state: ItemState
    program: Program
    last: Record | None = None
    last_on: str = ""
    """When that was, as people say it: "Yesterday"."""
    target: str = ""
    """The day whose target stands beside it: "today"."""
    routine: str = ""
    """When the patient means to do it: "after brushing my teeth"."""
    units: str = ""
    card: Card = Card.CUE
    cue: int = 0
    why: str = ""
    """Why it is due, while that is asked."""
    cue_key: str = "c"
    """The key that turns the cues."""


class ExerciseDetail(TextPane):
    """Shows one exercise; its cues come one at a time, and its common fault or its purpose in their place."""

    _shown: Shown | None = None

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self._told: dict[tuple[object, ...], tuple[ItemState, Content]] = {}

    def forget(self) -> None:
        """The day was read anew; nothing that was written about it holds."""
        self._told.clear()

    def tell(self, shown: Shown | None) -> None:
        """Shows another exercise from its first cue, or the same one as it stands now."""
        before = self._shown
        same = before is not None and shown is not None and _same(before.state, shown.state)
        if same and before is not None and shown is not None:
            shown = replace(shown, card=before.card, cue=before.cue, why=before.why)
        self._draw(shown, from_the_top=not same)

    def turn_cue(self, steps: int) -> None:
        """Shows the next cue, or the one before; after the last comes the first."""
        if self._shown is None:
            return
        cues = cues_of(self._shown.state.item.prescription)
        # From the fault or the purpose the way leads back to the cue that was there.
        steps = steps if self._shown.card is Card.CUE else 0
        self._draw(replace(self._shown, card=Card.CUE, cue=(self._shown.cue + steps) % max(1, len(cues))))

    def turn(self, card: Card, why: str = "") -> None:
        """Shows the common fault or the purpose in place of the cue; the same once more shows the cue again."""
        if self._shown is not None:
            there = self._shown.card is card
            self._draw(replace(self._shown, card=Card.CUE if there else card, why="" if there else why))

    def _draw(self, shown: Shown | None, *, from_the_top: bool = True) -> None:
        self._shown = shown
        self.show(self._text(shown) if shown else Content(""), from_the_top=from_the_top)

    def _text(self, shown: Shown) -> Content:
        """The text about an item; the same object for the same words, which then need not be wrapped again."""
        p = shown.state.item.prescription
        key = (p.id, shown.state.item.slot, shown.card, shown.cue)
        known = self._told.get(key)
        if known is None or known[0] is not shown.state:
            known = self._told[key] = (shown.state, detail_text(shown))
        return known[1]


def _same(one: ItemState, other: ItemState) -> bool:
    return (one.item.prescription, one.item.slot) == (other.item.prescription, other.item.slot)


def cues_of(p: Prescription) -> tuple[Cue, ...]:
    """The cues that come one at a time: all but the faults, which come on a key of their own."""
    return tuple(cue for cue in p.cues if cue.type is not CueType.COMMON_FAULT)


def detail_text(shown: Shown) -> Content:
    """The whole text, most needed first."""
    blocks = (_target(shown), _card(shown), _care(shown), *_more(shown))
    parts: list[Part] = []
    for block in filter(None, blocks):
        parts += ["\n", *block] if parts else block
    return content(*parts).rstrip()


def _target(shown: Shown) -> list[Part]:
    """How much and for how long, when, and how it went last time."""
    p = shown.state.item.prescription
    affected = p.dose.side in (Side.LEFT, Side.RIGHT) and p.dose.side is (p.affected or shown.program.affected)
    seconds = compile_dose(p.dose, shown.program.timings).total_seconds
    about = [minutes_text(seconds), *(["the affected side"] if affected else []), shown.routine]
    parts: list[Part] = [(p.name, "bold"), "\n", dose_text(p.dose, shown.units), "\n"]
    parts += [(" · ".join(filter(None, about)), "$muted"), "\n"]
    if shown.last is not None:
        aim = f" → {shown.target} {dose_short(p.dose)}" if shown.target else ""
        parts += [(f"{shown.last_on}  ", "$muted"), how_it_went(shown.last.entry), (aim, "$muted"), "\n"]
    if shown.state.status in _LOGGED:
        parts += [("This time  ", "$muted"), how_it_went(shown.state.records[0].entry), "\n"]
    return parts


def _card(shown: Shown) -> list[Part]:
    p = shown.state.item.prescription
    if shown.card is Card.FAULT:
        said = faults_of(p) or ["Your plan names no common fault of this exercise."]
        return [("Common fault  ", "$muted"), " ".join(said), *_back(shown), "\n"]
    if shown.card is Card.WHY:
        purpose: list[Part] = [("What for  ", "$muted"), sentence(p.purpose), "\n"] if p.purpose else []
        return [*purpose, ("Why now  ", "$muted"), shown.why, *_back(shown), "\n"]
    cues = cues_of(p)
    if not cues:
        return []
    one = cues[shown.cue % len(cues)]
    lead: list[Part] = [("Safety  ", "$muted")] if one.type is CueType.SAFETY else []
    more = f"  {shown.cue % len(cues) + 1} of {len(cues)} · {shown.cue_key}" if len(cues) > 1 else ""
    return [*lead, sentence(one.text), (more, "$muted"), "\n"]


def _back(shown: Shown) -> list[Part]:
    """How the cues come back, where there are any."""
    return [(f"\n{shown.cue_key}  back to the cues", "$muted")] if cues_of(shown.state.item.prescription) else []


def _care(shown: Shown) -> list[Part]:
    """What must be seen before it is begun: the condition, when to stop, what to take care of."""
    p = shown.state.item.prescription
    parts: list[Part] = [(sentence(p.gate), "bold"), "\n"] if p.gate else []
    rule = rule_words(p)
    parts += [rule, "\n"] if rule else []
    care = [*p.precautions, *shown.program.precautions]
    return [*parts, ("Take care  ", "$muted"), sentence("; ".join(care)), "\n"] if care else parts


def _more(shown: Shown) -> list[list[Part]]:
    """What there is room for on a larger screen, and otherwise behind a key."""
    p = shown.state.item.prescription
    groups = (
        ("You need", [join_words(p.equipment)] if p.equipment else []),
        ("Your therapist wrote", [text for text in (therapists_words(p), *p.not_understood) if text]),
        ("Common fault", faults_of(p) if shown.card is not Card.FAULT else []),
        ("What for", [sentence(p.purpose)] if p.purpose and shown.card is not Card.WHY else []),
    )
    return [
        [part for line in lines for part in ((f"{title}  ", "$muted"), line, "\n")] for title, lines in groups if lines
    ]


def faults_of(p: Prescription) -> list[str]:
    """What often goes wrong, a sentence each."""
    return [sentence(cue.text) for cue in p.cues if cue.type is CueType.COMMON_FAULT]


def sentence(text: str) -> str:
    """A cue or condition as a sentence: its first letter large, and a full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', '…')) else '.'}"
