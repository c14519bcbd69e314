"""The themes on real screens: the terminal's own colours stay its own, and each theme as a picture."""

from __future__ import annotations

import pytest
from rich.color import ColorType

from hep_tui.settings import save
from hep_tui.theming import load_themes
from screens.pasts import three_weeks

NAMES = [theme.name for theme in load_themes(None).themes]
OWN = (ColorType.DEFAULT, ColorType.STANDARD)
WALKS = {
    "today": [],
    "help": ["question_mark"],
    "log": ["l", "tab", "3"],
    "skip": ["s"],
    "calendar": ["C", "up"],
    "score": ["C", "w"],
    "settings": ["O", "enter", "down"],
    "palette": ["ctrl+p", "s"],
    "import": ["ctrl+n", "3"],
    "preview": ["enter", "enter"],
    "session": ["enter", "enter", "enter"],
}


@pytest.fixture
def themed(make_app, home):
    """Makes the app with a theme chosen in its file."""

    def make(name: str, **more):
        (home / "config" / "me").mkdir(parents=True, exist_ok=True)
        save(home / "config" / "me" / "config.toml", "theme", name)
        return make_app(**more)

    return make


def foreign(app) -> set[str]:
    """The colours on the screen that are none of the terminal's sixteen."""
    styles = [segment.style for strip in app.screen._compositor.render_strips() for segment in strip if segment.style]
    colours = [colour for style in styles for colour in (style.color, style.bgcolor) if colour is not None]
    return {colour.name for colour in colours if colour.type not in OWN}


@pytest.mark.parametrize(
    "walk",
    [pytest.param(w, marks=[] if w in ("today", "settings") else pytest.mark.long) for w in WALKS],
)
async def test_sixteen_colours_send_no_other(themed, walk):
    """Whatever is opened, no colour beyond the terminal's own is drawn, shades and see-through grounds included."""
    app = themed("terminal-16", days=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for key in WALKS[walk]:
            await pilot.press(key)
            await pilot.pause()
            assert foreign(app) == set()
        assert app.theme == "terminal-16"
        assert foreign(app) == set()


async def test_a_terminal_of_sixteen_colours_gets_its_own(make_app, monkeypatch):
    """Who chose nothing is drawn in what the terminal can show."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("TEXTUAL_COLOR_SYSTEM", "standard")
    app = make_app()
    monkeypatch.setattr(type(app.console), "color_system", "standard")
    assert make_app().theme == "terminal-16"
    monkeypatch.setattr(type(app.console), "color_system", "truecolor")
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert make_app().theme == "house-light"


async def test_no_colour_is_no_colour(themed, monkeypatch):
    """With NO_COLOR nothing but the terminal's own two are sent, whatever theme was chosen; a cursor is reversed."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = themed("harbour", days=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("C")
        await pilot.pause()
        styles = [part.style for strip in app.screen._compositor.render_strips() for part in strip if part.style]
        assert {colour.type for style in styles for colour in (style.color, style.bgcolor) if colour} == {
            ColorType.DEFAULT
        }
        assert any(style.reverse for style in styles)
        assert app.settings.theme == "harbour"
        assert await app.change_setting("theme", "paper") == ""


@pytest.mark.long
@pytest.mark.parametrize(
    "press", [[], ["C"], ["enter", "enter"], ["O"]], ids=["today", "calendar", "session", "settings"]
)
@pytest.mark.parametrize("name", NAMES)
def test_picture_of_each_theme(themed, snap_compare, name, press):
    """Today, the calendar, a session and the settings in the colours of each theme."""
    assert snap_compare(themed(name, days=30, history=three_weeks), terminal_size=(80, 24), press=press)
