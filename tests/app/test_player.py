"""A session runs to time, survives sleep and absence, and says truly what was done."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from app.player_driver import HOLDS, REPS, TIMED, Driver, planned
from hep_care.blocks import BlockKind
from hep_care.dose import Dose, Floor, Kind, Load, LoadKind, Side, SideDose, SideStyle, Unit
from hep_care.entry import Outcome, Reason, Source, When
from hep_care.program import SymptomRule
from hep_tui.player import (
    Away,
    CueKind,
    OverCeiling,
    PlayState,
    StillThere,
    SymptomNoted,
)

PAIN_RULE = SymptomRule(ceiling=4)


def total(driver: Driver) -> int:
    """Seconds of a whole session."""
    return driver.view.progress[1]


# Time


@pytest.mark.parametrize("seed", range(5))
def test_ten_minutes_of_uneven_ticks_end_on_time(seed: int) -> None:
    """However unevenly it is ticked, a session of more than ten minutes ends within 0.05 s of its plan."""
    chance = random.Random(seed)
    driver = Driver(
        planned(replace(TIMED, sets=6, duration_s=40), "Stance", 15), planned(replace(HOLDS, reps=10), "Set", 15)
    )
    begun, seconds = driver.now, total(driver)
    assert seconds > 600
    while driver.player.state is not PlayState.DONE:
        driver.now += chance.choice([0.011, 0.1, 0.37, 1.9, 4.2])
        driver.press("still_here") if chance.random() < 0.05 else driver.tell(driver.player.tick(driver.now))
    assert driver.cues[-1].kind is CueKind.SESSION_DONE
    assert driver.cues[-1].at - begun == pytest.approx(seconds, abs=0.05)
    assert driver.now - begun < seconds + 4.3


def test_a_late_tick_passes_through_every_block_it_holds() -> None:
    """A tick that comes seven seconds late leaves no repetition and no cue out, each with its own time."""
    driver = Driver(planned(REPS), away_after_s=10).run(5)
    driver.run(7, step=7)
    assert driver.heard(CueKind.REP) == ["1", "2", "3"]
    assert [cue.at - 1000 for cue in driver.cues if cue.kind is CueKind.REP] == [5, 8, 11]
    assert driver.view.rep == 3


def test_case_28_a_pause_lasts_for_ever() -> None:
    """Edge case 28: an hour of pause passes nothing, and the hold goes on where it stood."""
    driver = Driver(planned(HOLDS)).run(9).press("pause")
    driver.run(3600, step=60)
    assert (driver.view.state, driver.view.seconds_left, driver.sets) == (PlayState.PAUSED, 6, [])
    driver.press("go_on").run(6)
    assert driver.view.kind is BlockKind.REST


def test_case_28_a_stopped_process_completes_nothing() -> None:
    """Edge case 28: after ten seconds without a tick the timer stands where it was last seen, and asks."""
    driver = Driver(planned(HOLDS)).run(9)
    driver.run(10, step=10)
    assert driver.of(Away) == [Away(10)]
    assert (driver.view.state, driver.view.seconds_left) == (PlayState.AWAY, 6)
    driver.run(60).press("came_back").run(6)
    assert (driver.view.kind, driver.view.rep) == (BlockKind.REST, 1)


def test_case_28_suspend_is_seen_on_the_clock_that_counts_it() -> None:
    """Edge case 28: a closed lid stops one clock and not the other; a step of less than two seconds is noise."""
    driver = Driver(planned(HOLDS))
    driver.tell(driver.player.tick(1001.0, boot=5001.0))
    driver.tell(driver.player.tick(1002.0, boot=5003.5))
    assert driver.view.state is PlayState.RUNNING
    driver.tell(driver.player.tick(1003.0, boot=8604.5))
    assert driver.of(Away) == [Away(3601)]
    driver.now = 1003.0
    assert driver.view.seconds_left == 3


def test_away_and_again_begins_the_set_from_its_lead_in() -> None:
    """Asked to do the set again, the player takes back what ran of it and gives time to lie down."""
    driver = Driver(planned(HOLDS)).run(20)
    assert driver.view.count == 1
    driver.run(30, step=30).press("came_back", redo=True)
    assert (driver.view.state, driver.view.kind, driver.view.count) == (PlayState.RUNNING, BlockKind.LEAD_IN, 0)
    driver.run(5 + 23)
    assert driver.amounts == ["L1 2x10"]


def test_absence_while_paused_asks_nothing() -> None:
    """A paused player does not ask where the patient was."""
    driver = Driver(planned(HOLDS)).run(7).press("pause").run(7200, step=600)
    driver.tell(driver.player.tick(driver.now + 1, boot=9e6))
    assert driver.of(Away) == []


def test_still_there_is_asked_between_sets_and_never_in_a_hold() -> None:
    """After ten minutes without a key the player waits, but not before the set that runs is done."""
    long = Dose(Kind.DURATION, sets=3, duration_s=590, rest_s=60)
    driver = Driver(planned(long)).run(5 + 590 + 5)
    assert driver.of(StillThere) == [StillThere()]
    assert (driver.view.state, driver.view.kind, driver.view.seconds_left) == (
        PlayState.STILL_THERE,
        BlockKind.REST,
        55,
    )
    driver.run(1000, step=100).press("still_here").run(55 + 590)
    assert driver.amounts == ["1 590s", "2 590s"]
    driver.run(60)
    assert len(driver.of(StillThere)) == 2


def test_still_there_is_asked_where_no_rest_lies_between_the_sets() -> None:
    """Sets that follow at once have a moment between them too, and it is at the start of the next one."""
    driver = Driver(planned(Dose(Kind.DURATION, sets=2, duration_s=700, rest_s=0))).run(710)
    assert (driver.view.state, driver.view.set, driver.view.seconds_left) == (PlayState.STILL_THERE, 2, 700)
    driver.press("still_here").run(700)
    assert driver.player.state is PlayState.DONE


# What was done


def test_a_set_without_a_key_is_timed_and_one_with_a_key_is_live() -> None:
    """Only a key that speaks for a set makes it live; a pause does not."""
    driver = Driver(planned(replace(REPS, sets=3))).run(6).press("pause").press("go_on").run(8 + 20)
    driver.run(2).press("more").run(7)
    assert [(done.reps, done.planned, done.source) for done in driver.sets] == [
        (3, 3, Source.TIMED),
        (4, 3, Source.LIVE),
    ]


def test_case_01_each_side_is_logged_apart() -> None:
    """Edge case 1: seconds each side give a set for each side, numbered on its side."""
    driver = Driver(planned(TIMED)).run(200)
    assert driver.amounts == ["L1 30s", "R1 30s", "L2 30s", "R2 30s"]
    assert driver.done[0].outcome is Outcome.COMPLETE


def test_case_02_no_rest_is_heard_where_the_other_side_works() -> None:
    """Edge case 2: the session only ever switches."""
    driver = Driver(planned(replace(TIMED, style=SideStyle.OTHER_SIDE_WORKS))).run(200)
    assert driver.heard(CueKind.REST) == []
    assert len(driver.heard(CueKind.SWITCH)) == 3


def test_case_03_one_side_stays_one_side() -> None:
    """Edge case 3: what is prescribed for the left is logged on the left only."""
    driver = Driver(planned(replace(TIMED, side=Side.LEFT))).run(200)
    assert {done.side for done in driver.sets} == {Side.LEFT}


def test_case_04_each_side_has_its_own_dose() -> None:
    """Edge case 4: two sets of the sore side and one of the good one are the whole dose, loads included."""
    heavy, light = Load(LoadKind.KG, Decimal(4)), Load(LoadKind.KG, Decimal(2))
    dose = replace(REPS, side=Side.EACH, load=light, side_doses=(SideDose(Side.RIGHT, 1, 2, load=heavy),))
    driver = Driver(planned(dose)).run(200)
    assert driver.amounts == ["L1 3", "R1 2", "L2 3"]
    assert [done.load for done in driver.sets] == [light, heavy, light]
    assert driver.done[0].outcome is Outcome.COMPLETE


def test_alternating_reps_are_two_sets() -> None:
    """Where repetitions alternate, each side's set ends with its own last repetition."""
    driver = Driver(planned(replace(HOLDS, sets=1, side=Side.EACH, style=SideStyle.ALTERNATE_REPS)))
    driver.run(5 + 10 + 5 + 4).press("next").run(200)
    assert driver.amounts == ["L1 2x10", "R1 1x10"]
    assert driver.done[0].outcome is Outcome.PARTIAL


def test_case_20_a_pain_stop_keeps_what_was_done() -> None:
    """Edge case 20: stopped in set 2 of 3 for pain, the broken set is kept and the session goes on."""
    driver = Driver(planned(replace(TIMED, sets=3, side=Side.LEFT), "Hold", 15), planned(REPS, "Reps"))
    driver.run(5 + 30 + 20 + 12.6).press("symptom", 3).press("stop_exercise", Reason.PAIN)
    (ended,) = driver.done
    assert (ended.outcome, ended.reason) == (Outcome.PARTIAL, Reason.PAIN)
    assert driver.amounts == ["L1 30s", "L2 12s"]
    assert ended.sets == tuple(driver.sets)
    assert [noted.value for noted in ended.symptoms] == [3]
    assert (driver.view.state, driver.view.name, driver.view.kind) == (PlayState.RUNNING, "Reps", BlockKind.REST)
    driver.run(100)
    assert [ended.outcome for ended in driver.done] == [Outcome.PARTIAL, Outcome.COMPLETE]


def test_case_21_over_the_ceiling_the_timer_waits() -> None:
    """Edge case 21: at the ceiling nothing happens, above it the player pauses and the patient chooses."""
    driver = Driver(planned(HOLDS, rule=PAIN_RULE)).run(8).press("symptom", 4)
    assert driver.of(OverCeiling) == []
    driver.press("symptom", 5, When.DURING, "knee")
    assert driver.of(OverCeiling) == [OverCeiling(0, 5, 4)]
    assert driver.view.state is PlayState.PAUSED
    driver.press("go_on").run(100)
    assert driver.done[0].outcome is Outcome.COMPLETE
    assert [(noted.value, noted.area) for noted in driver.done[0].symptoms] == [(4, ""), (5, "knee")]


def test_case_21_stopping_over_the_ceiling_waits_before_the_next() -> None:
    """Edge case 21: an exercise stopped while the timer waits leaves it waiting, for the plan's words."""
    driver = Driver(planned(HOLDS, "One", rule=PAIN_RULE), planned(REPS, "Two")).run(8)
    driver.press("symptom", 9).press("stop_exercise", Reason.PAIN).run(60)
    assert (driver.view.state, driver.view.name) == (PlayState.PAUSED, "Two")
    assert driver.amounts == ["L1 1x3"]


def test_the_dose_and_the_rule_both_set_a_ceiling() -> None:
    """The lower of two ceilings holds, and the dose's is for pain alone."""
    driver = Driver(planned(replace(HOLDS, pain_max=2), rule=PAIN_RULE)).press("symptom", 3)
    assert driver.of(OverCeiling) == [OverCeiling(0, 3, 2)]
    dizzy = SymptomRule(scale="dizziness_0_10", ceiling=5)
    driver = Driver(planned(replace(HOLDS, pain_max=2), rule=dizzy)).press("symptom", 3, When.BEFORE)
    assert driver.of(OverCeiling) == []
    assert driver.of(SymptomNoted)[0].symptom.scale == "dizziness_0_10"


def test_a_symptom_in_the_rest_after_an_exercise_belongs_to_it() -> None:
    """Pain felt in the rest between two exercises is told as late and is not pinned on the next one."""
    driver = Driver(planned(REPS, "One", 15, PAIN_RULE), planned(REPS, "Two")).run(5 + 9 + 20 + 9 + 1)
    driver.press("symptom", 6, When.AFTER)
    (noted,) = driver.of(SymptomNoted)
    assert (noted.exercise, noted.late, noted.symptom.value) == (0, True, 6)
    assert driver.of(OverCeiling) == [OverCeiling(0, 6, 4)]
    driver.press("go_on").run(100)
    assert driver.done[1].symptoms == ()


def test_case_24_the_floor_is_all_of_it() -> None:
    """Edge case 24: three of ten repetitions, as tolerated, are the whole dose."""
    dose = Dose(Kind.REPS, reps=10, floor=Floor(3, Unit.REPS))
    for reps, outcome in ((2, Outcome.PARTIAL), (3, Outcome.COMPLETE)):
        driver = Driver(planned(dose)).run(5 + 3 * reps + 1).press("stop_exercise")
        assert (driver.done[0].outcome, driver.amounts) == (outcome, [f"1 {reps}"])


def test_case_29_the_lead_in_comes_first() -> None:
    """Edge case 29: there is time to lie down before the first repetition, as much as the dose gives."""
    driver = Driver(planned(replace(HOLDS, lead_in_s=12)))
    assert (driver.view.kind, driver.view.seconds_left) == (BlockKind.LEAD_IN, 12)
    driver.run(12)
    assert driver.view.kind is BlockKind.HOLD


@pytest.mark.parametrize(
    ("dose", "seconds", "wanted"),
    [
        (Dose(Kind.HOLD, reps=1, hold_s=45), 31.7, "1 1x31"),
        (Dose(Kind.DURATION, duration_s=45), 31.7, "1 31s"),
    ],
)
def test_case_30_a_hold_broken_early_counts_the_seconds_held(dose: Dose, seconds: float, wanted: str) -> None:
    """Edge case 30: the seconds that were really held are kept, and are not the whole dose."""
    driver = Driver(planned(dose)).run(5 + seconds).press("next")
    assert driver.amounts == [wanted]
    assert (driver.sets[0].planned, driver.sets[0].source) == (1 if dose.kind is Kind.HOLD else 45, Source.LIVE)
    assert driver.done[0].outcome is Outcome.PARTIAL


def test_case_30_of_several_holds_the_whole_ones_count() -> None:
    """Edge case 30: one broken hold of three leaves two whole ones; all broken count with their average."""
    dose = Dose(Kind.HOLD, reps=3, hold_s=10)
    one = Driver(planned(dose)).run(5 + 10 + 4).press("next").run(20)
    assert one.amounts == ["1 2x10"]
    every = Driver(planned(dose)).run(5 + 4).press("next").run(8).press("next").run(0.5).press("next")
    assert every.amounts == ["1 2x6"]


def test_outcome_asks_for_the_lower_end_only() -> None:
    """With 2–3 sets of 2–3 repetitions, two sets of two are complete and one set is not."""
    dose = Dose(Kind.REPS, sets=2, sets_max=3, reps=2, reps_max=3, rest_s=20)
    driver = Driver(planned(dose)).run(5 + 7).press("next").run(20 + 7).press("next").press("stop_exercise", None)
    assert driver.amounts == ["1 2", "2 2"]
    assert driver.done[0].outcome is Outcome.COMPLETE
    short = Driver(planned(dose)).run(5 + 9).press("stop_exercise")
    assert short.done[0].outcome is Outcome.PARTIAL


def test_skipping_everything_is_a_skip() -> None:
    """An exercise of which nothing was done is skipped, whether it is stopped or walked through."""
    driver = Driver(planned(REPS, "One"), planned(HOLDS, "Two")).press("stop_exercise", Reason.NO_EQUIPMENT)
    while driver.player.state is PlayState.RUNNING:
        driver.press("next")
    assert [(ended.outcome, ended.reason, ended.sets) for ended in driver.done] == [
        (Outcome.SKIPPED, Reason.NO_EQUIPMENT, ()),
        (Outcome.SKIPPED, None, ()),
    ]
    assert driver.sets == []
    assert driver.cues[0].kind is CueKind.LEAD_IN
    assert driver.heard(CueKind.EXERCISE_DONE) == ["One left out.", "Two left out."]


def test_an_exercise_with_nothing_in_it_is_passed_over() -> None:
    """A dose that compiles to no blocks is told as skipped and stops nothing; a session of them is over at once."""
    empty = planned(replace(REPS, side=Side.LEFT, side_doses=(SideDose(Side.LEFT, sets=0),)), "Empty")
    driver = Driver(empty, planned(REPS, "Reps"), empty).run(60)
    assert [(ended.exercise, ended.outcome) for ended in driver.done] == [
        (0, Outcome.SKIPPED),
        (1, Outcome.COMPLETE),
        (2, Outcome.SKIPPED),
    ]
    assert Driver(empty).player.state is PlayState.DONE
