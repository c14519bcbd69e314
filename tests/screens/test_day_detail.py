"""One day in full: what was asked for, what was logged with its history, and putting it right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hep_care.entry import EntryKind, Outcome, Reason, Symptom, When
from hep_tui.diary.drafts import completion, skip
from hep_tui.diary.writing import Draft
from hep_tui.screens.amend_dialog import AmendDialog, CorrectionDialog, WithdrawDialog
from hep_tui.screens.calendar import CalendarScreen
from hep_tui.screens.day_detail import DayDetailScreen
from hep_tui.screens.today import TodayScreen
from hep_tui.store.errors import DiskFull
from hep_tui.widgets.item_list import ItemList
from screens.conftest import lines
from screens.pasts import one_rich_day

TODAY = date(2026, 3, 4)
YESTERDAY = TODAY - timedelta(days=1)
SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)]


@pytest.fixture
def day(make_app):
    """Makes an app that opens on one day; takes what `make_app` takes."""

    def make(*args, day=YESTERDAY, **more):
        app = make_app(*args, **more)
        app.open_first = lambda: app.push_screen(DayDetailScreen(day))
        return app

    return make


def words(app) -> str:
    """The whole terminal as one text, its spaces joined."""
    return " ".join(" ".join(lines(app)).split())


def told(app) -> str:
    """What is told about the selected line, its spaces joined."""
    return " ".join(str(app.screen.query_one("#told").content).split())


def to_record(app, kind=EntryKind.COMPLETION, at=0) -> None:
    """Takes the cursor to the nth record of a kind that was not withdrawn."""
    keys = [
        key
        for key, one in app.screen._told.items()
        if one.record is not None and one.record.entry.kind is kind and not one.record.retracted
    ]
    app.screen.query_one(ItemList).highlight(keys[at])


async def type_why(pilot, why: str) -> None:
    """Types a reason and saves."""
    pilot.app.screen.query_one("#why").focus()
    await pilot.press(*why.replace(" ", "_"), "enter")
    await pilot.pause()
    sheets = [worker for worker in pilot.app.workers if isinstance(worker.node, CorrectionDialog)]
    if sheets:
        await pilot.app.workers.wait_for_complete(sheets)
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
def test_a_rich_day_in_a_picture(day, snap_compare, size):
    """Done, corrected, left out, withdrawn and open, with the history of the corrected one."""
    assert snap_compare(day("acl-early", one_rich_day), terminal_size=size, press=["down"])


def test_a_day_without_anything_in_a_picture(day, snap_compare):
    """What the plan asked for, in kind words."""
    assert snap_compare(day("acl-early"), terminal_size=(80, 24))


def test_correcting_in_a_picture(day, snap_compare):
    """The numbers as they stand, and a line for the reason."""
    assert snap_compare(day("acl-early", one_rich_day), terminal_size=(80, 24), press=["down", "e"])


async def test_the_newest_version_and_what_it_was_are_told(day):
    """A corrected record shows its numbers now, what they were, and why they were corrected."""
    async with (app := day("acl-early", one_rich_day)).run_test(size=(120, 40)) as pilot:
        await pilot.press("down")
        await pilot.pause()
        assert "Logged 4 × 5 s, pain 2" in told(app)
        assert "was 10 × 5 s, corrected: I counted wrong" in told(app)
        assert "added later, saved on Wed 4 Mar at 08:00" in told(app)


async def test_a_withdrawn_record_stays_readable(day):
    """It stands under its own heading with its reason, and cannot be changed again."""
    async with (app := day("acl-early", one_rich_day)).run_test(size=(120, 40)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert "Withdrawn: it counts no more. It said: 3 × 10" in told(app)
        assert "withdrawn on Wed 4 Mar: that was the day before" in told(app)
        await pilot.press("x", "e")
        await pilot.pause()
        assert isinstance(app.screen, DayDetailScreen)


async def test_what_was_asked_for_is_shown_where_nothing_was_done(day):
    """An empty day lists its plan, and says nothing unkind."""
    async with (app := day("acl-early")).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "This is what your plan asked for. Nothing is logged" in words(app)
        assert "Asked for 10 reps, hold 10 s" in told(app)
        assert "Nothing is logged for it, and that is all right. + adds what you did." in told(app)


async def test_a_day_before_the_program_says_so(day):
    """Nothing was asked for yet, and nothing can be added."""
    async with (app := day("acl-early", day=TODAY - timedelta(days=5))).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "no program on that day" in words(app)
        await pilot.press("plus")
        await pilot.pause()
        assert isinstance(app.screen, DayDetailScreen)


async def test_a_record_is_corrected(day):
    """Only what was changed changes, the set keeps its id, and it is on the disk before the sheet closes."""
    app = day("acl-early", one_rich_day)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = next(iter(app.screen._told.values())).record
        await pilot.press("e", "7", "down", "5")
        assert isinstance(app.screen, AmendDialog)
        await type_why(pilot, "typed wrong")
        assert isinstance(app.screen, DayDetailScreen)
        now = app.diary.record(before.id)
        assert (now.entry.sets[0].reps, now.entry.sets[0].id) == (7, before.entry.sets[0].id)
        assert (now.entry.pain, now.entry.effort, now.entry.status) == (5, before.entry.effort, Outcome.PARTIAL)
        assert (now.log[-1].kind, now.log[-1].why) == (EntryKind.AMENDMENT, "typed_wrong")
        assert "was 10 × 10 s, pain 1, effort 4, corrected: typed_wrong" in told(app)


async def test_a_correction_asks_why_and_what(day):
    """Without a reason, or without a change, nothing is saved and the sheet stays."""
    app = day("acl-early", one_rich_day)
    async with app.run_test(size=(80, 24)) as pilot:
        entries = app.diary.store.counts().entries
        await pilot.press("e", "7", "enter")
        await pilot.pause()
        assert isinstance(app.screen, AmendDialog)
        await pilot.press("escape", "e")
        await pilot.pause()
        await type_why(pilot, "nothing")
        assert isinstance(app.screen, AmendDialog)
        await pilot.press("escape")
        await pilot.pause()
        assert app.diary.store.counts().entries == entries


async def test_what_could_not_be_saved_stays_on_the_sheet(day, monkeypatch):
    """A full disk is told in the patient's words, and nothing that was typed is lost."""
    app = day("acl-early", one_rich_day)

    async def full(job):
        raise DiskFull

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "7")
        monkeypatch.setattr(app, "write", full)
        await type_why(pilot, "typo")
        assert isinstance(app.screen, AmendDialog)
        assert app.screen.query_one("#why").value == "typo"
        assert any(str(DiskFull()) in note.message for note in app._notifications)


async def test_a_record_is_withdrawn(day):
    """It asks why, counts no more, and is still there to read."""
    app = day("acl-early", one_rich_day)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = next(iter(app.screen._told.values())).record
        assert app.diary.tally(YESTERDAY).count.done == 1
        await pilot.press("x", "enter")
        await pilot.pause()
        assert isinstance(app.screen, WithdrawDialog)
        await type_why(pilot, "mistake")
        assert app.diary.record(before.id).retracted
        assert app.diary.tally(YESTERDAY).count.done == 0


async def test_work_that_was_left_out_is_done_after_all(day):
    """Numbers given to a skip make it a completion."""

    def left_out(diary):
        item = diary.tally(YESTERDAY).states[0].item
        diary.log(skip(item.prescription, YESTERDAY, item.slot, Reason.NO_TIME))

    app = day("acl-early", left_out)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "1", "0")
        await type_why(pilot, "evening")
        (record,) = app.diary.records(YESTERDAY, YESTERDAY)[YESTERDAY]
        assert (record.entry.kind, record.entry.status) == (EntryKind.COMPLETION, Outcome.COMPLETE)


async def test_a_symptom_is_corrected_on_its_own_scale(day):
    """Its value changes; its time and area stay."""

    def dizzy(diary):
        symptom = Symptom(6, "dizziness_0_10", When.AFTER, "head")
        diary.log(Draft(EntryKind.SYMPTOM, YESTERDAY, symptoms=(symptom,)))

    app = day("acl-early", dizzy)
    async with app.run_test(size=(80, 24)) as pilot:
        to_record(app, EntryKind.SYMPTOM)
        await pilot.press("e")
        await pilot.pause()
        app.screen.query_one("#symptom").focus()
        await pilot.press("3")
        await type_why(pilot, "typo")
        (record,) = app.diary.records(YESTERDAY, YESTERDAY)[YESTERDAY]
        assert record.entry.symptoms == (Symptom(3, "dizziness_0_10", When.AFTER, "head"),)
        assert "was dizziness 6 after, head, corrected" in told(app)


async def test_extra_work_stands_beside_the_plan(day):
    """Work without a session of the day is listed, and can be corrected."""

    def extra(diary):
        diary.log(completion(diary.tally(YESTERDAY).states[0].item.prescription, YESTERDAY, None))

    async with (app := day("acl-early", extra)).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Beside your plan" in words(app)
        await pilot.press("end")
        await pilot.pause()
        assert "Logged 10 × 10 s" in told(app)


async def test_days_are_turned_and_never_into_the_future(day):
    """`[` and `]` go a day back and on, up to today."""
    app = day("acl-early")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("]", "]", "]")
        await pilot.pause()
        assert "Wednesday 4 March 2026" in words(app)
        await pilot.press("[", "[")
        await pilot.pause()
        assert "Monday 2 March 2026" in words(app)


async def test_plus_and_enter_add_and_escape_leads_back(day):
    """Adding is Today's own way; Esc leads to the calendar on this day."""
    app = day("acl-early")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("plus")
        await pilot.pause()
        assert isinstance(app.screen, TodayScreen)
        assert "Adding to Tuesday 3 March" in words(app)
    app = day("acl-early")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)
        assert "Tue 3 Mar" in words(app)
