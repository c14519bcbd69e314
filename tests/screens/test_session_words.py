"""What a session says in each kind of block."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from hep_care.dose import Dose, Kind, RepsMode, Side
from hep_tui.player import PlannedExercise, Player
from hep_tui.screens import session_words as words
from hep_tui.screens.entry_words import sets_words
from hep_tui.screens.session_layout import Look, draw, words_width
from hep_tui.screens.session_scene import scene_of
from screens.session_stories import HOLDS, REPS, TIMED, exercise


def shown(dose: Dose, seconds: float, keys: str = "") -> tuple[str, str, str]:
    """The big number, the phase word and the line below, some seconds into an exercise."""
    planned = PlannedExercise.of(exercise("e", dose), 1)
    player = Player([planned])
    player.start(0.0)
    now = 0.0
    while now < seconds:
        now = min(now + 1.0, seconds)
        player.tick(now)
    for key in keys:
        {"+": player.more, "-": player.less, "n": player.next}[key](now)
    view = player.view(now)
    return words.digits(view, dose), words.phase_word(view), words.rep_words(view, dose)


AMRAP = Dose(Kind.REPS, sets=2, reps_mode=RepsMode.AMRAP)


@pytest.mark.parametrize(
    ("dose", "seconds", "keys", "said"),
    [
        (HOLDS, 1, "", ("4", "GET READY", "")),
        (HOLDS, 6, "", ("4", "HOLD", "rep 1 of 2")),
        (REPS, 5 + 3 + 1, "", ("2", "LOWER", "rep 2 of 3")),
        (REPS, 5 + 3 + 1, "+", ("2", "LOWER", "rep 2 of 3")),
        (REPS, 5 + 3 + 1, "++", ("2", "LOWER", "rep 2 of 3, counted 3")),
        (replace(HOLDS, rep_rest_s=4), 5 + 5 + 1, "", ("3", "REST", "rep 1 of 2 done")),
        (replace(TIMED, duration_s=300), 6, "", ("4:59", "GO", "")),
        (AMRAP, 15, "+++", ("3", "GO", "as many as you can: + for each, n when done")),
        (Dose(Kind.COMPLETION), 15, "", ("10", "GO", "press n when you are done")),
    ],
)
def test_one_number_and_one_word(dose, seconds, keys, said):
    """Seconds in holds, rests and timed sets; the repetition, or the patient's count, in repetitions; never both."""
    assert shown(dose, seconds, keys) == said


def test_one_cue_a_set():
    """The first set has the first cue, the second the second, and the cue does not change within a set."""
    planned = PlannedExercise.of(exercise("e", REPS), 1)
    player = Player([planned])
    player.start(0.0)
    said = []
    for second in range(1, 27):
        player.tick(float(second))
        said.append(words.cue_words(player.view(float(second)), exercise("e", REPS)))
    assert list(dict.fromkeys(said)) == ["Only if it feels steady.", "Squeeze before lifting.", "Breathe out."]


@pytest.mark.parametrize(("seconds", "said"), [(40, "40 seconds"), (180, "3 min")])
def test_an_absence_in_words(seconds, said):
    """Seconds below a minute, minutes above."""
    assert words.away_words(seconds) == said


def test_sets_in_short():
    """Equal sets are counted, unequal ones listed, and the side stands behind."""
    from hep_care.entry import PerformedSet

    left = [PerformedSet(str(n), n, Side.LEFT, reps=10) for n in (1, 2)]
    assert sets_words(REPS, left) == "2 × 10 left"
    assert sets_words(REPS, [left[0], replace(left[1], reps=8)]) == "10, 8 left"
    assert sets_words(REPS, [*left, *(replace(one, side=Side.RIGHT) for one in left)]) == "2 × 10 each side"
    assert sets_words(REPS, []) == ""


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [
        (0, 0, "0 of 0 s"),
        (20, 90, "20 of 90 s"),
        (0, 810, "0 of 14 min"),
        (400, 810, "6 of 14 min"),
        (809, 810, "13 of 14 min"),
        (810, 810, "14 of 14 min"),
        (9999, 840, "14 of 14 min"),
        (-5, 840, "0 of 14 min"),
    ],
)
def test_times_are_said_as_people_say_them(done, total, said):
    """Minutes from two minutes on, never more than there are."""
    assert words.progress_words(done, total) == said


def test_a_rest_names_the_side_to_get_ready_for():
    """Between two sets the large word is the side that comes, and the set that is done is called that."""
    planned = PlannedExercise.of(exercise("e", HOLDS), 1)
    player, now, said = Player([planned]), 0.0, []
    player.start(now)
    while player.until_next(now) is not None:
        now += player.until_next(now)
        player.tick(now)
        view = player.view(now)
        if view.kind is not None:
            scene = scene_of(view, planned, exercise("e", HOLDS))
            said.append((scene.phase, scene.side_word, scene.side, scene.set))
    assert list(dict.fromkeys(said)) == [
        ("GET READY", "LEFT", "left side", ""),
        ("HOLD", "LEFT", "left side", "Set 1 of 2"),
        ("SWITCH SIDES", "RIGHT", "right side", "Set 1 of 2"),
        ("HOLD", "RIGHT", "right side", "Set 1 of 2"),
        ("REST", "LEFT", "left side", "Set 1 of 2 done"),
        ("HOLD", "LEFT", "left side", "Set 2 of 2"),
        ("SWITCH SIDES", "RIGHT", "right side", "Set 2 of 2"),
        ("HOLD", "RIGHT", "right side", "Set 2 of 2"),
    ]


@pytest.mark.parametrize("size", [(56, 19), (76, 23), (116, 39), (196, 59), (36, 11)])
@pytest.mark.parametrize("look", [Look(), Look("ascii"), Look(large=True)], ids=["blocks", "ascii", "large"])
def test_places_stay_while_a_number_counts(size, look):
    """From second to second of a hold only the number's own place changes, at every size and in every way to draw."""
    planned = PlannedExercise.of(exercise("e", replace(HOLDS, hold_s=60)), 1)
    player, now = Player([planned]), 0.0
    player.start(now)
    sheets = []
    while now < 40:
        now += 1.0
        player.tick(now)
        if now >= 10:
            sheets.append(draw(scene_of(player.view(now), planned, exercise("e", HOLDS)), *size, look))
    left = size[0] - words_width(size[0]) if size[0] >= 54 else size[0]
    for one, other in pairwise(sheets):
        rows = [(y, a, b) for y, (a, b) in enumerate(zip(one.rows, other.rows, strict=True)) if a != b]
        assert rows
        for y, before, after in rows:
            places = [x for x, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
            assert places[-1] < left or y >= size[1] - 4
    if size[1] >= 19 and look.glyphs == "unicode":
        tall = sum(any(style == "hold" and x < left for x, (_, style) in enumerate(row)) for row in sheets[0].rows)
        assert tall >= {19: 9, 23: 12, 39: 20, 59: 36}[size[1]]
