"""Kept day totals are those that counting the entries again gives, whatever happened in between."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.store.filled import changed_row
from hep_care.counts import DayCount
from hep_care.dose import Dose, Kind
from hep_care.entry import Entry, EntryKind, Outcome, Reason, Source
from hep_care.program import Advance, Phase, PhaseEntry, Prescription, Program
from hep_care.schedule import Schedule, ScheduleKind, Slot
from hep_sync.fhir.care_plan_write import write_program
from hep_tui.clock import Clock
from hep_tui.diary.diary import Diary
from hep_tui.diary.drafts import Said, completion, done_sets, skip
from hep_tui.diary.programs import take_made
from hep_tui.diary.writing import Draft, new_id
from hep_tui.locations import find_places
from hep_tui.settings import Settings
from hep_tui.store.store import Store

START = date(2026, 3, 2)
DOSE = Dose(Kind.REPS, sets=2, reps=10)
TWICE = Schedule(slots=(Slot("morning"), Slot("evening")))
OFTEN = Schedule(slots=(Slot(), Slot(), Slot()), least=2)


def exercise(id: str, schedule: Schedule, **more: object) -> Prescription:
    """One prescription of the program."""
    return Prescription(id, "1", id, id, DOSE, schedule, **more)  # type: ignore[arg-type]


def any_days(least: int, window: int = 7) -> Schedule:
    """Any so many days of a window."""
    return Schedule(ScheduleKind.QUOTA, slots=(), quota=least, window_days=window)


def knee(id: str, start: date) -> Program:
    """A program with a phase that holds while little is done, and every kind of schedule that counts."""
    phases = (
        Phase(f"{id}-one", "One", PhaseEntry.DATE, start=start, weeks=1, advance=Advance.ASK),
        Phase(f"{id}-two", "Two", PhaseEntry.WEEKS, weeks=20),
    )
    mine = (
        exercise(f"{id}-slr", TWICE, phase=f"{id}-one"),
        exercise(f"{id}-often", OFTEN, phase=f"{id}-two"),
        exercise(f"{id}-walk", any_days(3)),
        exercise(f"{id}-swim", any_days(2, 10)),
        exercise(f"{id}-other", Schedule(every_days=2)),
    )
    return Program(id, id, start=start, phases=phases, prescriptions=mine)


class Life:
    """A patient with a file, a clock that goes where it is told, and a random mind."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.places = find_places("me", {"HEP_TUI_HOME": str(folder)})
        self.random = random.Random(seed)
        self.now = datetime.combine(START, datetime.min.time(), UTC) + timedelta(hours=9)
        self.diary = self.open()

    def open(self) -> Diary:
        """The diary as a process opens it at this moment."""
        clock = Clock("UTC", self.now)
        return Diary(Store.open(self.places, now=self.now), clock, Settings(), self.places)

    def move(self, days: int) -> None:
        """Goes on, or sets the clock back."""
        self.now += timedelta(days=days)
        self.diary.clock = replace(self.diary.clock, pinned=self.now)

    def take(self, program: Program) -> None:
        """Takes a program in."""
        take_made(self.diary, write_program(program), program.id, replace=True)

    def work(self, back: int = 0) -> None:
        """Logs one exercise of a day, in whole or in part, or leaves it out."""
        day = self.diary.today - timedelta(days=back)
        states = self.diary.tally(day).states
        if not states:
            return
        item = self.random.choice(states).item
        if self.random.random() < 0.3:
            reason = self.random.choice((Reason.ILL, Reason.NO_TIME))
            self.diary.log(skip(item.prescription, day, item.slot, reason))
            return
        sets = done_sets(item.prescription, self.random.choice(([10, 10], [4], [10, 3])))
        self.diary.log(completion(item.prescription, day, item.slot, sets, Said()))

    def correct(self) -> None:
        """Corrects or withdraws something that was logged at any time."""
        records = [r for here in self.diary.records(date.min, date.max).values() for r in here if not r.retracted]
        if not records:
            return
        now = self.random.choice(records).entry
        if self.random.random() < 0.5:
            self.diary.log(Draft(EntryKind.RETRACTION, now.date, refers_to=now.id, why="not mine"))
            return
        p = self.diary.prescription_of(now)
        sets = done_sets(p, [self.random.randint(1, 10)]) if p else ()
        status = Outcome.PARTIAL
        self.diary.log(Draft(EntryKind.AMENDMENT, now.date, p, now.slot, sets, status, refers_to=now.id, why="typed"))

    def receive(self) -> None:
        """Takes in an entry of another device, logged on some day of the past."""
        day = START + timedelta(days=self.random.randint(0, max(0, (self.diary.today - START).days)))
        states = self.diary.tally(day).states
        if states:
            item = self.random.choice(states).item
            self.diary.store.receive(
                [_from_afar(item.prescription, day, item.slot, self.random.randint(1, 10**9))], self.now
            )
            self.diary.forget()

    def is_right(self) -> None:
        """Kept totals are those counted afresh, and those of the day's own list."""
        first, last = START - timedelta(days=10), self.diary.today + timedelta(days=3)
        kept = self.diary.counts(first, last)
        with closing(self.open()) as other:
            other.rules = self.diary.rules
            assert kept == other.count_afresh(first, last)
            assert kept == other.counts(first, last)
        for count in kept:
            if count.day <= self.diary.today:
                assert self.diary.tally(count.day).count == count


def _from_afar(p: Prescription, day: date, slot: int | None, number: int) -> Entry:
    moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    return Entry(
        new_id(), EntryKind.COMPLETION, day, "UTC", moment, moment, "tablet", number, prescription=p.id,
        prescription_version=p.version, exercise=p.exercise, dose=p.dose, slot=slot, status=Outcome.COMPLETE,
        source=Source.LIVE,
    )  # fmt: skip


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Callable[[int], Life]]:
    """Makes lives by their seed; each has a file of its own."""
    lives: list[Life] = []

    def start(seed: int) -> Life:
        lives.append(Life(tmp_path / str(seed), seed))
        return lives[-1]

    yield start
    for life in lives:
        life.diary.close()


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.long) if seed < 2 else seed for seed in range(5)]
)
def test_kept_totals_are_those_counted_afresh(live: Callable[[int], Life], seed: int) -> None:
    """Any order of work, late work, corrections, imports, days that pass, clocks set back and new programs."""
    life = live(seed)
    life.take(knee("a", START))
    acts = {
        life.work: 8,
        lambda: life.work(life.random.randint(1, 7)): 4,
        life.correct: 2,
        life.receive: 1,
        lambda: life.move(life.random.choice((1, 1, 1, 2, 5))): 8,
        lambda: life.move(-life.random.randint(1, 9)): 1,
        lambda: life.take(knee(life.random.choice("ab"), life.diary.today)): 0.3,
    }
    for step in range(40):
        life.random.choices(tuple(acts), tuple(acts.values()))[0]()
        if step % 4 == 3:
            life.is_right()


def test_a_clock_set_back_and_on_again_counts_the_same(live: Callable[[int], Life]) -> None:
    """What a window lacked is counted again once its end has come a second time."""
    life = live(1)
    life.take(knee("a", START))
    life.move(12)
    before = life.diary.counts(START, life.diary.today)
    life.move(-9)
    life.is_right()
    life.move(9)
    assert life.diary.counts(START, life.diary.today) == before
    life.is_right()


def test_a_window_cut_by_a_new_program_asks_for_its_share(live: Callable[[int], Life]) -> None:
    """Four days of a week that asks for three ask for one, not for three that fall on the new program's days."""
    life = live(1)
    life.take(Program("a", "a", start=START, prescriptions=(exercise("walk", any_days(3)),)))
    life.move(4)
    life.take(Program("b", "b", start=life.diary.today, prescriptions=(exercise("slr", Schedule()),)))
    life.move(10)
    assert sum(count.due for count in life.diary.counts(START, START + timedelta(days=3))) == 1
    life.is_right()


def test_a_correction_made_today_moves_no_phase(live: Callable[[int], Life]) -> None:
    """A phase that was left because enough was done stays left when that work is withdrawn later."""
    life = live(1)
    life.take(knee("a", START))
    for _ in range(7):
        items = life.diary.tally(life.diary.today).plan.items
        life.diary.log(*(completion(item.prescription, life.diary.today, item.slot) for item in items))
        life.move(1)
    life.move(2)
    phase = life.diary.tally(life.diary.today - timedelta(days=1)).plan.phase
    for records in life.diary.records(START, life.diary.today).values():
        for record in records:
            life.diary.log(Draft(EntryKind.RETRACTION, record.entry.date, refers_to=record.id, why="not mine"))
    life.is_right()
    with closing(life.open()) as other:
        assert other.tally(life.diary.today - timedelta(days=1)).plan.phase == phase
    assert phase is not None
    assert phase.id == "a-two"


def test_a_restored_file_is_counted_from_the_beginning(live: Callable[[int], Life]) -> None:
    """A note that everything may be wrong, as a restore leaves it, is taken at its word."""
    life = live(1)
    life.take(knee("a", START))
    life.move(9)
    life.is_right()
    life.diary.store.mark_dirty(date.min)
    life.is_right()


def test_a_damaged_total_is_counted_again(live: Callable[[int], Life]) -> None:
    """A row that is not what was written leaves no hole in the history."""
    life = live(1)
    life.take(knee("a", START))
    life.move(9)
    right = life.diary.counts(START, life.diary.today)
    life.diary.close()
    changed_row(life.places.database, "UPDATE day_total SET done = 99 WHERE date = '2026-03-05'")
    life.diary = life.open()
    assert life.diary.counts(START, life.diary.today) == right


def test_totals_that_cannot_be_kept_are_still_right(live: Callable[[int], Life], tmp_path: Path) -> None:
    """A file that can only be read is counted each time."""
    life = live(1)
    life.take(knee("a", START))
    life.move(9)
    life.work(1)
    right = life.diary.count_afresh(START, life.diary.today)
    with closing(life.diary.store):
        pass
    store = Store.open(life.places, now=life.now, readonly=True)
    life.diary = Diary(store, Clock("UTC", life.now), Settings(), life.places)
    assert life.diary.counts(START, life.diary.today) == right
    assert store.day_totals() == ()


def test_work_of_today_leaves_what_is_kept_alone(live: Callable[[int], Life]) -> None:
    """Logging today writes no totals, however many years came before."""
    life = live(1)
    life.take(knee("a", START))
    life.move(30)
    life.diary.counts(START, life.diary.today)
    kept = life.diary.store.day_totals()
    life.work()
    changes = life.diary.store.connection.scalar("SELECT total_changes()")
    counted: list[DayCount] = life.diary.counts(START, life.diary.today)
    assert life.diary.store.connection.scalar("SELECT total_changes()") == changes
    assert counted[: len(kept)] == list(kept)
    life.is_right()
