"""What a session sends out beside the screen: tones, a voice, and the wish that the computer stays awake."""

from hep_tui.signals.awake import KeepAwake
from hep_tui.signals.sounds import Sounds
from hep_tui.signals.tones import WORDS, Sound

__all__ = ["WORDS", "KeepAwake", "Sound", "Sounds"]
