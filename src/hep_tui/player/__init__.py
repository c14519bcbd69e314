"""The player: a session as a pure state machine, from blocks and keys to cues and performed sets."""

from hep_tui.player.cues import phase_names
from hep_tui.player.events import (
    AtBlock,
    Away,
    Cue,
    CueKind,
    Event,
    ExerciseDone,
    OverCeiling,
    SessionDone,
    SetDone,
    StillThere,
    SymptomNoted,
)
from hep_tui.player.machine import Player
from hep_tui.player.plan import PlannedExercise, side_words
from hep_tui.player.snapshot import SnapshotMismatch
from hep_tui.player.view import PlayState, View

__all__ = [
    "AtBlock",
    "Away",
    "Cue",
    "CueKind",
    "Event",
    "ExerciseDone",
    "OverCeiling",
    "PlannedExercise",
    "PlayState",
    "Player",
    "SessionDone",
    "SetDone",
    "SnapshotMismatch",
    "StillThere",
    "SymptomNoted",
    "View",
    "phase_names",
    "side_words",
]
