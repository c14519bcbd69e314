"""Plain text and the number scale."""

import pytest
from rich.cells import cell_len
from textual.content import Content

from hep_tui.widgets.numbers import EFFORT, NumberScale
from hep_tui.widgets.plain import PlainStatic, content, fit

HOSTILE = "a [@click=app.quit]b[/] [/nope] \x1b]0;title\x07 \x9b2J"


async def test_words_are_never_markup(show):
    """Brackets are shown as brackets, controls are not shown at all, and nothing ends the app."""
    async with show(PlainStatic(HOSTILE), PlainStatic("before"), PlainStatic(content(HOSTILE))) as (app, pilot):
        app.widgets[1].say(HOSTILE)
        await pilot.pause()
        lines = [line.rstrip() for line in app.lines()[:3]]

    assert lines == ["a [@click=app.quit]b[/] [/nope] \ufffd \ufffd"] * 3


async def test_say_takes_styled_content_and_lines(show):
    """Newlines make lines, and our own styles colour words that stay words."""
    async with show(PlainStatic()) as (app, pilot):
        app.widgets[0].say(content("two\n", ("[b]lines[/b]", "bold $done")))
        await pilot.pause()

        assert [line.rstrip() for line in app.lines()[:2]] == ["two", "[b]lines[/b]"]
        assert isinstance(app.widgets[0].content, Content)


@pytest.mark.parametrize(
    "text", ["", "abc", "abcdefghij", "膝を伸ばす運動", "e\u0301te\u0301 long enough", "👩‍👩‍👧‍👦 family"]
)
@pytest.mark.parametrize("cells", [0, 1, 2, 5, 9])
def test_fit_is_exactly_as_wide(text, cells):
    """Cut or filled, the cells are those that were asked for."""
    assert cell_len(fit(text, cells)) == cells


def test_fit_says_that_it_cut():
    """A cut text ends in an ellipsis, one that fits does not."""
    assert fit("Straight-leg raise", 10) == "Straight-…"
    assert fit("Quad set", 8) == "Quad set"


async def test_digits_choose_and_enter_takes(show):
    """A digit, t for ten, the arrows and the ends move; Enter tells the number."""
    async with show(NumberScale()) as (app, pilot):
        found = []
        for key in ("4", "right", "left", "t", "right", "home", "left", "end", "7"):
            await pilot.press(key)
            found.append(app.widgets[0].value)
        await pilot.press("enter")
        await pilot.pause()

    assert found == [4, 5, 4, 10, 10, 0, 0, 10, 7]
    assert [message.value for message in app.said(NumberScale.Chosen)] == [7]


async def test_nothing_is_chosen_until_the_patient_chooses(show):
    """Enter on a fresh scale takes no number for granted; Esc goes on without one."""
    async with show(NumberScale()) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert app.said(NumberScale.Chosen) == []
        await pilot.press("3", "escape")
        await pilot.pause()

    assert [message.value for message in app.said(NumberScale.Chosen)] == [None]


async def test_the_mouse_chooses(show):
    """A click on a number chooses it, a second one takes it; beside the numbers nothing happens."""
    async with show(NumberScale(EFFORT)) as (app, pilot):
        await pilot.click(NumberScale, offset=(6 * 4 + 1, 1))
        assert app.widgets[0].value == 6
        await pilot.click(NumberScale, offset=(46, 1))
        await pilot.click(NumberScale, offset=(3, 0))
        assert app.widgets[0].value == 6
        await pilot.click(NumberScale, offset=(10 * 4 + 1, 1), times=2)
        await pilot.pause()

    assert [message.value for message in app.said(NumberScale.Chosen)] == [10]


@pytest.mark.parametrize("width", [48, 36, 24])
async def test_all_numbers_and_both_ends_are_there(show, width):
    """From 24 columns on every number can be seen, with what the ends mean as far as there is room."""
    async with show(NumberScale(), size=(width, 4), css="NumberScale { width: 1fr; }") as (app, _pilot):
        lines = app.lines()

    numbers = lines[1].replace("10", " 10").split() if width < 36 else lines[1].split()
    assert numbers == [str(number) for number in range(11)]
    assert lines[2].split()[:5] == ["0", "no", "pain", "10", "the"]
    assert lines[0].startswith("How much did it hurt?")


@pytest.mark.parametrize("theme", ["house-dark", "house-light"])
def test_picture(snap_compare, widget_app, theme):
    """The scale looks as it should in both themes."""
    assert snap_compare(widget_app(NumberScale(), theme=theme), terminal_size=(60, 4), press=["3"])
