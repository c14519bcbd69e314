"""The sounds of a session: short, soft notes, told apart by their number, their direction and their pitch."""

from __future__ import annotations

import io
import wave
from array import array
from enum import StrEnum
from math import cos, exp, pi, sin
from pathlib import Path
from sys import byteorder

from hep_care.frozen import frozen

RATE = 16_000
"""Samples a second; the highest overtone lies below a fifth of it."""
LOUDEST = 0.4
"""Of full scale: a cue is meant to be heard, not to startle."""
_ATTACK_S = 0.008
_OVERTONE = 0.18
_FOLDER = "tones-1"
"""Another number when a sound changes, so that what an earlier version wrote is not played."""
_HEADER_BYTES = 44


class Sound(StrEnum):
    """One cue that can be heard."""

    START = "start"
    """A set begins."""
    HOLD = "hold"
    """The next hold of a set begins."""
    REST = "rest"
    """Let go, between two holds of a set."""
    TICK = "tick"
    """One of the last three seconds."""
    BEAT = "beat"
    """The next repetition, or a beat of the metronome."""
    DONE = "done"
    """A set is done."""
    SWITCH = "switch"
    """Change sides."""
    REST_OVER = "rest-over"
    """The rest is over, the next set begins."""
    FINISH = "finish"
    """The session is over."""


WORDS = {
    Sound.START: "a set begins",
    Sound.HOLD: "the next hold",
    Sound.REST: "let go",
    Sound.TICK: "the last three seconds",
    Sound.BEAT: "the next repetition",
    Sound.DONE: "a set is done",
    Sound.SWITCH: "change sides",
    Sound.REST_OVER: "the rest is over",
    Sound.FINISH: "all done",
}
"""What each sound means, for the page where they can be heard."""


@frozen
class Note:
    """One note: its pitch, and how long it sounds before the next one begins."""

    hertz: float
    seconds: float
    loudness: float = 1.0


_G4, _A4, _C5, _E5, _G5, _A5, _C6 = 392.0, 440.0, 523.25, 659.26, 783.99, 880.0, 1046.5
NOTES: dict[Sound, tuple[Note, ...]] = {
    Sound.START: (Note(_G4, 0.12), Note(_C5, 0.30)),
    Sound.HOLD: (Note(_C5, 0.40),),
    Sound.REST: (Note(_C5, 0.12), Note(_G4, 0.30)),
    Sound.TICK: (Note(_A5, 0.09, 0.6),),
    Sound.BEAT: (Note(_G4, 0.05, 0.5),),
    Sound.DONE: (Note(_G5, 0.11), Note(_E5, 0.11), Note(_C5, 0.34)),
    Sound.SWITCH: (Note(_E5, 0.13), Note(_A4, 0.13), Note(_E5, 0.13), Note(_A4, 0.26)),
    Sound.REST_OVER: (Note(_A4, 0.14), Note(_A4, 0.14), Note(_E5, 0.32)),
    Sound.FINISH: (Note(_C5, 0.14), Note(_E5, 0.14), Note(_G5, 0.14), Note(_C6, 0.55)),
}
"""Sounds that follow one another differ in contour: rising, falling, level, swinging, not in pitch alone."""


def seconds_of(sound: Sound) -> float:
    """How long a sound lasts."""
    return sum(note.seconds for note in NOTES[sound])


def samples_of(sound: Sound) -> array[int]:
    """A sound as signed 16-bit samples; it begins and ends in silence, so that nothing clicks."""
    samples = array("h")
    for note in NOTES[sound]:
        samples.extend(_note(note))
    return samples


def _note(note: Note) -> list[int]:
    count = round(note.seconds * RATE)
    attack, release = round(_ATTACK_S * RATE), min(count // 2, round(0.05 * RATE))
    peak = 32767 * LOUDEST * note.loudness / (1 + _OVERTONE)
    step = 2 * pi * note.hertz / RATE
    made = []
    for at in range(count):
        swell = 0.5 - 0.5 * cos(pi * min(1.0, at / attack))
        fade = 0.5 - 0.5 * cos(pi * min(1.0, (count - 1 - at) / release))
        body = exp(-2.2 * at / count)
        made.append(round(peak * swell * fade * body * (sin(step * at) + _OVERTONE * sin(2 * step * at))))
    return made


def wave_of(sound: Sound) -> bytes:
    """A sound as a WAVE file: mono, 16 bits."""
    samples = samples_of(sound)
    if byteorder == "big":
        samples.byteswap()
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return held.getvalue()


def file_of(sound: Sound, cache: Path) -> Path:
    """The file of a sound in the cache folder; written where it is missing or cut short.

    Raises `OSError` where it cannot be.
    """
    path = cache / _FOLDER / f"{sound.value}.wav"
    whole = _HEADER_BYTES + 2 * sum(round(note.seconds * RATE) for note in NOTES[sound])
    if not path.is_file() or path.stat().st_size != whole:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(wave_of(sound))
        fresh.replace(path)
    return path
