"""Symptoms before, during, after and the next morning: asked on the exercise's own scale, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.screen import Screen
from textual.widgets import Input

from hep_care.credit import ItemStatus
from hep_care.entry import PAIN, EntryKind, Outcome, Reason, When
from hep_care.program import SymptomRule
from hep_tui.app import HepApp
from hep_tui.diary import open_diary
from hep_tui.diary.drafts import completion
from hep_tui.player import PlayState
from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.next_morning import MorningLine, open_question
from hep_tui.screens.over_ceiling import NoteDialog, easier_version, over_ceiling
from hep_tui.screens.review import ReviewScreen
from hep_tui.screens.symptom_question import Felt, SymptomQuestion
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.when_to_call import WhenToCallScreen
from hep_tui.widgets.big_digits import BigDigits
from hep_tui.widgets.numbers import NumberScale
from screens.conftest import lines
from screens.session_stories import REPS, Story, TestClock, exercise, program, until

OVERNIGHT = SymptomRule(ceiling=4, settle="24 h")
EASIER = "Easier version from pain 6 on: half as deep, holding on to a chair"
DIZZY = SymptomRule("dizziness_0_10", ceiling=5, settle="20 min", baseline_first=True, asks=True)
SQUAT = program(exercise("squat", REPS, rule=replace(OVERNIGHT, easier="half as deep, holding on to a chair")))
GAZE = program(exercise("gaze", REPS, rule=DIZZY), exercise("walk", REPS, rule=DIZZY))


@pytest.fixture
def turned(monkeypatch):
    """The clock of timers, turned by the test."""
    clock = TestClock()
    monkeypatch.setattr("hep_tui.clock.monotonic", clock.monotonic)
    monkeypatch.setattr("hep_tui.clock.boottime", clock.boottime)
    return clock


def shown(app) -> str:
    """All words on the terminal, in one line."""
    return " ".join(" ".join(lines(app)).split())


# --- over the ceiling


async def test_case_20_stopped_at_set_two_for_pain(make_app, turned):
    """What was done stays, the rest of that exercise is excused, and the red flags are shown in full."""
    app = make_app(program(exercise("squat", replace(REPS, sets=3), rule=OVERNIGHT)))
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 9 + 6 + 4)
        await story.press("p", "7", "enter")
        await story.shows(ChoiceDialog)
        await story.press("s")
        await story.shows(WhenToCallScreen)
        words = shown(app)
        assert "You stopped Squat because of pain. This has not reached your clinic yet." in words
        assert "fever" in words
        assert "555-0100" in words
        await story.saved()
        (entry,) = story.entries()
        assert (entry.status, entry.reason, entry.pain) == (Outcome.PARTIAL, Reason.PAIN, 7)
        assert [one.reps for one in entry.sets] == [3, 1]
        (state,) = app.diary.tally(app.diary.today).states
        assert (state.status, state.excused) == (ItemStatus.PARTIAL, True)


@pytest.mark.parametrize(
    ("keys", "note"),
    [
        (("exclamation_mark", "enter", "e", "escape", "e", "enter"), EASIER),
        pytest.param(("c", "o", "k", "enter"), "Carried on above the limit (pain 6): ok", marks=pytest.mark.long),
        pytest.param(("c", "escape"), "Carried on above the limit (pain 6)", marks=pytest.mark.long),
    ],
)
async def test_case_21_above_the_ceiling_the_plans_choices(make_app, turned, keys, note):
    """Stop, the easier version in the plan's words, carry on with a note, or call: a key each, and the note is kept."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(6)
        await story.press("p", "6", "enter")
        await story.shows(ChoiceDialog)
        words = shown(app)
        assert "Pain 6 is above the 4 your plan allows for Squat" in words
        assert "This has not reached your clinic yet." in words
        for key in keys:
            before = app.screen
            await pilot.press(key)
            if not isinstance(before, NoteDialog) or key == "enter":
                await until(pilot, lambda before=before: app.screen is not before)
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.run(100)
        await story.shows(ReviewScreen)
        (entry,) = story.entries()
        assert entry.note == note
        assert entry.dose == SQUAT.prescriptions[0].dose
        assert len(entry.sets) == 2


async def test_without_an_easier_version_none_is_offered(make_app):
    """The choice is there only where the plan names one, and then shows its words."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        for rule, offered in ((SQUAT.prescriptions[0].symptom_rule, True), (OVERNIGHT, False)):
            app.push_screen(over_ceiling(exercise("squat", REPS, rule=rule), 6, PAIN))
            await pilot.pause()
            assert ("the easier version in your plan" in shown(app)) is offered
            app.pop_screen()
        app.push_screen(easier_version(SQUAT.prescriptions[0]))
        await pilot.pause()
        assert "Half as deep, holding on to a chair." in shown(app)


# --- before and after


async def test_case_32_dizziness_is_asked_before_and_compared(make_app, turned):
    """The baseline is taken once on its scale, stands beside the question afterwards, and both are kept."""
    app = make_app(GAZE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open(start=False)
        await story.press("enter")
        await story.shows(SymptomQuestion)
        assert "Before Gaze: how much dizziness now?" in shown(app)
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("2", "enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.run(4 + 9 + 6 + 9)
        await story.shows(SymptomQuestion)
        assert "Before it was 2." in shown(app)
        await story.press("4", "enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.saved()
        done, after = story.entries()
        assert [(s.scale, s.value, s.when) for s in done.symptoms] == [(DIZZY.scale, 2, When.BEFORE)]
        assert [(s.scale, s.value, s.when) for s in after.symptoms] == [(DIZZY.scale, 4, When.AFTER)]
        assert done.pain is None
        assert after.refers_to == done.id
        assert any("Dizziness 4, before it was 2." in note.message for note in app._notifications)
        # The second exercise has the same scale: its beginning is not asked about again.
        await story.run(7 + 4 + 2)
        assert app.screen is story.screen
        assert story.screen.player.exercise == 1
        await story.press("p")
        await story.shows(SymptomQuestion)
        await story.press("9", "enter")
        await story.shows(ChoiceDialog)
        await story.press("s")
        await story.shows(WhenToCallScreen)
        assert "You stopped Walk because of dizziness." in shown(app)
        assert story.entries()[-1].note == "Stopped with dizziness 9"


async def test_a_baseline_above_the_ceiling_asks_before_anything_is_done(make_app, turned):
    """Esc gives none; a number above the ceiling brings the plan's choices at once."""
    app = make_app(GAZE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open(start=False)
        await story.press("enter")
        await story.shows(SymptomQuestion)
        await story.press("6", "enter")
        await story.shows(ChoiceDialog)
        assert "Dizziness 6 is above the 5" in shown(app)
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("s")
        await story.shows(WhenToCallScreen)


@pytest.mark.long
async def test_a_baseline_that_is_not_given_is_not_asked_for_again(make_app, turned):
    """Esc goes on without one."""
    app = make_app(GAZE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open(start=False)
        await story.press("enter")
        await story.shows(SymptomQuestion)
        await story.press("escape")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.run(4 + 9 + 6 + 9)
        await story.shows(SymptomQuestion)
        assert "Before it was" not in shown(app)
        await story.press("enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.run(7 + 2)
        assert app.screen is story.screen


async def test_ten_is_seen_before_it_is_saved_and_a_place_can_be_given(make_app):
    """1 and then 0 is ten; `a` opens a line for where, whose Enter and Esc come back to the number; clicks count too."""
    app = make_app()
    answers = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(SymptomQuestion("How much pain now?", PAIN), answers.append)
        await pilot.pause()
        question = app.screen
        await pilot.press("enter", "1", "0")
        assert question.value == 10
        assert "Enter saves 10" in shown(app)
        await pilot.press("a", *"left 2", "enter")
        assert (app.screen, question.value) == (question, 10)
        await pilot.press("a")
        assert question.query_one(Input).has_focus
        await pilot.press("escape", "minus")
        assert question.value == 9
        await pilot.click(NumberScale, offset=(4 * 7 + 1, 1))
        assert question.value == 7
        assert question.query_one(BigDigits).value == "7"
        await pilot.press("backspace", "right", "t", "enter")
        assert answers == [Felt(10, "left 2")]
        app.push_screen(SymptomQuestion("How much pain now?", PAIN, enter_skips=True), answers.append)
        await pilot.pause()
        await pilot.click(NumberScale, offset=(4 * 3 + 1, 1), times=2)
        await pilot.pause()
        assert answers[1:] == [Felt(3)]


@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(size, marks=pytest.mark.long) for size in ((60, 20), (120, 40)))]
)
def test_picture_of_the_question(make_app, snap_compare, size):
    """The number is as large as the question has room for."""

    async def ask(pilot):
        await pilot.app.push_screen(Screen())
        pilot.app.push_screen(SymptomQuestion("Squat is done. How much pain now?", PAIN, line="Before it was 2."))
        await pilot.pause()
        await pilot.press("1", "0")

    assert snap_compare(make_app(), terminal_size=size, run_before=ask)


@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(size, marks=pytest.mark.long) for size in ((60, 20), (120, 40)))]
)
def test_picture_above_the_limit(make_app, snap_compare, size):
    """The plan's words first, then one key a choice."""

    async def ask(pilot):
        await pilot.app.push_screen(Screen())
        pilot.app.push_screen(
            over_ceiling(SQUAT.prescriptions[0], 6, PAIN, told="This has not reached your clinic yet.")
        )
        await pilot.pause()

    assert snap_compare(make_app(), terminal_size=size, run_before=ask)


# --- the next morning


def squats_yesterday(diary):
    """The program done yesterday."""
    p = SQUAT.prescriptions[0]
    diary.log(completion(p, diary.today - timedelta(days=1), 1))


@pytest.fixture
def morning(make_app):
    """The app on the morning after a session."""
    return make_app(SQUAT, history=squats_yesterday)


async def asks(pilot) -> MorningLine:
    """The line, once Today stands."""
    await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen) and bool(pilot.app.screen.query(MorningLine)))
    await pilot.pause()
    return pilot.app.screen.query_one(MorningLine)


async def test_case_22_the_next_morning_is_asked_on_today(morning):
    """One line, one key; the answer belongs to yesterday's session, and the line is gone."""
    async with morning.run_test(size=(80, 24)) as pilot:
        line = await asks(pilot)
        assert "After yesterday: how much pain this morning?" in shown(morning)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(morning.screen, SymptomQuestion))
        assert "Yesterday: Squat." in shown(morning)
        await pilot.press("2", "enter")
        await until(pilot, lambda: line.question is None)
        done, said = morning.diary.history(None, None).entries
        assert (said.kind, said.refers_to, said.date) == (EntryKind.SYMPTOM, done.id, morning.diary.today)
        assert [(s.value, s.when) for s in said.symptoms] == [(2, When.NEXT_MORNING)]
        assert "After yesterday" not in shown(morning)


async def test_not_now_is_not_asked_again_after_a_restart(morning):
    """Esc puts it aside for that session, and the file remembers it."""
    async with morning.run_test(size=(80, 24)) as pilot:
        line = await asks(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: line.question is None)
        assert len(morning.diary.history(None, None).entries) == 1
    again = HepApp(open_diary("me"), lambda wait: open_diary("me", on_wait=wait))
    assert open_question(again.diary) is None
    again.diary.close()


def test_the_command_answers_it_too(run_cli):
    """A symptom logged for the next morning, with or without the exercise, is an answer."""
    from hep_care.entry import Symptom
    from hep_tui.diary.writing import Draft

    assert run_cli("import", "acl-early", "--start", "2026-03-02").code == 0
    assert run_cli("done", "quad set", "--date", "2026-03-03").code == 0
    diary = open_diary("me")
    question = open_question(diary)
    assert question is not None
    assert question.prescription.name == "Quad set"
    diary.log(Draft(EntryKind.SYMPTOM, diary.today, symptoms=(Symptom(1, "dizziness_0_10", When.NEXT_MORNING),)))
    assert open_question(diary) is not None
    assert run_cli("symptom", "2", "--when", "next-morning").code == 0
    diary.refresh()
    assert open_question(diary) is None
    diary.close()


@pytest.mark.parametrize(
    ("keys", "last"),
    [(("c",), WhenToCallScreen), pytest.param(("enter",), TodayScreen, marks=pytest.mark.long)],
)
async def test_what_has_not_settled_shows_the_plans_words(morning, keys, last):
    """Above the ceiling the plan's own words come, with when to call; what was said is kept either way."""
    async with morning.run_test(size=(80, 24)) as pilot:
        await asks(pilot)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(morning.screen, SymptomQuestion))
        await pilot.press("6", "enter")
        await until(pilot, lambda: isinstance(morning.screen, ChoiceDialog))
        words = shown(morning)
        assert "Pain 6 the morning after Squat. Your plan allows 4. In your plan it should settle within 24 h." in words
        assert "This has not reached your clinic yet." in words
        await pilot.press(*keys)
        await until(pilot, lambda: isinstance(morning.screen, last))
        assert morning.diary.history(None, None).entries[-1].pain == 6


async def test_the_line_is_there_only_on_today_and_before_the_work(morning, press):
    """On another day it is not shown, and once something was done today it is too late to ask."""
    async with morning.run_test(size=(80, 24)) as pilot:
        line = await asks(pilot)
        await press(pilot, "y")
        assert line.question is None
        await press(pilot, "y")
        assert line.question is not None
        await press(pilot, "d")
        assert line.question is None
