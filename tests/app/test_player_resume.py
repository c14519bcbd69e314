"""A crash loses nothing but the block that ran."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.player_driver import HOLDS, REPS, TIMED, Driver, amount, planned
from hep_care.dose import Dose, Kind, Load, LoadKind, Side, SideStyle
from hep_care.entry import Outcome, PerformedSet
from hep_tui.player import AtBlock, Player, PlayState, SetDone, SnapshotMismatch

LOAD = Load(LoadKind.KG, Decimal("2.5"))
SESSION = (
    planned(replace(REPS, load=LOAD), "Squat", 10),
    planned(replace(HOLDS, side=Side.EACH, style=SideStyle.ALTERNATE_REPS), "Turn", 10),
    planned(TIMED, "Stance"),
)


class Crashing(Driver):
    """A driver that saves as a caller does, and can lose its player."""

    def __init__(self) -> None:
        self.saved = ""
        super().__init__(*SESSION)

    def tell(self, events: Any) -> None:
        """Take in the events and save the snapshot with them."""
        super().tell(events)
        if any(isinstance(event, SetDone | AtBlock) for event in events):
            self.saved = json.dumps(self.player.snapshot())

    def crash(self) -> None:
        """Kill the player and resume from what was saved, some time later."""
        self.now += 1000
        ids = iter(f"after-{self.now}-{n}" for n in range(99))
        self.player = Player.resume(SESSION, json.loads(self.saved), self.now, lambda: next(ids))
        assert self.player.state is PlayState.PAUSED
        self.press("go_on")


def finish(driver: Driver) -> None:
    """Run to the end."""
    while driver.player.state is not PlayState.DONE:
        driver.run(1)


def told(driver: Driver) -> list[tuple[int, str, PerformedSet]]:
    """Every set that was told, without its id: exercise, amount and the set."""
    return [(done.exercise, amount(done.set), replace(done.set, id="")) for done in driver.of(SetDone)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 120), max_size=6))
def test_a_resumed_session_ends_as_an_uninterrupted_one(kills: list[int]) -> None:
    """Wherever it is killed, the sets at the end are the same, each once, and every exercise is complete."""
    whole, driver = Driver(*SESSION), Crashing()
    finish(whole)
    for seconds in kills:
        driver.run(seconds, step=0.5)
        if driver.player.state is not PlayState.DONE:
            driver.crash()
    finish(driver)
    assert told(driver) == told(whole)
    assert len({done.set.id for done in driver.of(SetDone)}) == len(told(whole))
    assert [(ended.exercise, ended.outcome) for ended in driver.done] == [
        (number, Outcome.COMPLETE) for number in range(3)
    ]
    assert [len(ended.sets) for ended in driver.done] == [len(ended.sets) for ended in whole.done]


def test_resume_begins_at_the_block_and_keeps_what_was_said() -> None:
    """The block begins anew, paused; counts, symptoms and the sets of a broken exercise are still there."""
    driver = Crashing()
    driver.run(5 + 9 + 20 + 3.5).press("more").press("symptom", 3).run(3)
    driver.crash()
    assert (driver.view.set, driver.view.rep, driver.view.seconds_left, driver.view.count) == (2, 3, 3, 3)
    driver.run(3)
    assert driver.amounts == ["1 3", "2 4"]
    assert driver.sets[0].load == LOAD
    assert [noted.value for noted in driver.done[0].symptoms] == [3]


def test_a_stopped_exercise_stays_stopped() -> None:
    """What ended before the crash is neither done nor told again."""
    driver = Crashing()
    driver.run(8).press("stop_exercise").run(12)
    driver.crash()
    assert driver.view.exercise == 2
    finish(driver)
    assert [ended.exercise for ended in driver.done] == [0, 1, 2]


def test_case_12_a_changed_plan_does_not_take_over_a_session() -> None:
    """Edge case 12: a session resumes on the version it began with, and refuses another one."""
    driver = Crashing()
    driver.run(20)
    changed = (planned(REPS, "Squat", 10, version="2"), *SESSION[1:])
    with pytest.raises(SnapshotMismatch, match="other exercises"):
        Player.resume(changed, json.loads(driver.saved), driver.now)


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 2},
        {"plan": None},
        {"exercise": 9},
        {"exercise": -1},
        {"block": 99},
        {"block": "x"},
        {"logs": []},
        {"logs": [{}] * 3},
        {"stretches": [[99, 1.0, True]]},
        {"stretches": [1]},
        {"counts": [["left", 7, 1]]},
        {"live": [["sideways", 1]]},
    ],
)
def test_a_damaged_snapshot_is_refused(damage: dict[str, object]) -> None:
    """A snapshot that does not make sense is refused by name instead of half believed."""
    driver = Crashing()
    driver.run(20)
    with pytest.raises(SnapshotMismatch):
        Player.resume(SESSION, {**json.loads(driver.saved), **damage}, driver.now)
    with pytest.raises(SnapshotMismatch):
        Player.resume(SESSION, {}, driver.now)


def test_a_session_that_is_over_does_not_resume() -> None:
    """The snapshot of an ended session is refused."""
    driver = Crashing()
    finish(driver)
    with pytest.raises(SnapshotMismatch, match="over"):
        Player.resume(SESSION, driver.player.snapshot(), driver.now)


KEYS = st.sampled_from(
    ["tick"] * 6
    + ["next", "back", "redo", "more", "less", "pause", "go_on", "came_back", "still_here", "stop_exercise", "crash"]
)
ANY = (
    planned(Dose(Kind.REPS, sets=2), "Open", 5),
    planned(Dose(Kind.DISTANCE, distance_m=Decimal(20)), "Walk", 5),
    *SESSION,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(KEYS, st.sampled_from([0.0, 0.4, 2.0, 4.9, 7.0])), max_size=60))
def test_no_order_of_keys_breaks_the_session(script: list[tuple[str, float]]) -> None:
    """Whatever is pressed whenever, the view holds, sets keep one id each, and the session can be finished."""
    driver = Driver(*ANY)
    for key, seconds in script:
        driver.now += seconds
        if key == "crash" and driver.player.state is not PlayState.DONE:
            driver.player = Player.resume(ANY, driver.player.snapshot(), driver.now)
        elif key != "crash":
            driver.press(key)
        done, total = driver.view.progress
        assert 0 <= done <= total
        assert (driver.view.seconds_left or 0) >= 0
    driver.press("came_back").press("go_on")
    while driver.player.state is not PlayState.DONE:
        driver.press("next")
    ended = driver.done
    assert [exercise.exercise for exercise in ended] == list(range(5))
    ids = [done.id for exercise in ended for done in exercise.sets]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {done.id for done in driver.sets}
