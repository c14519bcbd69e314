"""What a voice says in a session, from the cues of one moment: short, the side first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hep_tui.player import Cue, CueKind
from hep_tui.screens.session_words import cue_words, sentence

if TYPE_CHECKING:
    from hep_care.program import Prescription
    from hep_tui.player import View

_LEFT = {1: "Last one.", 2: "Two left.", 3: "Three left."}
_SHORT_S = 5
"""A rest or a phase below this is over before its length is said."""
_PHASE_S = 2


def spoken(cues: Sequence[Cue], view: View, prescription: Prescription) -> str:
    """The words of one moment; empty where a tone says enough."""
    kinds = {cue.kind for cue in cues}
    if CueKind.SESSION_DONE in kinds:
        return "Done. That was all."
    said = ["Done."] if kinds & {CueKind.SET_DONE, CueKind.EXERCISE_DONE} else []
    if CueKind.LEAD_IN in kinds:
        said += [sentence(view.side_words), sentence(view.name), "Get ready.", cue_words(view, prescription)]
    elif CueKind.SWITCH in kinds:
        said += ["Switch sides.", sentence(view.side_words)]
    elif CueKind.REST in kinds:
        said.append(_rest(view))
    elif kinds & {CueKind.GO, CueKind.HOLD, CueKind.REP}:
        said += _work(kinds, view)
    elif CueKind.REST_OVER in kinds:
        said.append("Rest over.")
    if CueKind.TEMPO in kinds and not kinds & {CueKind.GO, CueKind.LEAD_IN}:
        said.append(_phase(view, prescription))
    return " ".join(words for words in said if words)


def _work(kinds: set[CueKind], view: View) -> list[str]:
    """The side with each set and each hold; how many are left, near the end of a set."""
    said = []
    if kinds & {CueKind.GO, CueKind.HOLD}:
        said.append(sentence(view.side_words))
    if CueKind.GO in kinds:
        said += [f"Set {view.set} of {view.sets}." if view.sets > 1 else "", sentence(view.label)]
    if CueKind.HOLD in kinds:
        said.append("Hold.")
    elif CueKind.GO in kinds:
        said.append("Go.")
    if CueKind.GO not in kinds and view.rep is not None and view.reps is not None:
        said.append(_LEFT.get(view.reps - view.rep + 1, ""))
    return said


def _rest(view: View) -> str:
    seconds = view.block_seconds
    if seconds < _SHORT_S:
        return "Rest."
    minutes = {60: "one minute", 120: "two minutes", 180: "three minutes"}
    coming = f" {sentence(f'next: {view.label}')}" if view.label else ""
    return f"Rest {minutes.get(seconds, f'{seconds} seconds')}.{coming}"


def _phase(view: View, prescription: Prescription) -> str:
    """The phase of a slow repetition; a quick one is over before its name."""
    if view.phase is None or view.phase >= len(view.phases):
        return ""
    tempo = prescription.dose.tempo
    slow = view.phase < len(tempo) and tempo[view.phase] >= _PHASE_S
    return sentence(view.phases[view.phase]) if slow else ""
