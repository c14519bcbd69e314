"""The sounds themselves: soft, short, and each one told from every other."""

from __future__ import annotations

import io
import wave
from itertools import pairwise
from pathlib import Path

import pytest

from hep_tui.signals.tones import LOUDEST, NOTES, RATE, WORDS, Sound, file_of, samples_of, seconds_of, wave_of


def contour(sound: Sound) -> tuple[int, ...]:
    """Whether each note rises, falls or stays."""
    notes = [note.hertz for note in NOTES[sound]]
    return tuple((b > a) - (b < a) for a, b in pairwise(notes))


@pytest.mark.parametrize("sound", Sound)
def test_a_sound_is_short_and_soft(sound: Sound) -> None:
    """It begins and ends in silence, never jumps, stays below its loudness and is over before the next second."""
    samples = samples_of(sound)
    assert len(samples) == round(seconds_of(sound) * RATE)
    assert (samples[0], abs(samples[-1])) < (1, 40)
    assert max(abs(one) for one in samples) <= 32767 * LOUDEST
    assert max(abs(b - a) for a, b in pairwise(samples)) < 8000
    assert seconds_of(sound) < 1
    assert WORDS[sound]


def test_every_sound_has_its_own_pattern() -> None:
    """Sounds of several notes differ in contour, which ears without pitch can follow too; single ones in length."""
    several = [contour(sound) for sound in Sound if len(NOTES[sound]) > 1]
    single = sorted(seconds_of(sound) for sound in Sound if len(NOTES[sound]) == 1)
    assert len(set(several)) == len(several)
    assert all(b > 1.5 * a for a, b in pairwise(single))


def test_a_sound_is_a_wave_file() -> None:
    """Any player reads it: mono, 16 bits."""
    with wave.open(io.BytesIO(wave_of(Sound.START))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert file.getnframes() == len(samples_of(Sound.START))


def test_a_file_is_written_once_and_mended(tmp_path: Path) -> None:
    """The cache keeps each sound under our own name; one that was cut short is written again."""
    path = file_of(Sound.SWITCH, tmp_path / "cache")
    assert path.read_bytes() == wave_of(Sound.SWITCH)
    written = path.stat().st_mtime_ns
    assert file_of(Sound.SWITCH, tmp_path / "cache").stat().st_mtime_ns == written
    path.write_bytes(b"RIFF")
    assert file_of(Sound.SWITCH, tmp_path / "cache").read_bytes() == wave_of(Sound.SWITCH)
    assert [one.name for one in path.parent.iterdir()] == ["switch.wav"]
