"""One moment of a session in words and numbers: all that the stage shows, before it is laid out."""

from __future__ import annotations

from hep_care.blocks import BlockKind
from hep_care.dose import Dose, Side
from hep_care.dose_text import dose_text
from hep_care.frozen import frozen
from hep_care.program import Prescription
from hep_tui.player import PlannedExercise, PlayState, View, phase_names, side_words
from hep_tui.screens import session_words as words

_STILL = (PlayState.PAUSED, PlayState.AWAY, PlayState.STILL_THERE)


@frozen
class Tempo:
    """The phases of a repetition and the second of it that runs, from 0; None while it does not run."""

    seconds: tuple[int, ...]
    names: tuple[str, ...]
    at: int | None


@frozen
class Beat:
    """A metronome: beats a minute, and the number of the beat that runs; None while nobody works."""

    bpm: int
    number: int | None


@frozen
class Scene:
    """What is shown."""

    name: str
    place: str
    side: str
    """In words, as long as they need."""
    side_word: str
    """In one word, to be read from afar; empty where there is no side."""
    set: str
    set_word: str
    """The set in one short word, for large text."""
    dose: str
    phase: str
    """What to do, in capitals."""
    phase_word: str
    """The same in at most six letters."""
    tone: str
    """The name of the phase's colour; empty while the clock stands."""
    digits: str
    last_seconds: bool
    """Whether a second is shown that pulses: every other one of the last three."""
    rep: str
    cue: str
    next: str
    ceiling: str
    progress: tuple[int, int]
    switching: bool
    has_side: bool
    """Whether any part of this exercise has a side, so that its place is kept free."""
    tempo: Tempo | None = None
    beat: Beat | None = None
    note: str = ""
    warn: bool = False


def scene_of(view: View, planned: PlannedExercise, prescription: Prescription, units: str = "") -> Scene:
    """The scene of a moment; loads are also said in `units` where that is another unit than the prescribed one."""
    dose = planned.dose
    still = view.state in _STILL
    # In a rest between two sets what matters is the side to get ready for.
    rests = view.kind is BlockKind.REST and view.rep is None and view.set is not None
    side = view.coming if rests else view.side
    return Scene(
        name=view.name,
        place=words.place_words(view),
        side=planned.side_words.get(side, side_words(dose, side)) if rests else view.side_words,
        side_word="" if side is Side.NONE else side.value.upper(),
        set=f"{words.set_words(view)} done" if rests else words.set_words(view),
        set_word="" if view.set is None else f"SET {view.set}",
        dose=dose_text(dose, units),
        phase=words.phase_word(view),
        phase_word=words.short_phase(view),
        tone="" if still else words.phase_class(view),
        digits=words.digits(view, dose),
        last_seconds=not still and words.in_last_seconds(view) and (view.seconds_left or 0) % 2 == 1,
        rep=words.rep_words(view, dose),
        cue=words.cue_words(view, prescription),
        next=words.next_words(view),
        ceiling=words.ceiling_words(prescription),
        progress=view.progress,
        switching=view.kind is BlockKind.SWITCH and not still,
        has_side=dose.side is not Side.NONE,
        tempo=_tempo(view, dose),
        beat=Beat(dose.bpm, view.beat) if dose.bpm and not dose.tempo else None,
    )


def _tempo(view: View, dose: Dose) -> Tempo | None:
    """The figure stays in sight through the rests of an exercise, with nothing of it run."""
    if not sum(dose.tempo):
        return None
    runs = view.kind is BlockKind.WORK and view.phase is not None and view.seconds_left is not None
    at = view.block_seconds - (view.seconds_left or 0) if runs else None
    return Tempo(dose.tempo, phase_names(dose.tempo), at)
