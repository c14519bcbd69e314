"""One exercise beside Today's list: how much, how, what to watch, and how it went last time."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from hep_care.blocks import compile_dose
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose import Side
from hep_care.dose_text import dose_text, minutes_text
from hep_care.entry import Entry, Outcome, Record
from hep_care.instruction import therapists_words
from hep_care.program import Cue, CueType, Prescription, Program
from hep_care.schedule_text import join_words
from hep_tui.diary.ceilings import rule_words
from hep_tui.widgets.plain import PlainStatic, content

Part = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the detail shows: an item of a day, its program, and its newest time before that day."""

    state: ItemState
    program: Program
    last: Record | None = None
    last_on: str = ""
    """When that was, as people say it: "Yesterday"."""


class ExerciseDetail(VerticalScroll):
    """Shows one exercise; its cues come one at a time."""

    DEFAULT_CSS = """
    ExerciseDetail { scrollbar-size-vertical: 1; }
    ExerciseDetail > PlainStatic { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: Shown | None = None
        self._cue = 0

    def compose(self) -> ComposeResult:
        """One text."""
        yield PlainStatic("", id="detail-text")

    def show(self, shown: Shown | None) -> None:
        """Shows another exercise from its first cue, or the same one as it stands now."""
        before = self._shown.state.item.prescription if self._shown else None
        if shown is None or shown.state.item.prescription != before:
            self._cue = 0
            self.scroll_home(animate=False)
        self._shown = shown
        self._draw()

    def turn_cue(self, steps: int) -> None:
        """Shows the next cue, or the one before; after the last comes the first."""
        cues = cues_of(self._shown.state.item.prescription) if self._shown else ()
        if cues:
            self._cue = (self._cue + steps) % len(cues)
            self._draw()

    def _draw(self) -> None:
        text = detail_text(self._shown, self._cue) if self._shown else Content("")
        self.query_one("#detail-text", PlainStatic).say(text)


def cues_of(p: Prescription) -> tuple[Cue, ...]:
    """The cues that come one at a time: all but the faults, which have their own line."""
    return tuple(cue for cue in p.cues if cue.type is not CueType.COMMON_FAULT)


def detail_text(shown: Shown, cue: int) -> Content:
    """The whole text, most needed first."""
    p = shown.state.item.prescription
    seconds = compile_dose(p.dose, shown.program.timings).total_seconds
    affected = p.dose.side in (Side.LEFT, Side.RIGHT) and p.dose.side is (p.affected or shown.program.affected)
    about = [minutes_text(seconds), *(["the affected side"] if affected else [])]
    parts: list[Part] = [(p.name, "bold"), "\n", dose_text(p.dose), "\n", (" · ".join(about), "$muted"), "\n"]
    parts += _cue_parts(cues_of(p), cue)
    if p.gate:
        parts += ["\n", (_sentence(p.gate), "bold"), "\n"]
    rule = rule_words(p)
    if rule:
        parts += ["\n", rule, "\n"]
    parts += _times(shown)
    faults = [cue.text for cue in p.cues if cue.type is CueType.COMMON_FAULT]
    groups = (
        ("Common fault", faults),
        ("Take care", [*p.precautions, *shown.program.precautions]),
        ("Why", [p.purpose] if p.purpose else []),
        ("You need", [join_words(p.equipment)] if p.equipment else []),
        ("Your therapist wrote", [text for text in (therapists_words(p), *p.not_understood) if text]),
    )
    for title, lines in groups:
        for n, line in enumerate(lines):
            parts += ["\n" if n == 0 else "", (f"{title}  ", "$muted"), line, "\n"]
    return content(*parts).rstrip()


def _cue_parts(cues: tuple[Cue, ...], at: int) -> list[Part]:
    if not cues:
        return []
    shown = cues[at % len(cues)]
    lead: list[Part] = [("Safety  ", "$muted")] if shown.type is CueType.SAFETY else []
    more: list[Part] = [(f"cue {at % len(cues) + 1} of {len(cues)} · c", "$muted"), "\n"] if len(cues) > 1 else []
    return ["\n", *lead, _sentence(shown.text), "\n", *more]


def _times(shown: Shown) -> list[Part]:
    parts: list[Part] = []
    if shown.state.status in (ItemStatus.PARTIAL, ItemStatus.DONE, ItemStatus.SKIPPED, ItemStatus.EXCUSED):
        now = shown.state.records[0].entry
        parts += ["\n", ("This time  ", "$muted"), how_it_went(now), "\n"]
    if shown.last is not None:
        parts += ["" if parts else "\n", (f"{shown.last_on}  ", "$muted"), how_it_went(shown.last.entry), "\n"]
    return parts


def how_it_went(entry: Entry) -> str:
    """What an entry says, in a few words: "3 × 10, pain 2, effort 4"."""
    if entry.status is Outcome.SKIPPED:
        reason = entry.reason.value.replace("-", " ") if entry.reason else ""
        return f"left out: {reason}" if reason else "left out"
    pain = f"pain {entry.pain}" if entry.pain is not None else ""
    effort = f"effort {entry.effort}" if entry.effort is not None else ""
    words = (_amounts(entry), pain, effort, entry.note, entry.private_note)
    return ", ".join(word for word in words if word)


def _amounts(entry: Entry) -> str:
    """The sets as one number where they were alike: "3 × 10", "10, 10 and 8", "2 × 30 s"."""
    if not entry.sets:
        return "done" if entry.status is Outcome.COMPLETE else "in part"
    each = []
    for one in entry.sets:
        if one.reps is not None:
            each.append(f"{one.reps} × {one.seconds} s" if one.seconds is not None else f"{one.reps}")
        else:
            each.append(f"{one.seconds} s" if one.seconds is not None else f"{one.metres or 0} m")
    if len(set(each)) > 1:
        return join_words(each)
    unit = " reps" if len(each) == 1 and each[0].isdigit() else ""
    return f"{len(each)} × {each[0]}" if len(each) > 1 else f"{each[0]}{unit}"


def _sentence(text: str) -> str:
    """A cue or condition as a sentence: its first letter large, and a full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', '…')) else '.'}"
