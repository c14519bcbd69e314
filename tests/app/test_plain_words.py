"""The words of the line mode: what a screen reader would skip or spell is said, and nothing floods it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.plain_driver import SIGNS
from app.player_driver import HOLDS, REPS, TIMED, planned
from hep_care.blocks import BlockKind
from hep_care.dose import Dose, Kind, RepsMode, Side
from hep_care.program import Prescription
from hep_care.schedule import Schedule
from hep_tui.diary.finding import RefusedError
from hep_tui.plain import calendar_text, cue_lines
from hep_tui.plain.choose import numbers_of
from hep_tui.plain.ear import in_ascii, sentence, spoken
from hep_tui.player import Cue, CueKind, Player
from hep_tui.terminal import only_ascii


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3 × 10, hold 5 s, left side", "3 times 10, hold 5 seconds, left side"),
        ("1 min 30 s", "1 minute 30 seconds"),
        ("10–12 reps, rest 1 s", "10 to 12 reps, rest 1 second"),
        ("tempo 2-0-1, 20 m", "tempo 2, 0, 1, 20 metres"),
        ("2 to do · 8 min", "2 to do, 8 minutes"),
        ("10 kg at 70 %", "10 kg at 70 %"),
    ],
)
def test_units_and_signs_are_said(written: str, said: str) -> None:
    """Signs and units of our own words become words."""
    assert spoken(written) == said


def test_sentences_and_letters() -> None:
    """A sentence has its capital and its full stop once; in ASCII no sign of ours is lost."""
    assert sentence("quad set", "", "done") == "Quad set, done."
    assert sentence("Stop!") == "Stop!"
    assert sentence("") == ""
    assert in_ascii("3 × 10 – “so” … · ≥ 5°") == '3 x 10 - "so" ... , at least  5 degrees'
    assert in_ascii("Übung") == "Übung"


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "de_DE.utf8"}, False),
        ({}, False),
        ({"LANG": "C"}, True),
        ({"LC_ALL": "POSIX", "LANG": "C.UTF-8"}, True),
        ({"LC_CTYPE": "en_US.ISO-8859-1"}, True),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, True),
    ],
)
def test_letters_where_glyphs_would_break(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], wanted: bool
) -> None:
    """The locale that is set decides; none set is the UTF-8 of today's terminals; the console's font is too small."""
    monkeypatch.setattr("sys.platform", "linux")
    assert only_ascii(environ) is wanted


def told(dose: Dose, seconds: int, name: str = "Heel slide") -> list[str]:
    """What a session of one exercise says in its first seconds, each second looked at."""
    exercise = planned(dose, name)
    player, prescription = Player([exercise]), Prescription("rx", "1", "x", name, dose, Schedule())
    said: list[str] = []
    for second in range(seconds + 1):
        events = player.start(1000.0) if second == 0 else player.tick(1000.0 + second)
        view = player.view(1000.0 + second)
        cues = [event for event in events if isinstance(event, Cue)]
        said += [cue_lines.cue_line(cue, view, exercise, prescription) for cue in cues if view.kind is not None]
        said.append(cue_lines.middle(view))
    return [line for line in said if line]


def test_a_long_hold_says_side_length_half_and_three() -> None:
    """Of a timed half minute five lines are said: ready, go, half, three, and that the side is done."""
    assert told(TIMED, 36)[:6] == [
        "Heel slide. Left side. Get ready: 5 seconds.",
        "Left side. Set 1 of 2. Go. 30 seconds.",
        "Halfway: 15 seconds left.",
        "Three seconds left.",
        "Left side. Set 1 of 2 done.",
        "Right side. Switch sides: 5 seconds.",
    ]


def test_quick_repetitions_do_not_flood() -> None:
    """Of twenty repetitions of two seconds the middle and the last three are told; slow ones each."""
    quick = told(replace(REPS, reps=20, tempo=(1, 1)), 50)
    assert [line for line in quick if "ep" in line] == [
        "Set 1 of 2. Go. 20 reps.",
        "Halfway: rep 11 of 20.",
        "Three reps left, this one too.",
    ]
    slow = told(replace(REPS, tempo=(3, 0, 3)), 24)
    assert [line for line in slow if line.startswith("Rep ")] == ["Rep 1 of 3.", "Rep 2 of 3.", "Rep 3 of 3."]


def test_a_single_set_has_no_number() -> None:
    """Where there is one set, nobody hears "set 1 of 1"."""
    lines = told(replace(HOLDS, sets=1), 40)
    assert "Left side. Go." in lines
    assert not any("1 of 1" in line for line in lines)


def test_as_many_as_you_can_says_how_to_end_it() -> None:
    """An open set tells at its start what ends it."""
    dose = Dose(Kind.REPS, sets=1, reps_mode=RepsMode.AMRAP, side=Side.LEFT)
    assert any("type how many and Enter" in line for line in told(dose, 8))


def test_where_says_everything_at_once() -> None:
    """Asked where they are, the patient hears exercise, side, set, repetition, seconds and what comes."""
    exercise = planned(REPS, "Heel slide")
    player = Player([exercise])
    player.start(0.0)
    player.tick(4.0)
    player.tick(6.0)
    line = cue_lines.where(player.view(6.0))
    for part in (
        "Heel slide",
        "set 1 of 2",
        "rep 1 of 3",
        "2 seconds left",
        "exercise 1 of 1",
        "next: rest 20 seconds",
    ):
        assert part in line
    player.pause(6.0)
    assert cue_lines.where(player.view(6.0)).startswith("Paused, ")
    assert player.view(6.0).kind is BlockKind.WORK


def test_bells() -> None:
    """One bell for what comes together, two to change sides, none for a word alone."""
    go, switch, tick = (Cue(kind, "x") for kind in (CueKind.GO, CueKind.SWITCH, CueKind.TICK))
    assert [cue_lines.bells(cues) for cues in ([go, go], [switch, go], [tick], [])] == [1, 2, 0, 0]


def test_numbers() -> None:
    """Numbers with commas or spaces; anything else is none."""
    assert numbers_of("10, 10 8") == [10, 10, 8]
    assert numbers_of("") is numbers_of("ten") is numbers_of("1.5") is numbers_of("١") is numbers_of("123456") is None


@pytest.mark.parametrize("when", ["25-11", "2025-13", "0000", "soon", "2025-02-30", "0000-01"])
def test_a_time_that_is_none_is_refused(diary: Any, when: str) -> None:
    """What names no time is refused in a sentence."""
    with pytest.raises(RefusedError):
        calendar_text.calendar_text(diary, when)


def test_months_by_name_are_the_latest_that_began(diary: Any) -> None:
    """In March "november" is last year's."""
    assert calendar_text._month("november", date(2026, 3, 4)) == (date(2025, 11, 1), date(2025, 11, 30))
    assert calendar_text._month("feb", date(2026, 3, 4)) == (date(2026, 2, 1), date(2026, 2, 28))


def test_no_sign_that_a_reader_skips() -> None:
    """The signs that must not be said are those that are turned into words."""
    assert not set(spoken("3 × 10 · 5–6 s")) & set(SIGNS)
