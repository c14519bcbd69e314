"""What is heard in a session: a tone, the terminal's bell or nothing, and a voice where it is wished."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from hep_care.plain_text import plain_text
from hep_tui.settings import Settings
from hep_tui.signals import system
from hep_tui.signals.lane import Lane
from hep_tui.signals.tones import Sound, file_of
from hep_tui.signals.windows import WindowsTones

RINGS = {Sound.SWITCH: 2, Sound.TICK: 0, Sound.BEAT: 0}
"""How often the bell rings, where not once: it has one voice only, and every second would be too much of it."""
GENTLE = frozenset({Sound.TICK, Sound.BEAT})
"""These stand back for a sound that is still to be heard."""
_LONGEST_TONE_S, _LONGEST_WORDS_S = 4.0, 20.0
_LONGEST_TEXT = 300


class Sounds:
    """The sounds and the voice of one app. Nothing here waits, and nothing is raised.

    `settings` gives the present ones, `ring` rings the terminal's bell so many times and may be called from any thread,
    `cache` is the folder for the sound files.
    """

    def __init__(
        self,
        settings: Callable[[], Settings],
        ring: Callable[[int], object],
        cache: Path,
        environ: Mapping[str, str] = os.environ,
        platform: str = sys.platform,
    ) -> None:
        def prepare(name: str) -> str:
            return str(file_of(Sound(name), cache))

        self._settings = settings
        self._ring = ring
        self._away = system.elsewhere(environ)
        self._tones: Lane | WindowsTones
        if platform == "win32" and not self._away:
            self._tones = WindowsTones(prepare)
        else:
            tools = [] if self._away else system.players(environ)
            self._tones = Lane(tools, _LONGEST_TONE_S, self._bell, prepare)
        self._voice = Lane([] if self._away else system.voices(environ, platform), _LONGEST_WORDS_S, lambda words: None)

    @classmethod
    def silent(cls, settings: Settings, cache: Path) -> Sounds:
        """Only to ask what there is: without a bell to ring."""
        return cls(lambda: settings, lambda rings: None, cache)

    def play(self, sound: Sound) -> None:
        """Let a sound be heard, the way it is set; a newer one replaces an older one."""
        how = self._settings().sound
        if how == "off":
            return
        if how == "bell" or not self._tones.ask(sound.value, gentle=sound in GENTLE):
            self._bell(sound.value)

    def say(self, words: str) -> None:
        """Say these words, in place of what is being said; nothing where speech is off."""
        said = plain_text(words, limit=_LONGEST_TEXT).strip()
        if said and self._settings().speech:
            self._voice.ask(said)

    def available(self) -> str:
        """How cues are heard here with `tones` set, in one sentence."""
        if self._away:
            return (
                "You are connected from another computer, where a tone would not be heard: the terminal's bell rings."
            )
        if self._tones.tool:
            return f"Tones, played by {self._tones.tool}."
        if self._tones.unable:
            return f"{' and '.join(self._tones.unable)} could not play a tone here: the terminal's bell rings."
        return "No player was found (pw-play, paplay, aplay or ffplay): the terminal's bell rings."

    def can_speak(self) -> str:
        """Who speaks with `speech` set, in one sentence."""
        if self._away:
            return "You are connected from another computer, where a voice would not be heard: nothing is spoken."
        if self._voice.tool:
            return f"Spoken by {self._voice.tool}."
        if self._voice.unable:
            return f"{' and '.join(self._voice.unable)} could not speak here: nothing is spoken."
        return "No voice was found (spd-say, espeak-ng or espeak): nothing is spoken."

    def hush(self) -> None:
        """End what is being said. A tone is over by itself, and may be what the silence is about."""
        self._voice.hush()

    def close(self) -> None:
        """Be quiet for good."""
        self._tones.close()
        self._voice.close()

    def _bell(self, name: str) -> None:
        rings = RINGS.get(Sound(name), 1)
        if rings:
            self._ring(rings)
