"""Stories of the running session, from the first countdown back to Today."""

from __future__ import annotations

from hep_care.entry import EntryKind, Outcome, Reason, Source, When
from hep_tui.player import PlayState
from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.over_ceiling import NoteDialog
from hep_tui.screens.review import ReviewScreen
from hep_tui.screens.session_stage import SessionStage
from hep_tui.screens.symptom_question import SymptomQuestion
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.when_to_call import WhenToCallScreen
from hep_tui.widgets.letter_shapes import word_rows
from screens.conftest import lines
from screens.session_stories import HOLDS, REPS, TIMED, Story, exercise, program, until

BOTH = program(exercise("bridge", HOLDS), exercise("squat", REPS))
SQUAT = program(exercise("squat", REPS))


async def test_enter_twice_leads_from_today_to_the_first_countdown(make_app, turned):
    """With the warning signs read, one Enter shows what is to come and the second begins it."""
    app = make_app(SQUAT, history=lambda diary: diary.note_flags_seen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.name == "session")
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.player.state is PlayState.RUNNING)
        assert app.screen.player.view(turned.now).seconds_left == 4


async def test_the_warning_signs_come_once_before_the_first_session(make_app, turned):
    """They are shown in full before the first countdown of a program version, and noted as read."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = Story(app, pilot, turned)
        app.diary.note_flags_seen, noted = (lambda: None), app.diary.note_flags_seen
        await story.open(start=False)
        await story.press("enter")
        await story.shows(WhenToCallScreen)
        assert story.screen.player.state is PlayState.READY
        await story.press("enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        assert app.diary.flags_seen()
        assert noted is not None


async def test_a_session_without_a_key_is_timed_until_it_is_confirmed(make_app, turned):
    """Hands-free sets are saved as timed when their exercise ends; Enter in the review makes them the patient's word."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(200)
        await story.shows(ReviewScreen)
        first, second = story.entries()
        assert [e.exercise for e in (first, second)] == ["bridge", "squat"]
        assert [len(e.sets) for e in (first, second)] == [4, 2]
        assert {one.source for e in (first, second) for one in e.sets} == {Source.TIMED}
        assert first.source is Source.TIMED
        assert first.status is Outcome.COMPLETE
        assert first.slot == 1
        await story.press("enter", "enter")
        await story.shows(SymptomQuestion)
        await story.press("enter")
        await story.over()
        records = app.diary.records(app.diary.today, app.diary.today)[app.diary.today]
        assert {r.entry.source for r in records} == {Source.LIVE}
        assert {one.source for r in records for one in r.entry.sets} == {Source.LIVE}
        assert [{one.id for one in r.entry.sets} for r in records] == [{o.id for o in e.sets} for e in (first, second)]
        assert app.diary.unfinished_session() is None


async def test_numbers_are_put_right_in_the_review(make_app, turned):
    """`c` takes the patient's own numbers, and `i` fewer sets; what is left with Esc stays timed."""
    three = program(exercise("squat", REPS), exercise("bridge", HOLDS), exercise("hang", TIMED))
    app = make_app(three)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(300)
        await story.shows(ReviewScreen)
        await story.press("c", "backspace", "2", "enter")
        await story.press("i", "9", "enter", "backspace", "3", "enter")
        await story.press("escape")
        await story.shows(SymptomQuestion)
        await story.press("escape")
        await story.over()
        records = app.diary.records(app.diary.today, app.diary.today)[app.diary.today]
        squat, bridge, hang = (r.entry for r in records)
        assert [one.reps for one in squat.sets] == [3, 2]
        assert squat.status is Outcome.PARTIAL
        assert len(bridge.sets) == 3
        assert hang.source is Source.TIMED


async def test_stopping_early_logs_what_was_done_and_nothing_else(make_app, turned):
    """After one set and a stop, that set is in the file, and the exercise that never began is still to be done."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 10 + 4 + 5)
        await story.press("x")
        await story.shows(ChoiceDialog)
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("s")
        await story.shows(ReviewScreen)
        await story.press("escape")
        await story.shows(SymptomQuestion)
        await story.press("enter")
        await story.over()
        (entry,) = story.entries()
        assert entry.status is Outcome.PARTIAL
        assert [(one.side.value, one.reps, one.source.value) for one in entry.sets] == [
            ("left", 2, "timed"),
            ("right", 1, "live"),
        ]


async def test_a_pain_stop_shows_the_warning_signs(make_app, turned):
    """Stopping for pain is logged with its reason, and says that nobody was told."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 10)
        await story.press("x")
        await story.shows(ChoiceDialog)
        await story.press("p")
        await story.shows(WhenToCallScreen)
        words = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "This has not reached your" in words
        assert "555-0100" in words
        await story.press("enter")
        await story.saved()
        (entry,) = story.entries()
        assert (entry.reason, entry.status) == (Reason.PAIN, Outcome.PARTIAL)
        assert story.screen.player.state is PlayState.PAUSED
        assert story.screen.player.exercise == 1


async def test_skipping_an_exercise_asks_why_and_keeps_it(make_app, turned):
    """An exercise that is stopped before any set is left out with the reason given."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.press("x")
        await story.shows(ChoiceDialog)
        await story.press("t")
        await until(pilot, lambda: story.screen.player.exercise == 1)
        await story.saved()
        (entry,) = story.entries()
        assert (entry.kind, entry.reason, entry.sets) == (EntryKind.SKIP, Reason.NO_TIME, ())
        assert story.screen.player.state is PlayState.RUNNING


async def test_over_the_ceiling_the_timer_waits_for_a_choice(make_app, turned):
    """Ten is typed with `t` and shown; above the limit a note can be left, and both are saved with the exercise."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(6)
        await story.press("p")
        await story.shows(SymptomQuestion)
        await story.press("3", "t")
        assert app.screen.value == 10
        await story.press("1", "0")
        assert app.screen.value == 10
        await story.press("6", "enter")
        await story.shows(ChoiceDialog)
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("exclamation_mark")
        await story.shows(WhenToCallScreen)
        await story.press("enter")
        await story.shows(ChoiceDialog)
        await story.press("c")
        await story.shows(NoteDialog)
        await story.press(*"sharp", "enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.run(100)
        await story.shows(ReviewScreen)
        (entry,) = story.entries()
        assert entry.pain == 6
        assert entry.symptoms[0].when is When.DURING
        assert entry.note == "Carried on above the limit (pain 6): sharp"
        await story.press("enter")
        await story.over()  # a symptom was given: none is asked for at the end


async def test_over_the_ceiling_the_exercise_can_be_stopped(make_app, turned):
    """The first choice stops the exercise for pain."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 9)
        await story.press("p", "5", "enter")
        await story.shows(ChoiceDialog)
        await story.press("s")
        await story.shows(WhenToCallScreen)
        (entry,) = story.entries()
        assert entry.reason is Reason.PAIN


async def test_a_low_symptom_goes_on_by_itself(make_app, turned):
    """Below the ceiling the clock goes on where it stood as soon as the number is saved."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(2)
        await story.press("p", "2")
        turned.now += 300
        await story.press("enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        assert story.screen.player.view(turned.now).seconds_left == 2


async def test_the_symptom_afterwards_refers_to_the_completion(make_app, turned):
    """The question at the end is saved as an entry of its own that names the only completion."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(100)
        await story.shows(ReviewScreen)
        await story.press("escape")
        await story.shows(SymptomQuestion)
        await story.press("3", "enter")
        await story.over()
        done, symptom = story.entries()
        assert symptom.kind is EntryKind.SYMPTOM
        assert symptom.refers_to == done.id
        assert [(s.value, s.when) for s in symptom.symptoms] == [(3, When.AFTER)]


async def test_switching_sides_fills_the_screen(make_app, turned):
    """Between two sides the name of the side stands in large letters, and the number is gone."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 10 + 1)
        scene = story.screen.query_one(SessionStage).scene
        assert (scene.switching, scene.side_word, scene.digits) == (True, "RIGHT", "3")
        shown = lines(app)
        large = word_rows("RIGHT", 2)
        at = next(y for y, line in enumerate(shown) if large[0].strip() in line)
        assert [line.strip() for line in shown[at : at + 7]] == [row.strip() for row in large]
        assert story.screen.has_class("-switch")
        await story.run(4)
        assert not story.screen.query_one(SessionStage).scene.switching
        assert story.screen.has_class("-hold")


async def test_clickers_and_pedals_work(make_app, turned):
    """`b` and the full stop pause, PageDown goes on and PageUp goes back."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.press("b")
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("full_stop")
        assert story.screen.player.state is PlayState.RUNNING
        await story.press("pagedown")
        assert story.screen.player.view(turned.now).rep == 1
        await story.press("pagedown")
        assert story.screen.player.view(turned.now).rep == 2
        await story.press("pageup")
        assert story.screen.player.view(turned.now).rep == 1
        await story.press("T")
        assert app.screen is story.screen


async def test_keys_are_ignored_for_a_moment_after_the_session(make_app, turned):
    """Whoever still presses a key when the session closes logs nothing with it."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.press("x")
        await story.shows(ChoiceDialog)
        await story.press("s")
        await until(pilot, lambda: type(app.screen).__name__ == "QuietScreen")
        await story.press("d", "s")
        assert story.entries() == ()
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))


async def test_an_exercise_that_asks_is_asked_about_when_it_ends(make_app, turned):
    """Where the plan asks for the symptom after an exercise, the question comes then and not again at the end."""
    from dataclasses import replace

    from screens.session_stories import RULE

    app = make_app(program(exercise("squat", REPS, rule=replace(RULE, asks=True)), exercise("bridge", HOLDS)))
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 18 + 6)
        await story.shows(SymptomQuestion)
        await story.press("2", "enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.saved()
        done, symptom = story.entries()
        assert symptom.refers_to == done.id
