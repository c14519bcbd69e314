"""Keys that arrive in one breath act in the order they were pressed."""

from __future__ import annotations

from textual import events

from hep_tui.screens.exercise_detail import ExerciseDetail
from screens.conftest import lines, settle
from screens.programs import KNEE


def send(app, *keys):
    """Put keys into the app's queue at once, as a paste or a fast hand does."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_down_then_enter(make_app):
    """Enter takes the way that the arrow before it went to."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        send(app, "down", "enter")
        await settle(pilot)

        assert "Type in your sheet" in "\n".join(lines(app))


async def test_typed_then_enter(make_app):
    """Enter keeps the whole of a line whose last letters still wait to be written."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        send(app, *(letter if letter != " " else "space" for letter in "squat"), "space")
        for letter in "3x10":
            send(app, letter)
        send(app, "enter")
        await settle(pilot)

        assert any("squat: 3 × 10" in line for line in lines(app))


async def test_several_lines_at_once(make_app):
    """Lines of a sheet that come in one burst, each with its Enter, are kept one by one."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        for text in ("squat 3x10", "lunge 2x8", "bridge 3x12"):
            send(app, *("space" if letter == " " else letter for letter in text), "enter")
        await settle(pilot)

        shown = lines(app)
        for kept in ("squat: 3 × 10", "lunge: 2 × 8", "bridge: 3 × 12"):
            assert any(kept in line for line in shown)


async def test_down_then_fault(make_app):
    """A key about the exercise means the one the bar has just reached, even before that one is drawn."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        send(app, "down", "f")
        await settle(pilot)

        words = app.screen.query_one(ExerciseDetail).words
        assert words.startswith("Straight-leg raise")
        assert "Your plan names no common fault" in words


async def test_enter_twice_from_today(make_app):
    """Two Enters in one breath open the session once and begin it."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.diary.note_flags_seen()
        send(app, "enter", "enter")
        await settle(pilot)

        assert [screen.name for screen in app.screen_stack].count("session") == 1
        assert app.screen.has_class("-playing")


async def test_enter_while_the_signs_are_noted(make_app):
    """An Enter that comes between the warning signs and the session begins that session, and no second one."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        today = app.screen
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen is not today
        await app.screen.dismiss()
        send(app, "enter")
        await settle(pilot)

        assert [screen.name for screen in app.screen_stack].count("session") == 1
        assert app.screen.has_class("-playing")
