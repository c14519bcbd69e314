"""Open sets, keys, the way through a session, and what is there to draw."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.player_driver import HOLDS, REPS, TIMED, Driver, planned
from hep_care.blocks import BlockKind
from hep_care.dose import Dose, Kind, RepsMode, Side
from hep_care.entry import Outcome, Reason, Source
from hep_tui.player import (
    CueKind,
    PlayState,
    SessionDone,
    SetDone,
    SymptomNoted,
)

# Open blocks


def test_an_open_set_waits_for_the_patient_and_counts_what_they_count() -> None:
    """As many as possible: it counts up, takes each repetition from a key, and is complete whatever came of it."""
    driver = Driver(planned(Dose(Kind.REPS, sets=2, reps_mode=RepsMode.AMRAP, rest_s=20))).run(5 + 400)
    assert (driver.view.seconds_up, driver.view.seconds_left) == (400, None)
    driver.press("more").press("more").press("more").press("less").press("next")
    assert driver.amounts == ["1 2"]
    driver.run(20 + 33.4).press("next")
    assert driver.amounts == ["1 2", "2 33s"]
    assert {(done.planned, done.source) for done in driver.sets} == {(None, Source.LIVE)}
    assert driver.done[0].outcome is Outcome.COMPLETE


def test_an_open_set_can_be_counted_in_the_rest_after_it() -> None:
    """Nobody presses keys while they push: in the rest the count replaces the seconds, under the same id."""
    driver = Driver(planned(Dose(Kind.REPS, sets=2, reps_mode=RepsMode.TO_FATIGUE, rest_s=20))).run(5 + 30)
    driver.press("next").run(2).press("more").press("more").press("adjust_reps", 5)
    assert (driver.amounts, driver.view.seconds_left) == (["1 7"], 18)


def test_distance_and_just_do_it_are_done_when_the_patient_says_so() -> None:
    """Metres are those prescribed once the patient is there; stopped on the way only the time is known."""
    walk = Dose(Kind.DISTANCE, distance_m=Decimal(20))
    driver = Driver(planned(walk, "Walk"), planned(Dose(Kind.COMPLETION), "Breathe"))
    driver.run(5 + 50).press("next").run(5 + 50).press("next")
    assert driver.amounts == ["1 20m", "1 1"]
    assert [done.planned for done in driver.sets] == [20, None]
    assert {ended.outcome for ended in driver.done} == {Outcome.COMPLETE}
    stopped = Driver(planned(walk)).run(5 + 9).press("stop_exercise")
    assert (stopped.amounts, stopped.done[0].outcome) == (["1 9s"], Outcome.PARTIAL)


# Keys


def test_back_goes_a_block_then_a_set_and_doubles_nothing() -> None:
    """Back takes back a hold, then the set before; what is done again keeps its id."""
    driver = Driver(planned(HOLDS)).run(5 + 23 + 20 + 1)
    first = driver.sets[0]
    driver.press("back")
    assert (driver.view.kind, driver.view.set, driver.view.count) == (BlockKind.LEAD_IN, None, 0)
    driver.run(5 + 10 + 3 + 2).press("back")
    assert driver.view.kind is BlockKind.REST
    driver.press("back")
    assert driver.view.count == 0
    driver.run(4).press("next")
    assert driver.view.rep == 1
    driver.run(3 + 10)
    assert [(done.id, done.reps) for done in driver.sets] == [(first.id, 1)]
    driver.run(20 + 23)
    assert [done.reps for done in driver.done[0].sets] == [1, 2]


def test_back_in_a_long_block_begins_its_set_again() -> None:
    """Well into a timed set, back begins that set and not the one before; in a lead-in it begins the lead-in."""
    driver = Driver(planned(TIMED)).run(4).press("back")
    assert driver.view.seconds_left == 5
    driver.run(5 + 30 + 5 + 12).press("back")
    assert (driver.view.kind, driver.view.side, driver.view.seconds_left) == (BlockKind.SWITCH, Side.RIGHT, 5)


def test_redo_begins_the_set_again_with_a_short_rest() -> None:
    """A set done again is preceded by the last five seconds of the rest; between sets it is the one just done."""
    driver = Driver(planned(HOLDS)).run(5 + 23 + 20 + 15).press("redo")
    assert (driver.view.kind, driver.view.seconds_left) == (BlockKind.REST, 5)
    driver.run(5)
    assert (driver.view.set, driver.view.rep) == (2, 1)
    driver.run(23)
    assert driver.amounts == ["L1 2x10", "L2 2x10"]
    between = Driver(planned(HOLDS)).run(5 + 23 + 2).press("redo")
    assert between.view.kind is BlockKind.LEAD_IN


def test_a_set_done_again_for_nothing_stays_as_it_was() -> None:
    """Redoing a set and stopping before anything is done of it does not lose the set that was done."""
    driver = Driver(planned(HOLDS)).run(5 + 23 + 2).press("redo").press("stop_exercise", Reason.PAIN)
    assert [(done.reps, done.seconds) for done in driver.done[0].sets] == [(2, 10)]


def test_more_and_less_change_the_time_of_what_is_timed() -> None:
    """Five seconds either way on a rest or a timed set; a set cut short counts what was held."""
    driver = Driver(planned(TIMED)).run(5 + 10).press("less").press("less")
    assert driver.view.seconds_left == 10
    driver.run(10)
    assert driver.amounts == ["L1 20s"]
    assert driver.sets[0].source is Source.LIVE
    driver.run(5 + 30 + 2).press("more")
    assert (driver.view.kind, driver.view.seconds_left, driver.view.block_seconds) == (BlockKind.REST, 23, 25)
    for _ in range(5):
        driver.press("less")
    assert (driver.view.set, driver.view.kind, driver.view.seconds_left) == (2, BlockKind.WORK, 30)


def test_a_longer_hold_is_one_hold() -> None:
    """Seconds added to a hold make it longer and not a second one; ticks move to its new end."""
    driver = Driver(planned(replace(HOLDS, sets=1, reps=1))).run(5 + 9).press("more").run(6)
    assert driver.amounts == ["L1 1x10"]
    ticks = [cue.at - 1005 for cue in driver.cues if cue.kind is CueKind.TICK and cue.at > 1005]
    assert ticks == [7, 8, 9, 12, 13, 14]


def test_a_count_can_be_put_right_until_the_exercise_ends() -> None:
    """Repetitions are put right in the set or in the rest after it, and never fall below none."""
    driver = Driver(planned(REPS)).run(5 + 9 + 1).press("adjust_reps", -1)
    assert (driver.amounts, driver.sets[0].source) == (["1 2"], Source.LIVE)
    driver.press("adjust_reps", -9)
    assert driver.sets[0].reps == 0
    timed = Driver(planned(TIMED)).run(10).press("adjust_reps", 1).run(200)
    assert timed.amounts == ["L1 30s", "R1 30s", "L2 30s", "R2 30s"]


def test_next_moves_on_while_paused_without_starting_the_clock() -> None:
    """A paused patient can step through the blocks; the clock starts when they say so."""
    driver = Driver(planned(HOLDS)).press("pause").press("next").run(60)
    assert (driver.view.state, driver.view.kind, driver.view.seconds_left) == (PlayState.PAUSED, BlockKind.HOLD, 10)
    driver.press("go_on")
    assert driver.heard(CueKind.HOLD) == ["Left side. Hold 1 of 2."]


def test_keys_that_make_no_sense_do_nothing() -> None:
    """Before the start and after the end every key is harmless."""
    keys = ("pause", "go_on", "next", "back", "redo", "more", "less", "still_here", "came_back", "stop_exercise")
    driver = Driver(planned(REPS), start=False)
    for key in keys:
        driver.press(key)
    assert (driver.events, driver.view.state) == ([], PlayState.READY)
    driver.press("start").press("stop_session")
    events = list(driver.events)
    for key in (*keys, "start", "stop_session"):
        driver.press(key)
    driver.press("symptom", 9)
    assert (driver.events, driver.view.state) == (events, PlayState.DONE)


# The session


def test_exercises_follow_hands_free() -> None:
    """After an exercise comes its rest, with the name of the next one, and that one's lead-in."""
    driver = Driver(planned(REPS, "One", 15), planned(HOLDS, "Two")).run(5 + 9 + 20 + 9)
    assert (driver.view.kind, driver.view.label, driver.view.seconds_left) == (BlockKind.REST, "Two", 15)
    assert driver.heard(CueKind.REST)[-1] == "Rest 15 seconds. Next: Two."
    driver.run(15)
    assert driver.view.kind is BlockKind.LEAD_IN
    driver.run(5 + 23 + 20 + 23)
    assert [ended.outcome for ended in driver.done] == [Outcome.COMPLETE, Outcome.COMPLETE]
    assert driver.of(SessionDone) == [SessionDone()]
    assert driver.view.progress == (43 + 15 + 71, 43 + 15 + 71)


def test_a_stopped_session_leaves_the_rest_to_be_done() -> None:
    """Stopping the session ends the exercise that was begun and says nothing of those that were not."""
    driver = Driver(planned(REPS, "One"), planned(HOLDS, "Two"), planned(HOLDS, "Three")).run(43 + 5 + 12)
    driver.press("stop_session")
    assert [(ended.exercise, ended.outcome) for ended in driver.done] == [(0, Outcome.COMPLETE), (1, Outcome.PARTIAL)]
    assert driver.of(SessionDone) == [SessionDone()]
    early = Driver(planned(REPS)).press("symptom", 2).press("stop_session")
    assert early.done == []
    assert early.of(SymptomNoted)[-1].late


def test_the_view_says_where_the_session_stands() -> None:
    """One look tells exercise, side, set, repetition, phase, seconds, what is next and how far the session is."""
    driver = Driver(planned(replace(REPS, side=Side.EACH, tempo=(2, 1, 3)), "Squat", 15), planned(HOLDS, "Hold"))
    driver.run(5 + 6 + 2.5)
    view = driver.view
    assert (view.exercise, view.exercises, view.name) == (1, 2, "Squat")
    assert (view.side, view.side_words, view.set, view.sets) == (Side.LEFT, "left side", 1, 2)
    assert (view.rep, view.reps, view.count, view.seconds_left) == (2, 3, 1, 4)
    assert (view.phases, view.phase) == (("lower", "pause", "lift"), 1)
    assert view.next == "switch to right side, set 1"
    assert view.progress == (13, 5 + 18 + 5 + 18 + 20 + 18 + 5 + 18 + 15 + 71)
    driver.run(4.5 + 6 + 5)
    assert driver.view.next == "rest 20 s, then set 2, left side"
    driver.run(18)
    assert driver.view.next == "set 2, left side"
    driver.run(20 + 18 + 5)
    assert driver.view.next == "rest 15 s, then Hold"
    driver.run(18 + 15)
    assert driver.view.next == "set 1"
    driver.run(5 + 43)
    assert driver.view.next == "done"


def test_looking_passes_no_time() -> None:
    """A view of a later moment ends no set."""
    driver = Driver(planned(TIMED)).run(5)
    assert driver.player.view(driver.now + 100).seconds_left == 0
    assert driver.view.seconds_left == 30
    assert driver.of(SetDone) == []
