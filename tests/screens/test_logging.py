"""Logging from Today: one key as planned, two keys for a whole set, and never "Saved" before it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Input

from hep_care.dose import Dose, Kind, RepsMode
from hep_care.entry import EntryKind, Outcome, Reason, Source
from hep_care.program import SymptomRule
from hep_tui.diary import Diary
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.screens.log_dialog import LogDialog
from hep_tui.screens.log_words import REASONS
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.when_to_call import WhenToCallScreen
from hep_tui.store.errors import DiskFull
from hep_tui.widgets.item_list import ItemList
from hep_tui.widgets.numbers import NumberScale
from hep_tui.widgets.set_amounts import SetAmounts
from screens.conftest import lines, settle
from screens.programs import KNEE, PUMP, QUAD, RAISE, TODAY, TWICE, exercise

ALONE = replace(KNEE, prescriptions=(replace(RAISE, schedule=replace(TWICE, slots=TWICE.slots[:1])),))


def logged(app):
    """What is in the file, in the order it was logged."""
    app.diary.refresh()
    return app.diary.history(None, None).entries


def cursor(app) -> str | None:
    """Which item the bar stands on."""
    return app.screen.query_one(ItemList).highlighted


def said(app) -> list[str]:
    """Every notice so far."""
    return [notice.message for notice in app._notifications]


async def test_d_logs_as_planned_and_goes_on(make_app, press):
    """One key saves the whole dose and takes the cursor to the next exercise; "Saved" is said then."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d")
        (entry,) = logged(app)
        assert (entry.prescription, entry.slot, entry.status) == ("quad-set", 1, Outcome.COMPLETE)
        assert [(one.reps, one.seconds) for one in entry.sets] == [(10, 10)]
        assert entry.source is Source.TYPED
        assert "Saved: Quad set." in said(app)
        assert cursor(app) == "slr/1"


async def test_keys_pressed_faster_than_the_disk_log_one_exercise_each(make_app):
    """Two quick d log two exercises, not one twice."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "d")
        await settle(pilot)
        await settle(pilot)
        assert [entry.prescription for entry in logged(app)] == ["quad-set", "slr"]


async def test_saved_is_not_said_when_it_is_not(make_app, press, monkeypatch):
    """Where the disk is full the patient reads that, nothing is ticked off, and the cursor stays."""

    def full(self, *drafts):
        raise DiskFull

    app = make_app(KNEE)
    monkeypatch.setattr(Diary, "log", full)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d")
        assert any("NOT saved: the disk is full" in line for line in said(app))
        assert not any(line.startswith("Saved") for line in said(app))
        assert cursor(app) == "quad-set/1"


async def test_logging_twice_in_one_slot_asks(make_app, press):
    """The second time is a question whose default is no; y logs it once more."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d", "up", "d")
        assert isinstance(app.screen, ConfirmDialog)
        await press(pilot, "enter")
        assert len(logged(app)) == 1
        await press(pilot, "d", "y")
        assert [entry.prescription for entry in logged(app)] == ["quad-set", "quad-set"]


async def test_a_habit_is_logged_as_often_as_the_patient_likes(make_app, press):
    """An hourly exercise never asks, and counts its times."""
    app = make_app(replace(KNEE, prescriptions=(PUMP,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d", "d")
        assert len(logged(app)) == 2
        assert any("Ankle pumps, 2 today" in line for line in lines(app))


async def test_u_takes_back_what_was_logged(make_app, press):
    """Undo says what it took back, and leaves the exercise to do again and the entry readable as withdrawn."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d", "u")
        assert [entry.kind for entry in logged(app)] == [EntryKind.COMPLETION, EntryKind.RETRACTION]
        assert any("2 to do" in line for line in lines(app))
        assert said(app)[-1] == "Taken back: Quad set."
        await press(pilot, "s", "n", "u")
        assert said(app)[-1] == "Taken back: Straight-leg raise."


async def test_notices_of_what_was_saved_do_not_pile_up(make_app, press):
    """Each "Saved" takes the place of the one before; a warning stays beside it."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "d", "d")
        assert said(app) == ["Saved: Straight-leg raise."]
        app.say("The disk is nearly full.", warn=True)
        await pilot.pause()
        await press(pilot, "d")
        assert "The disk is nearly full." in said(app)


async def test_a_whole_set_in_two_keys(make_app, press):
    """l and Enter log everything as prescribed."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l", "enter")
        (entry,) = logged(app)
        assert entry.status is Outcome.COMPLETE
        assert entry.effort is None
        assert entry.symptoms == ()


async def test_numbers_pain_effort_and_notes(make_app, press):
    """Digits replace a set's number, scales and notes are reached with the arrows, and Enter saves from anywhere."""
    app = make_app(ALONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l")
        assert isinstance(app.screen, LogDialog)
        await press(pilot, "down", "8", "down", "minus", "minus", "down", "3", "down", "6", "down")
        await press(pilot, *"stiff", "down", *"secret", "enter")
        (entry,) = logged(app)
        assert [one.reps for one in entry.sets] == [10, 8, 8]
        assert (entry.status, entry.pain, entry.effort) == (Outcome.PARTIAL, 3, 6)
        assert (entry.note, entry.private_note) == ("stiff", "secret")
        assert isinstance(app.screen, TodayScreen)
        assert any(line == "Saved, in part: Straight-leg raise." for line in said(app))


async def test_what_was_typed_stays_when_it_cannot_be_saved(make_app, press, monkeypatch):
    """The dialog stays open with the patient's words in it until they are on the disk."""
    log, tries = Diary.log, []

    def full_once(self, *drafts):
        tries.append(1)
        if len(tries) == 1:
            raise DiskFull
        return log(self, *drafts)

    app = make_app(KNEE)
    monkeypatch.setattr(Diary, "log", full_once)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l", "7", "enter")
        assert isinstance(app.screen, LogDialog)
        assert app.screen.query_one(SetAmounts).numbers == (7,)
        await press(pilot, "enter")
        assert [one.reps for one in logged(app)[0].sets] == [7]


async def test_above_the_ceiling_the_plan_speaks(make_app, press):
    """Pain above the ceiling is saved, then the plan's own limit, settling time and warning signs are shown."""
    app = make_app(ALONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l")
        app.screen.query_one("#symptom", NumberScale).focus()
        await press(pilot, "t", "enter")
        assert logged(app)[0].pain == 10
        assert isinstance(app.screen, WhenToCallScreen)
        text = " ".join(" ".join(lines(app)).split())
        assert "Pain 10 is above the 4 your plan allows" in text
        assert "It should settle within 24 h" in text
        assert "calf pain with swelling" in text
        assert "Your clinic has not been told" in text


async def test_nothing_done_is_not_saved_as_work(make_app, press):
    """All sets at 0 point to leaving the exercise out instead of earning credit."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l", "0", "enter")
        assert isinstance(app.screen, LogDialog)
        assert logged(app) == ()
        assert any("leave it out with s" in line for line in said(app))


@pytest.mark.parametrize(("key", "reason"), [(key, reason) for key, reason, _ in REASONS])
async def test_one_key_a_reason(make_app, press, key, reason):
    """s and a letter leave an exercise out with its reason; after pain the warning signs are shown."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "s", key)
        (entry,) = logged(app)
        assert (entry.kind, entry.status, entry.reason) == (EntryKind.SKIP, Outcome.SKIPPED, reason)
        assert isinstance(app.screen, WhenToCallScreen if reason is Reason.PAIN else TodayScreen)


async def test_escape_leaves_without_saving(make_app, press):
    """Every dialog is left with Esc and nothing is logged."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l", "escape", "s", "escape")
        assert isinstance(app.screen, TodayScreen)
        assert logged(app) == ()


async def test_an_earlier_day_is_marked_as_added_later(make_app, press):
    """What is logged on yesterday's page counts for yesterday and says that it was added later."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "y", "d")
        assert said(app) == ["Saved, added later: Quad set."]
        await press(pilot, "enter")
        assert isinstance(app.screen, LogDialog)
        await press(pilot, "enter")
        assert [(entry.date, entry.source) for entry in logged(app)] == [
            (TODAY - timedelta(days=1), Source.BACK_FILLED)
        ] * 2


async def test_an_open_ended_dose_takes_any_number(make_app, press):
    """As many as possible has no number to start with; what is typed is kept, and nothing typed is done too."""
    many = exercise("max", "Heel raise", Dose(Kind.REPS, sets=2, reps=10, reps_mode=RepsMode.AMRAP))
    app = make_app(replace(KNEE, prescriptions=(many,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l", "1", "7", "enter")
        await press(pilot, "l", "enter")
        first, second = logged(app)
        assert [one.reps for one in first.sets] == [17]
        assert (second.sets, second.status) == ((), Outcome.COMPLETE)


async def test_the_symptom_asked_is_the_plans(make_app, press):
    """An exercise with a rule on dizziness asks about dizziness and saves it on that scale."""
    gaze = replace(QUAD, symptom_rule=SymptomRule("dizziness_0_10", ceiling=5))
    app = make_app(replace(KNEE, prescriptions=(gaze,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l")
        assert any("How much dizziness?" in line for line in lines(app))
        await press(pilot, "down", "4", "enter")
        assert [(one.scale, one.value) for one in logged(app)[0].symptoms] == [("dizziness_0_10", 4)]


async def test_hostile_notes_are_made_plain(make_app, press):
    """Escape sequences pasted into a note never reach the file."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l")
        app.screen.query_one("#note", Input).value = "ok\x1b[31m red"
        await press(pilot, "enter")
        assert "\x1b" not in logged(app)[0].note


async def test_warning_signs_come_before_the_first_session_and_only_once(make_app, press):
    """Enter shows the plan's warning signs once for a program version, then the session itself."""
    from hep_tui.screens.session import SessionScreen

    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, WhenToCallScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, SessionScreen)
        await press(pilot, "escape", "enter")
        assert isinstance(app.screen, SessionScreen)


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
@pytest.mark.parametrize("key", ["l", "s"])
def test_picture(make_app, snap_compare, size, key):
    """The dialogs over Today."""
    assert snap_compare(make_app(ALONE), terminal_size=size, press=[key])
