"""What a session writes down, and that a kill between any two writes loses and doubles nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import pytest

from hep_care.dose import Dose, Kind, Side
from hep_care.entry import EntryKind, Outcome, Reason, Source, Symptom, When
from hep_care.program import Prescription, Timings
from hep_care.schedule import Schedule
from hep_tui.diary import Diary, open_diary
from hep_tui.diary.running import claim_session
from hep_tui.player import Player
from hep_tui.session_keeper import SessionKeeper, state_of
from hep_tui.session_plan import PlanLostError, SessionPlan, plan_from_json
from hep_tui.store.errors import DiskFull

HOLDS = Dose(Kind.HOLD, sets=2, reps=2, hold_s=5, rest_s=6, side=Side.EACH)
REPS = Dose(Kind.REPS, sets=2, reps=3, rest_s=6)
JUST_DO_IT = Dose(Kind.COMPLETION)
DAY = date(2026, 3, 4)
TIMINGS = Timings(lead_in_s=4, switch_s=4, between_s=7)


@pytest.fixture
def diary(tmp_path, monkeypatch):
    """A diary of its own on a pinned clock."""
    monkeypatch.setenv("HEP_TUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEP_TUI_NOW", "2026-03-04T08:00:00-06:00")
    monkeypatch.setenv("TZ", "America/Chicago")
    opened = open_diary("me")
    yield opened
    opened.close()


def prescribed(id: str, dose: Dose) -> Prescription:
    """One exercise, once a day."""
    return Prescription(id, "1", id, id.capitalize(), dose, Schedule())


def plan_of(*doses: Dose) -> SessionPlan:
    """A session of some doses."""
    prescriptions = tuple(prescribed(f"e{n}", dose) for n, dose in enumerate(doses))
    return SessionPlan(DAY, prescriptions, (1,) * len(doses), TIMINGS)


class Sitting:
    """A player whose events are kept, on a clock of its own."""

    def __init__(self, diary: Diary, plan: SessionPlan) -> None:
        self.diary = diary
        self.now = 0.0
        self.player = Player(plan.exercises())
        self.keeper = SessionKeeper(plan, self.write, diary.clock.now)
        self.broken = False
        self.keep(self.player.start(0.0))

    async def write(self, job):
        """Run a job, or say that the disk is full."""
        if self.broken:
            raise DiskFull
        return job(self.diary)

    def keep(self, events) -> None:
        """Take in events."""
        self.keeper.take(events, self.player)

    def run(self, seconds: float) -> Sitting:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + 1.0, end)
            self.keep(self.player.tick(self.now))
        return self

    def entries(self):
        """Everything in the file."""
        return self.diary.history(None, None).entries


def reopened(diary: Diary, sitting: Sitting) -> Sitting:
    """The same session in a new process: all that is left of the old one is its journal."""
    sitting.keeper.leave()
    journal = diary.unfinished_session()
    assert journal is not None
    known = {(p.id, p.version): p for p in sitting.keeper.plan.prescriptions}
    plan = plan_from_json(journal.plan, lambda name, version: known.get((name, version)))
    state = state_of(event.payload for event in journal.events)
    again = object.__new__(Sitting)
    again.diary, again.now, again.broken = diary, 500.0, False
    again.player = Player.resume(plan.exercises(), state, again.now)
    claim = claim_session(diary.places, journal.id)
    assert claim is not None
    again.keeper = SessionKeeper.reopen(
        plan,
        again.write,
        diary.clock.now,
        journal=(journal.id, claim),
        state=state,
        records=diary.records(DAY, DAY).get(DAY, ()),
    )
    return again


async def test_an_exercise_is_one_entry_with_its_sets(diary):
    """The entry answers the slot, holds the player's sets and says that the timer saw them."""
    sitting = Sitting(diary, plan_of(REPS))
    sitting.run(100)
    await sitting.keeper.close()
    (entry,) = sitting.entries()
    assert (entry.kind, entry.status, entry.source, entry.slot) == (
        EntryKind.COMPLETION,
        Outcome.COMPLETE,
        Source.TIMED,
        1,
    )
    assert [one.reps for one in entry.sets] == [3, 3]
    assert entry.dose == REPS
    assert entry.at <= entry.ended
    assert diary.unfinished_session() is None


async def test_nothing_is_lost_when_the_disk_is_full(diary):
    """What could not be written stays in order and is written once, when it can be."""
    sitting = Sitting(diary, plan_of(REPS, HOLDS))
    sitting.broken = True
    sitting.run(150)
    with pytest.raises(DiskFull):
        await sitting.keeper.flush()
    assert sitting.keeper.unsaved
    assert sitting.entries() == ()
    sitting.broken = False
    await asyncio.gather(sitting.keeper.flush(), sitting.keeper.flush())
    assert [entry.exercise for entry in sitting.entries()] == ["e0", "e1"]


@pytest.mark.parametrize("at", range(3, 75, 4))
async def test_a_kill_at_any_second_doubles_no_set_and_loses_none(diary, at):
    """Wherever the process dies, going on from the journal ends with every set exactly once."""
    sitting = Sitting(diary, plan_of(REPS, HOLDS))
    sitting.run(at)
    await sitting.keeper.flush()
    again = reopened(diary, sitting)
    again.keep(again.player.go_on(again.now))
    again.run(200)
    await again.keeper.close()
    entries = again.entries()
    assert [entry.exercise for entry in entries] == ["e0", "e1"]
    sets = [(e.exercise, one.side, one.n, one.reps) for e in entries for one in e.sets]
    assert len(sets) == len(set(sets)) == 6
    assert sum(reps for *_, reps in sets) == 3 * 2 + 2 * 4
    assert set(again.keeper.entries) == {0, 1}


async def test_saving_what_was_done_leaves_unconfirmed_sets_timed(diary):
    """A session nobody goes on with keeps its sets; the one that was cut off is not called confirmed."""
    sitting = Sitting(diary, plan_of(HOLDS, REPS))
    sitting.run(4 + 10 + 4 + 6)
    await sitting.keeper.flush()
    again = reopened(diary, sitting)
    again.keep(again.player.stop_session(again.now, confirmed=False))
    await again.keeper.close()
    (entry,) = again.entries()
    assert [(one.side, one.reps, one.source) for one in entry.sets] == [
        (Side.LEFT, 2, Source.TIMED),
        (Side.RIGHT, 1, Source.TIMED),
    ]
    assert entry.status is Outcome.PARTIAL


async def test_what_has_nothing_to_count_is_an_entry_without_sets(diary):
    """ "Just do it" is a completion of all of it."""
    sitting = Sitting(diary, plan_of(JUST_DO_IT))
    sitting.run(10)
    sitting.keep(sitting.player.next(sitting.now))
    await sitting.keeper.close()
    (entry,) = sitting.entries()
    assert (entry.sets, entry.status, entry.source) == ((), Outcome.COMPLETE, Source.LIVE)


async def test_an_exercise_stopped_before_any_set_is_left_out_with_its_reason(diary):
    """A reason makes it a skip; passing by without a word leaves it to be done."""
    sitting = Sitting(diary, plan_of(REPS, HOLDS, REPS))
    sitting.keep(sitting.player.stop_exercise(1.0, Reason.NO_EQUIPMENT))
    while sitting.player.exercise == 1:
        sitting.keep(sitting.player.next(2.0))
    await sitting.keeper.flush()
    (entry,) = sitting.entries()
    assert (entry.kind, entry.reason, entry.exercise) == (EntryKind.SKIP, Reason.NO_EQUIPMENT, "e0")


async def test_a_late_symptom_refers_to_the_completion(diary):
    """In the rest after an exercise a symptom is an entry of its own, tied to what was done."""
    sitting = Sitting(diary, plan_of(REPS, HOLDS))
    sitting.run(4 + 9 + 6 + 9 + 2)
    sitting.keep(sitting.player.symptom(sitting.now, 3))
    sitting.keeper.say_after(None, Symptom(2, when=When.AFTER))
    await sitting.keeper.flush()
    done, late, after = sitting.entries()
    assert (late.kind, late.refers_to, late.pain) == (EntryKind.SYMPTOM, done.id, 3)
    assert (after.refers_to, after.pain) == (None, 2)


async def test_a_confirmation_changes_the_source_and_nothing_else(diary):
    """Confirming folds into the same record with the same sets, now the patient's word."""
    sitting = Sitting(diary, plan_of(REPS))
    sitting.keep(sitting.player.symptom(1.0, 2))
    sitting.keeper.note(0, "stiff")
    sitting.run(100)
    await sitting.keeper.flush()
    before = sitting.keeper.entries[0]
    sitting.keeper.confirm(0, before.sets, "confirmed")
    await sitting.keeper.close()
    (record,) = diary.records(DAY, DAY)[DAY]
    assert record.amended
    assert record.entry.source is Source.LIVE
    assert [one.id for one in record.entry.sets] == [one.id for one in before.sets]
    assert (record.entry.symptoms, record.entry.note, record.entry.ended) == (before.symptoms, "stiff", before.ended)


async def test_the_journal_stays_small(diary):
    """A note holds what differs from the one before, so a session of many reps is some tens of kilobytes."""
    sitting = Sitting(diary, plan_of(*[Dose(Kind.REPS, sets=3, reps=10, rest_s=30)] * 4))
    sitting.run(1000)
    await sitting.keeper.flush()
    journal = diary.unfinished_session()
    assert journal is not None
    assert len(journal.events) > 100
    assert sum(len(event.payload) for event in journal.events) < 100_000


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"day": 3}', json.dumps({"day": "2026-03-04", "timings": {}, "exercises": []})]
)
def test_a_damaged_plan_is_refused(text):
    """Whatever stands in a journal, it is a plan or a refusal."""
    with pytest.raises(PlanLostError):
        plan_from_json(text, lambda name, version: None)


def test_a_damaged_journal_says_nothing():
    """Notes that are no JSON objects make no state."""
    assert state_of(["{", "{}"]) == {}
    assert state_of(["[1]"]) == {}


async def test_two_processes_never_run_one_session(diary):
    """While a session runs nobody else gets it; once it is left, the next one does."""
    sitting = Sitting(diary, plan_of(REPS))
    await sitting.keeper.flush()
    journal = diary.unfinished_session()
    assert claim_session(diary.places, journal.id) is None
    sitting.keeper.leave()
    claim = claim_session(diary.places, journal.id)
    assert claim is not None
    claim.release()
