"""What the player tells the world around it, in the order it happened."""

from __future__ import annotations

from enum import StrEnum

from hep_care.entry import Outcome, PerformedSet, Reason, Symptom
from hep_care.frozen import frozen


class CueKind(StrEnum):
    """What a cue announces; a caller gives each its own sound."""

    LEAD_IN = "lead-in"
    GO = "go"
    """A set begins."""
    TICK = "tick"
    """One of the last three seconds of a block."""
    HOLD = "hold"
    REP = "rep"
    TEMPO = "tempo"
    """A phase of a repetition begins."""
    BEAT = "beat"
    """A beat of the metronome."""
    REST = "rest"
    REST_OVER = "rest-over"
    SWITCH = "switch"
    SET_DONE = "set-done"
    EXERCISE_DONE = "exercise-done"
    SESSION_DONE = "session-done"


@frozen
class Cue:
    """Something to hear. A late tick brings several at once: sound the last, show or say what is left to say."""

    kind: CueKind
    text: str
    """In words, so that a session can be followed with closed eyes; the side comes first."""
    at: float = 0.0
    """When it fell due, on the clock that `tick` is given."""


@frozen
class AtBlock:
    """A block began; the moment to save a snapshot."""

    exercise: int
    block: int


@frozen
class SetDone:
    """A set ended, or its count was put right: a set whose id was seen before replaces that one."""

    exercise: int
    set: PerformedSet


@frozen
class ExerciseDone:
    """An exercise ended, in full or not; its sets are the ones that count."""

    exercise: int
    outcome: Outcome
    sets: tuple[PerformedSet, ...]
    reason: Reason | None
    symptoms: tuple[Symptom, ...]


@frozen
class SymptomNoted:
    """A symptom was reported. `late` where its exercise had ended: it is then not among that exercise's symptoms."""

    exercise: int
    symptom: Symptom
    late: bool = False


@frozen
class OverCeiling:
    """A symptom is above the prescription's ceiling; the player has paused."""

    exercise: int
    value: int
    ceiling: int


@frozen
class Away:
    """The computer slept or the program was stopped: nothing of that time counts, and the player waits."""

    seconds: int


@frozen
class StillThere:
    """Nobody has pressed a key for ten minutes; the player waits between two sets."""


@frozen
class SessionDone:
    """The session ended, at its end or because the patient stopped it."""


Event = Cue | AtBlock | SetDone | ExerciseDone | SymptomNoted | OverCeiling | Away | StillThere | SessionDone
