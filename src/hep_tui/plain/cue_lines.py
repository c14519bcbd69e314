"""What a running session says, line by line: as little as can be followed, and every line understood by itself."""

from __future__ import annotations

from collections.abc import Sequence

from hep_care.blocks import BlockKind
from hep_care.dose import Kind
from hep_care.dose_text import dose_text, minutes_text
from hep_care.program import Prescription
from hep_tui.plain.ear import amount, sentence, spoken
from hep_tui.player import Cue, CueKind, PlannedExercise, PlayState, View
from hep_tui.screens.session_words import BETWEEN, ceiling_words, cue_words

HALFWAY_FROM_S = 20
"""Shorter stretches are over before a word about their middle has been heard."""
THREE_LEFT_FROM_S = 8
EACH_REP_FROM_S = 5
"""A slower repetition is told each time; of quicker ones the middle and the last three."""
GET_BACK_S = 10
"""So long before the end of a rest there is still time to get into place."""
LONG_REST_S = 30
_BELL = (CueKind.GO, CueKind.HOLD, CueKind.REST, CueKind.REST_OVER, CueKind.SET_DONE, CueKind.SESSION_DONE)
_SAID = (CueKind.SET_DONE, CueKind.REST_OVER, CueKind.EXERCISE_DONE, CueKind.SESSION_DONE)


def bells(cues: Sequence[Cue]) -> int:
    """How often the bell rings for some cues that came together: twice to change sides, else once at most."""
    if any(cue.kind is CueKind.SWITCH for cue in cues):
        return 2
    return int(any(cue.kind in _BELL for cue in cues))


def opening(p: Prescription, number: int, of: int) -> list[str]:
    """What is said before an exercise."""
    lines = [
        f"Exercise {number} of {of}: {sentence(p.name)}",
        sentence(spoken(dose_text(p.dose))),
        sentence(p.gate),
        sentence(*(cue.text for cue in p.cues[:1])),
        sentence(spoken(ceiling_words(p))),
    ]
    return [line for line in lines if line]


def cue_line(cue: Cue, view: View, planned: PlannedExercise, prescription: Prescription) -> str:
    """One cue as a line, or nothing where it would only be noise; `view` is the moment of the block it belongs to."""
    if cue.kind is CueKind.SET_DONE and cue.text.endswith("Set 1 of 1 done."):
        # That the exercise is done says it all.
        return ""
    if cue.kind in _SAID:
        return cue.text
    if cue.kind is CueKind.LEAD_IN:
        return sentence(f"{cue.text.rstrip('.')}: {amount(view.block_seconds, 'second')}")
    if cue.kind is CueKind.SWITCH:
        return sentence(f"{cue.text.rstrip('.')}: {amount(view.block_seconds, 'second')}")
    if cue.kind is CueKind.REST:
        # Before an exercise the cue itself names it; between repetitions everybody knows what comes.
        coming = "" if view.rep is not None or view.label else _coming(view)
        return " ".join(part for part in (cue.text, coming) if part)
    if cue.kind is CueKind.GO:
        return _go(cue, view, planned, prescription)
    if cue.kind is CueKind.HOLD:
        return f"{cue.text.rstrip('.')}: {amount(view.block_seconds, 'second')}."
    if cue.kind is CueKind.REP:
        return _rep(view)
    if cue.kind is CueKind.TICK and cue.text == "3" and view.block_seconds >= THREE_LEFT_FROM_S:
        return "" if view.kind in BETWEEN else "Three seconds left."
    return ""


def _go(cue: Cue, view: View, planned: PlannedExercise, prescription: Prescription) -> str:
    again = (view.set or 1) > 1
    reminder = cue_words(view, prescription) if again else ""
    how = ""
    if view.seconds_left is None:
        counted = planned.dose.kind in (Kind.REPS, Kind.HOLD)
        how = (
            "As many as you can: type how many and Enter when you are done." if counted else "Enter when you are done."
        )
    elif view.reps is not None and view.kind is BlockKind.WORK:
        how = f"{amount(view.reps, 'rep')}."
    elif view.rep is None:
        how = sentence(_spoken_clock(view.block_seconds))
    # Of a single set there is nothing to number.
    return " ".join(part for part in (cue.text.replace("Set 1 of 1. ", ""), how, reminder) if part)


def _rep(view: View) -> str:
    if view.rep is None or view.reps is None:
        return ""
    left = view.reps - view.rep + 1
    if view.block_seconds >= EACH_REP_FROM_S:
        return f"Rep {view.rep} of {view.reps}."
    if left == 3 and view.reps > 3:
        return "Three reps left, this one too."
    if view.reps >= 8 and view.rep == view.reps // 2 + 1:
        return f"Halfway: rep {view.rep} of {view.reps}."
    return ""


def _coming(view: View) -> str:
    return sentence(f"Next: {spoken(view.next)}") if view.next else ""


def middle(view: View) -> str:
    """A word in the middle of a long stretch, or near the end of a long rest; nothing at any other second."""
    if view.state is not PlayState.RUNNING or view.seconds_left is None:
        return ""
    total, left = view.block_seconds, view.seconds_left
    if view.kind is BlockKind.REST and total >= LONG_REST_S and left == GET_BACK_S:
        return f"{amount(left, 'second').capitalize()} of rest left. Get into place."
    works = view.kind in (BlockKind.HOLD, BlockKind.WORK)
    if works and total >= HALFWAY_FROM_S and left == total // 2:
        return f"Halfway: {_spoken_clock(left)} left."
    if works and total >= 180 and left % 60 == 0 and 0 < left < total and left != total // 2:
        return f"{_spoken_clock(left)} left."
    return ""


def _spoken_clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = (amount(minutes, "minute") if minutes else "", amount(rest, "second") if rest else "")
    return " ".join(part for part in parts if part) or "no time"


def where(view: View) -> str:
    """The whole moment in one line, for whoever asks."""
    doing = {
        BlockKind.LEAD_IN: "get ready",
        BlockKind.WORK: "go",
        BlockKind.HOLD: "hold",
        BlockKind.REST: "rest",
        BlockKind.SWITCH: "switch sides",
        None: "",
    }[view.kind]
    paused = "" if view.state is PlayState.RUNNING else "paused"
    sets = f"set {view.set} of {view.sets}" if view.set is not None else ""
    reps = f"rep {view.rep} of {view.reps}" if view.rep is not None and view.reps is not None else ""
    left = "" if view.seconds_left is None else f"{_spoken_clock(view.seconds_left)} left"
    place = f"exercise {view.exercise} of {view.exercises}"
    coming = f"next: {spoken(view.next)}" if view.next else ""
    return sentence(paused, view.name, view.side_words, sets, reps, doing, left, place, coming)


def length(planned: Sequence[PlannedExercise]) -> str:
    """How long a session takes, in words: rests between its exercises count too."""
    rests = sum(one.between_s for one in planned[:-1])
    return spoken(minutes_text(rests + sum(one.compiled.total_seconds for one in planned)))
