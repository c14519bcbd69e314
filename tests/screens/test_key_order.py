"""Keys that arrive in one breath act in the order they were pressed."""

from __future__ import annotations

from textual import events

from screens.conftest import lines, settle


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
