"""What a running session says: every word and number of the screen, from one moment of the player."""

from __future__ import annotations

from hep_care.blocks import BlockKind
from hep_care.dose import Dose, Kind
from hep_care.dose_text import dose_text, minutes_text
from hep_care.program import Prescription
from hep_tui.diary.ceilings import ceiling_of, scale_of, scale_word
from hep_tui.player import PlannedExercise, PlayState, View

_PHASES = {
    BlockKind.LEAD_IN: "GET READY",
    BlockKind.WORK: "GO",
    BlockKind.HOLD: "HOLD",
    BlockKind.REST: "REST",
    BlockKind.SWITCH: "SWITCH SIDES",
}
_CLASSES = {
    BlockKind.LEAD_IN: "lead-in",
    BlockKind.WORK: "hold",
    BlockKind.HOLD: "hold",
    BlockKind.REST: "rest",
    BlockKind.SWITCH: "switch",
}
BETWEEN = (BlockKind.LEAD_IN, BlockKind.REST, BlockKind.SWITCH)
"""Blocks in which nobody works."""


def phase_class(view: View) -> str:
    """The name of the phase's colour; empty when nothing runs."""
    return _CLASSES[view.kind] if view.kind else ""


def phase_word(view: View) -> str:
    """What to do, in capitals; of a repetition with a tempo, its phase."""
    if view.state in (PlayState.PAUSED, PlayState.AWAY, PlayState.STILL_THERE):
        return "PAUSED"
    if view.phase is not None and view.kind is BlockKind.WORK:
        return view.phases[view.phase].upper()
    return _PHASES[view.kind] if view.kind else ""


def digits(view: View, dose: Dose) -> str:
    """The one big number: the repetition where repetitions are counted, else the seconds."""
    if view.kind is BlockKind.WORK and view.rep is not None:
        return str(view.rep)
    if view.kind is BlockKind.WORK and view.seconds_up is not None and dose.kind in (Kind.REPS, Kind.HOLD):
        return str(view.count)
    seconds = view.seconds_up if view.seconds_left is None else view.seconds_left
    return clock_words(seconds or 0)


def clock_words(seconds: int) -> str:
    """Seconds below a minute, else minutes and seconds."""
    return str(seconds) if seconds < 60 else f"{seconds // 60}:{seconds % 60:02}"


def in_last_seconds(view: View) -> bool:
    """Whether the seconds that are shown are the last three."""
    shows_seconds = not (view.kind is BlockKind.WORK and view.rep is not None)
    return shows_seconds and view.seconds_left is not None and 0 < view.seconds_left <= 3


def rep_words(view: View, dose: Dose) -> str:
    """Where in the set this is."""
    if view.kind is BlockKind.WORK and view.seconds_up is not None:
        counted = dose.kind in (Kind.REPS, Kind.HOLD)
        return "as many as you can: + for each, n when done" if counted else "press n when you are done"
    if view.rep is None or view.reps is None:
        return ""
    if view.kind is BlockKind.REST:
        return f"rep {view.rep} of {view.reps} done"
    words = f"rep {view.rep} of {view.reps}"
    # The patient may have put the count right; then both numbers are told.
    return words if view.count in (view.rep - 1, view.rep) else f"{words}, counted {view.count}"


def tempo_words(view: View, dose: Dose) -> list[tuple[str, bool]]:
    """The phases of the repetition that take any time, each with whether it is now."""
    if not view.phases:
        return []
    named = zip(range(len(view.phases)), view.phases, dose.tempo, strict=False)
    return [(name, number == view.phase) for number, name, seconds in named if seconds]


def cue_words(view: View, prescription: Prescription) -> str:
    """One cue, another one each set; the condition to check first, while getting ready."""
    if view.kind is BlockKind.LEAD_IN and prescription.gate:
        return sentence(prescription.gate)
    cues = prescription.cues
    return sentence(cues[((view.set or 1) - 1) % len(cues)].text) if cues else ""


def next_words(view: View) -> str:
    """What comes after this."""
    return f"next: {view.next}" if view.next else ""


def ceiling_words(prescription: Prescription) -> str:
    """When to stop; empty where the plan names no ceiling."""
    scale = scale_of(prescription)
    ceiling = ceiling_of(prescription, scale)
    return "" if ceiling is None else f"stop above {scale_word(scale)} {ceiling}"


def set_words(view: View) -> str:
    """The number of the set, and its name where it has one."""
    words = "" if view.set is None else f"set {view.set} of {view.sets}"
    label = view.label if view.kind in (BlockKind.WORK, BlockKind.HOLD) else ""
    return " · ".join(part for part in (label, words) if part)


def place_words(view: View) -> str:
    """The number of the exercise."""
    return f"exercise {view.exercise} of {view.exercises}"


def preview_rows(plan: list[tuple[Prescription, PlannedExercise]]) -> list[tuple[str, str]]:
    """The exercises to come, each with how long it takes, and its dose."""
    return [
        (f"{prescription.name} · {minutes_text(planned.compiled.total_seconds)}", dose_text(prescription.dose))
        for prescription, planned in plan
    ]


def session_minutes(planned: tuple[PlannedExercise, ...]) -> str:
    """How long the whole session takes."""
    rests = sum(one.between_s for one in planned[:-1])
    return minutes_text(rests + sum(one.compiled.total_seconds for one in planned))


def away_words(seconds: int) -> str:
    """How long the patient was away."""
    return f"{seconds} seconds" if seconds < 60 else f"{(seconds + 30) // 60} min"


def sentence(words: str) -> str:
    """Words with a capital and a full stop."""
    said = words.strip()
    if not said:
        return ""
    return f"{said[0].upper()}{said[1:]}{'' if said[-1] in '.!?…' else '.'}"
