"""How a cue is heard and seen: at most one signal a moment, however late it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hep_tui import clock
from hep_tui.player import Cue, CueKind
from hep_tui.screens.base import HepScreen
from hep_tui.screens.spoken import spoken
from hep_tui.signals import KeepAwake, Sound, Sounds

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.screens.session import SessionScreen

_SOUNDS = {
    CueKind.SESSION_DONE: Sound.FINISH,
    CueKind.SWITCH: Sound.SWITCH,
    CueKind.REST_OVER: Sound.REST_OVER,
    CueKind.GO: Sound.START,
    CueKind.SET_DONE: Sound.DONE,
    CueKind.HOLD: Sound.HOLD,
    CueKind.REST: Sound.REST,
    CueKind.TICK: Sound.TICK,
    CueKind.REP: Sound.BEAT,
    CueKind.BEAT: Sound.BEAT,
}
"""What is heard of each cue; of several at once the first one here."""
_SEEN = (CueKind.GO, CueKind.REST, CueKind.REST_OVER, CueKind.SWITCH, CueKind.SET_DONE, CueKind.EXERCISE_DONE)
SECOND_BELL_S = 0.3
FLASH_S = 0.2
_TOGETHER_S = 0.5
"""Cues that fell due within this are one moment."""


def signal(on: SessionScreen, cues: Sequence[Cue]) -> None:
    """Let the newest cues be heard, said and seen."""
    if not cues:
        return
    now = [cue for cue in cues if cue.at >= cues[-1].at - _TOGETHER_S]
    kinds = {cue.kind for cue in now}
    sound = next((sound for kind, sound in _SOUNDS.items() if kind in kinds), None)
    settings = on.hep.settings
    if sound is not None:
        sounds_of(on.hep).play(sound)
    if settings.speech:
        player = on.player
        sounds_of(on.hep).say(spoken(now, player.view(clock.monotonic()), on.prescription(player.exercise)))
    if settings.flash and not settings.reduced_motion and any(kind in _SEEN for kind in kinds):
        on.add_class("-flash")
        on.set_timer(FLASH_S, lambda: _end_flash(on))


def hush(on: HepScreen) -> None:
    """Be quiet, as when the clock stops."""
    if on.hep.sounds is not None:
        on.hep.sounds.hush()


def sounds_of(app: HepApp) -> Sounds:
    """What is heard in this app; the same for every screen."""
    if app.sounds is None:
        app.sounds = Sounds(
            lambda: app.settings, lambda rings: app.call_later(_ring, app, rings), app.diary.places.cache
        )
    return app.sounds


def keep_awake(on: HepScreen, told: Callable[[str], object]) -> KeepAwake | None:
    """Keep the computer awake until `stop`, where that is wished; `told` is given why it may fall asleep all the same."""
    if not on.hep.settings.keep_awake:
        return None
    awake = KeepAwake(lambda problem: on.app.call_later(told, problem))
    awake.start()
    if awake.problem:
        told(awake.problem)
    return awake


def _ring(app: HepApp, rings: int) -> None:
    app.bell()
    if rings > 1:
        app.set_timer(SECOND_BELL_S, app.bell)


def _end_flash(on: HepScreen) -> None:
    on.remove_class("-flash")
