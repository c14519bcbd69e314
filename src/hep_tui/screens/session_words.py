"""What a running session says: every word and number of it, from one moment of the player."""

from __future__ import annotations

from hep_care.blocks import BlockKind
from hep_care.dose import Dose, Kind
from hep_care.dose_text import minutes_text, number_text
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
_SHORT = {"GET READY": "READY", "SWITCH SIDES": "SWITCH"}
_SHOWN_AS_SECONDS = 100
"""Up to here a time is told in seconds: two digits are half as wide as a minute and its seconds, so twice as tall."""
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


def short_phase(view: View) -> str:
    """What to do, in a word that can be drawn large."""
    word = phase_word(view)
    return _SHORT.get(word, word)


def digits(view: View, dose: Dose) -> str:
    """The one big number: the repetition where repetitions are counted, else the seconds."""
    if view.kind is BlockKind.WORK and view.rep is not None:
        return str(view.rep)
    if view.kind is BlockKind.WORK and view.seconds_up is not None and dose.kind in (Kind.REPS, Kind.HOLD):
        return str(view.count)
    seconds = view.seconds_up if view.seconds_left is None else view.seconds_left
    return clock_words(seconds or 0)


def clock_words(seconds: int) -> str:
    """Seconds below a hundred, else minutes and seconds."""
    return str(seconds) if seconds < _SHOWN_AS_SECONDS else f"{seconds // 60}:{seconds % 60:02}"


def in_last_seconds(view: View) -> bool:
    """Whether the seconds that are shown are the last three."""
    shows_seconds = not (view.kind is BlockKind.WORK and view.rep is not None)
    return shows_seconds and view.seconds_left is not None and 0 < view.seconds_left <= 3


def rep_words(view: View, dose: Dose) -> str:
    """Where in the set this is."""
    if view.kind is BlockKind.WORK and view.seconds_up is not None:
        if dose.kind in (Kind.REPS, Kind.HOLD):
            return "as many as you can: + for each, n when done"
        if dose.kind is Kind.DISTANCE and dose.distance_m is not None:
            return f"{number_text(dose.distance_m)} m: n when you are there"
        return "press n when you are done"
    if view.rep is None or view.reps is None:
        return ""
    if view.kind is BlockKind.REST:
        return f"rep {view.rep} of {view.reps} done"
    words = f"rep {view.rep} of {view.reps}"
    # The patient may have put the count right; then both numbers are told.
    return words if view.count in (view.rep - 1, view.rep) else f"{words}, counted {view.count}"


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
    words = "" if view.set is None else f"Set {view.set} of {view.sets}"
    label = view.label if view.kind in (BlockKind.WORK, BlockKind.HOLD) else ""
    return " · ".join(part for part in (label, words) if part)


def place_words(view: View) -> str:
    """The number of the exercise."""
    return f"exercise {view.exercise} of {view.exercises}"


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


def progress_words(done: int, total: int) -> str:
    """Seconds behind and in all as people say them; whole minutes, as everywhere, from two minutes on."""
    done = min(max(done, 0), total)
    if total < 120:
        return f"{done} of {total} s"
    minutes = (total + 30) // 60
    return f"{min(done // 60, minutes) if done < total else minutes} of {minutes} min"
