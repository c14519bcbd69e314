"""How a cue is heard and seen: at most one signal a moment, however late it comes."""

from __future__ import annotations

from collections.abc import Sequence

from hep_tui.player import CueKind
from hep_tui.screens.base import HepScreen

_HEARD = (CueKind.GO, CueKind.HOLD, CueKind.REST, CueKind.REST_OVER, CueKind.SET_DONE, CueKind.SESSION_DONE)
_SEEN = (CueKind.GO, CueKind.REST, CueKind.REST_OVER, CueKind.SWITCH, CueKind.SET_DONE, CueKind.EXERCISE_DONE)
SECOND_BELL_S = 0.3
FLASH_S = 0.2


def signal(on: HepScreen, cues: Sequence[CueKind]) -> None:
    """Ring the terminal's bell and let the screen change shade; changing sides rings twice."""
    settings = on.hep.settings
    if settings.bell and CueKind.SWITCH in cues:
        on.app.bell()
        on.set_timer(SECOND_BELL_S, on.app.bell)
    elif settings.bell and any(cue in _HEARD for cue in cues):
        on.app.bell()
    if settings.flash and not settings.reduced_motion and any(cue in _SEEN for cue in cues):
        on.add_class("-flash")
        on.set_timer(FLASH_S, lambda: _end_flash(on))


def _end_flash(on: HepScreen) -> None:
    on.remove_class("-flash")
