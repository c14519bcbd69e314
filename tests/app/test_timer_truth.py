"""The timer is right whatever becomes of the computer's clocks, and nothing completes itself.

Every clock here is simulated: `Computer` keeps true time, the clock of timers (`monotonic`), the one that goes on while
it sleeps (`boottime`) and the wall clock apart, so that each can be stepped or stopped alone.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.player_driver import HOLDS, TIMED, planned
from app.test_session_keeper import DAY, Sitting, plan_of
from hep_care.dose import Dose, Kind, Side
from hep_care.entry import Outcome, Source
from hep_tui.diary import open_diary
from hep_tui.player import Away, Cue, CueKind, Event, ExerciseDone, Player, PlayState, SetDone, StillThere
from hep_tui.session_keeper import SessionKeeper

STANCE = planned(replace(TIMED, sets=6, duration_s=40), "Stance", 15)
SET = planned(replace(HOLDS, reps=10), "Set", 15)
HOUR = 3600.0
CHICAGO = ZoneInfo("America/Chicago")


@dataclass
class Computer:
    """A computer on which a session runs, woken late as a real one is."""

    player: Player
    chance: random.Random
    counts_sleep: bool = True
    """Whether it has a clock that goes on while it sleeps, beside one that does not (Linux); else both go on."""
    true: float = 0.0
    monotonic: float = 1000.0
    asleep: float = 0.0
    worst: float = 0.0
    """The most that what was shown differed from the truth, in seconds."""

    def __post_init__(self) -> None:
        self.events: list[Event] = list(self.player.start(self.monotonic, self.boottime))
        self.begun = self.true

    @property
    def boottime(self) -> float | None:
        """The clock that goes on while it sleeps, where there is one."""
        return self.monotonic + self.asleep if self.counts_sleep else None

    def pass_by(self, seconds: float) -> None:
        """The computer runs for some seconds."""
        self.true += seconds
        self.monotonic += seconds

    def sleep(self, seconds: float) -> None:
        """The lid is closed for some seconds."""
        self.true += seconds
        self.asleep += seconds
        if not self.counts_sleep:
            self.monotonic += seconds

    def step(self) -> bool:
        """Sleep until the player wants to be woken, and wake up to 40 ms late; whether it still runs."""
        wait = self.player.until_next(self.monotonic)
        if wait is None:
            return False
        self.pass_by(wait + self.chance.uniform(0.0, 0.04))
        told = self.player.tick(self.monotonic, self.boottime)
        for event in told:
            if isinstance(event, Cue):
                self.worst = max(self.worst, abs(self.monotonic - event.at))
        self.events += told
        return self.player.state is PlayState.RUNNING

    def run(self, seconds: float = 1e9) -> Computer:
        """Run for some seconds, or as far as the player goes by itself."""
        end = self.true + seconds
        while self.true < end and self.step():
            pass
        return self

    def of(self, kind: type) -> list:
        """What the player said of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


def computer(*exercises, seed: int = 0, **options) -> Computer:
    """A computer with a session."""
    return Computer(Player(exercises), random.Random(seed), **options)


@pytest.mark.parametrize("seed", range(3))
def test_ten_minutes_are_ten_minutes(seed):
    """Woken late each time, a session of over ten minutes tells each cue within 50 ms and ends within 50 ms.

    No clock is stepped: only the wake-ups are late, and a late one must not make the next ones later.
    """
    here = computer(STANCE, SET, seed=seed)
    seconds = here.player.view(here.monotonic).progress[1]
    assert seconds > 600
    here.run(300)
    here.events += here.player.still_here(here.monotonic)
    here.run()
    (end,) = [cue for cue in here.of(Cue) if cue.kind is CueKind.SESSION_DONE]
    assert abs(end.at - 1000.0 - seconds) <= 0.05
    assert here.worst <= 0.05


@pytest.mark.parametrize("counts_sleep", [True, False])
@pytest.mark.parametrize("at", [7.3, 19.0, 52.6, 70.02])
def test_an_hour_of_suspend_counts_for_nothing(counts_sleep, at):
    """After an hour asleep the session stands within 100 ms of where it fell asleep, and asks.

    Asleep, `boottime` goes on and `monotonic` stands still, as on Linux; or, without a `boottime`, both go on.
    """
    here = computer(STANCE, SET, counts_sleep=counts_sleep).run(at)
    before, sets = here.player.view(here.monotonic), len(here.of(SetDone))
    began = here.true
    here.sleep(HOUR)
    here.step()
    assert here.player.state is PlayState.AWAY
    assert abs(here.of(Away)[0].seconds - HOUR) <= 2
    assert len(here.of(SetDone)) == sets
    here.events += here.player.came_back(here.monotonic)
    after = here.player.view(here.monotonic)
    assert (after.kind, after.side, after.set, after.rep) == (before.kind, before.side, before.set, before.rep)
    lost = here.true - HOUR - began
    assert abs(after.progress[0] - before.progress[0]) <= 1
    while not here.of(ExerciseDone):
        here.step()
    whole = sum(block.seconds for block in here.player.blocks(0))
    # What ran between the last look and the lid is given back to the patient, never taken from them.
    assert -0.1 <= (here.true - HOUR - here.begun) - whole <= lost + 0.1


def test_a_stopped_process_counts_for_nothing():
    """SIGSTOP for an hour: `monotonic` and `boottime` both go on, no tick comes, and no set ends meanwhile."""
    here = computer(STANCE).run(12.0)
    before = here.player.view(here.monotonic)
    here.pass_by(HOUR)
    here.events += here.player.tick(here.monotonic, here.boottime)
    assert here.player.state is PlayState.AWAY
    assert not here.of(SetDone)
    after = here.player.view(here.monotonic)
    assert before.seconds_left is not None
    assert after.seconds_left is not None
    assert abs(after.seconds_left - before.seconds_left) <= 1


@pytest.mark.parametrize("key", ["next", "pause", "more", "symptom"])
def test_a_key_after_an_absence_is_no_word_for_it(key):
    """The first thing heard after an hour of SIGSTOP is a key: it ends no set of the time nobody saw."""
    here = computer(STANCE).run(12.0)
    here.pass_by(HOUR)
    here.events += (
        here.player.symptom(here.monotonic, 2) if key == "symptom" else getattr(here.player, key)(here.monotonic)
    )
    assert here.player.state is PlayState.AWAY
    assert not here.of(SetDone)


WALL = {
    "a day on": timedelta(days=1),
    "a day back": timedelta(days=-1),
    "summer time": timedelta(hours=1),
    "winter time": timedelta(hours=-1),
}


@pytest.mark.parametrize("step", WALL.values(), ids=WALL)
async def test_a_step_of_the_wall_clock_moves_nothing(home, step):
    """The wall clock is set a day or an hour on or back in a hold; timers, sets and the local date stay.

    The timers' clock runs on. An exercise never ends before it began.
    """
    moment = datetime(2026, 3, 4, 8, 0, tzinfo=UTC).astimezone(CHICAGO)
    plan = plan_of(Dose(Kind.HOLD, sets=2, reps=2, hold_s=5, rest_s=6, side=Side.LEFT))
    diary = open_diary("me")
    sitting = Sitting(diary, plan)
    walls = [moment]
    sitting.keeper = SessionKeeper(plan, sitting.write, lambda: walls[-1])
    sitting.player = Player(plan.exercises())
    sitting.keep(sitting.player.start(0.0))
    sitting.run(6)
    left = sitting.player.view(6.0).seconds_left
    walls.append(moment + step)
    assert sitting.player.view(6.0).seconds_left == left
    sitting.run(100)
    await sitting.keeper.close()
    (entry,) = sitting.entries()
    diary.close()
    assert entry.date == DAY
    assert [(one.reps, one.seconds) for one in entry.sets] == [(2, 5), (2, 5)]
    assert entry.status is Outcome.COMPLETE
    assert entry.ended is not None
    assert entry.at <= entry.ended


def test_nothing_confirms_itself():
    """A whole session that nobody touched is `timed`, set for set; a key makes only the set it speaks for `live`."""
    here = computer(SET).run()
    assert {done.set.source for done in here.of(SetDone)} == {Source.TIMED}
    here = computer(SET).run(40.0)
    here.events += here.player.next(here.monotonic)
    here.run()
    assert [done.set.source for done in here.of(SetDone)] == [Source.LIVE, Source.TIMED]


def test_ten_minutes_without_a_key_wait_for_ever():
    """After ten minutes without a key it waits between two sets; an hour later it stands there still, nothing done."""
    here = computer(planned(replace(TIMED, sets=12, duration_s=60), "Stance")).run()
    assert here.of(StillThere)
    assert here.player.state is PlayState.STILL_THERE
    sets, quiet = len(here.of(SetDone)), here.true - here.begun
    assert 600 <= quiet < 600 + 60 + 20
    for _ in range(60):
        here.pass_by(60.0)
        here.events += here.player.tick(here.monotonic, here.boottime)
    assert here.player.state is PlayState.STILL_THERE
    assert len(here.of(SetDone)) == sets
    assert not here.of(ExerciseDone)
