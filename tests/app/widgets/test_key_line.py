"""The line of keys: what works now, as much as fits, `?` always last, and a click presses."""

from textual.binding import Binding
from textual.screen import Screen

from hep_tui.widgets.key_line import KeyLine


class Keys(Screen):
    BINDINGS = [
        Binding("question_mark", "press('help')", "help"),
        Binding("enter", "press('start')", "start"),
        Binding("d,D", "press('done')", "done"),
        Binding("l", "press('log')", "log\x1b[2J[b]"),
        Binding("f12", "press('secret')", "secret", show=False),
        Binding("x", "stop", "stop"),
    ]
    pressed: list[str]
    running = False

    def compose(self):
        self.pressed = []
        yield KeyLine()

    def action_press(self, what):
        self.pressed.append(what)

    def action_stop(self):
        self.pressed.append("stop")

    def check_action(self, action, parameters):
        return self.running if action == "stop" else True


async def keys_of(show, width, running=False):
    """The line at a width."""
    async with show(size=(width, 3)) as (app, pilot):
        screen = Keys()
        screen.running = running
        await app.push_screen(screen)
        await pilot.pause()
        return app.lines()[2].strip()


async def test_hints_in_order_with_help_last(show):
    """Shown bindings in their order, one key an action, help at the end as its sign; foreign words are safe."""
    assert await keys_of(show, 80) == "enter start · d done · l log\ufffd[b] · ?"


async def test_only_what_fits_is_shown_and_help_always(show):
    """From the right, hints give way to the room there is; `?` is the last to go."""
    assert await keys_of(show, 30) == "enter start · d done · ?"
    assert await keys_of(show, 20) == "enter start · ?"
    assert await keys_of(show, 9) == "?"


async def test_what_cannot_be_done_now_is_left_out(show):
    """A binding that is switched off appears as soon as it works."""
    assert "x stop" in await keys_of(show, 80, running=True)
    async with show(size=(80, 3)) as (app, pilot):
        screen = Keys()
        await app.push_screen(screen)
        await pilot.pause()
        assert "stop" not in app.lines()[2]
        screen.running = True
        screen.refresh_bindings()
        await pilot.pause()
        await pilot.pause()

        assert "x stop" in app.lines()[2]


async def test_a_click_presses_the_key(show):
    """Each hint, key or word, is its key; the space between is none."""
    async with show(size=(80, 3)) as (app, pilot):
        screen = Keys()
        await app.push_screen(screen)
        await pilot.pause()
        line = app.lines()[2]
        for place in (line.index("start"), line.index("done"), line.index("·"), line.index("?"), 70):
            await pilot.click(offset=(place, 2))
        await pilot.pause()

        assert screen.pressed == ["start", "done", "help"]
