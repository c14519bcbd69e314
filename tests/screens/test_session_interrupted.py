"""Stories of a session that something comes between: an absence, a question, a full disk, a small window."""

from __future__ import annotations

from hep_tui.player import PlayState
from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.review import ReviewScreen
from hep_tui.screens.when_to_call import WhenToCallScreen
from screens.session_stories import HOLDS, REPS, TIMED, Story, exercise, program, until

BOTH = program(exercise("bridge", HOLDS), exercise("squat", REPS))
SQUAT = program(exercise("squat", REPS))


async def test_after_an_absence_nothing_of_it_counts(make_app, turned):
    """A computer that slept for three minutes asks, and `k` goes on in the very second."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(5)
        rep = story.screen.player.view(turned.now).rep
        turned.asleep += 180
        turned.now += 1
        story.screen.beat()
        await story.shows(ChoiceDialog)
        words = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "You were away for 3 min." in words
        await story.press("k")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        assert story.screen.player.view(turned.now).rep == rep


async def test_after_ten_minutes_without_a_key_any_key_goes_on(make_app, turned):
    """The timer asks between two sets whether anybody is there; every key says yes, also one that means something."""
    app = make_app(program(exercise("hang", TIMED.__class__(TIMED.kind, sets=3, duration_s=400, rest_s=60))))
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(2000)
        await story.shows(ChoiceDialog)
        assert story.screen.player.state is PlayState.STILL_THERE
        await story.press("x")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)


async def test_help_and_the_warning_signs_stop_the_clock(make_app, turned):
    """Whatever covers the session pauses it, and it stays paused until the patient is ready."""
    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.press("exclamation_mark")
        await story.shows(WhenToCallScreen)
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("escape")
        assert story.screen.player.state is PlayState.PAUSED
        assert "space" in story.text("note")


async def test_quitting_asks_and_can_wait_for_the_next_start(make_app, turned):
    """`q` asks; leaving for later keeps the journal open, and the sets so far are in it."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 10 + 2)
        await story.press("q")
        await story.shows(ChoiceDialog)
        await story.press("g")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.press("q")
        await story.shows(ChoiceDialog)
        await story.press("q")
        await until(pilot, lambda: not app.is_running or app._exit)
    assert app.return_code == 0


async def test_a_full_disk_keeps_the_words_on_the_screen_until_it_is_saved(make_app, turned, monkeypatch):
    """What could not be saved is said and kept, the clock waits between sets, and a key tries again."""
    from hep_tui.diary import Diary
    from hep_tui.store.errors import DiskFull

    app = make_app(SQUAT)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(3)
        real = Diary.note_session

        def full(*args, **options):
            raise DiskFull

        monkeypatch.setattr(Diary, "note_session", full)
        await story.run(4 + 9 - 2)
        assert "the disk is full" in story.text("note")
        await story.run(2)
        assert story.screen.player.state is PlayState.PAUSED
        assert story.screen.session.keeper.unsaved
        monkeypatch.setattr(Diary, "note_session", real)
        await story.press("ctrl+s")
        await until(pilot, lambda: not story.screen.session.keeper.unsaved)
        await pilot.pause()
        assert "full" not in story.text("note")
        await story.press("space")
        await story.run(100)
        await story.shows(ReviewScreen)
        assert [len(e.sets) for e in story.entries()] == [2]


async def test_a_window_too_small_shows_a_word_and_comes_back(make_app, turned):
    """At 20×5 and back nothing crashes and the clock still runs."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        for size in ((20, 5), (60, 20), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await story.run(3)
        assert story.screen.player.state is PlayState.RUNNING
