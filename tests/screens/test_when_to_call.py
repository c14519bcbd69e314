"""When to call: in full, on one key, without a network, and never a word that somebody was told."""

from __future__ import annotations

from datetime import date

import pytest

from hep_care.program import Program
from hep_tui.screens.call_words import red_flags
from hep_tui.screens.when_to_call import WhenToCallScreen
from screens.conftest import lines, settle

START = date(2026, 3, 1)
LISTED = Program("p", "P", start=START, stop_and_call=("calf pain with swelling", "fever"), phone="555-0100")
SILENT = Program("p", "P", start=START)
NOT_TOLD = "Your clinic has not been told: this program only shows you what your plan says."


@pytest.mark.parametrize("program", [LISTED, SILENT, None])
def test_the_page_says_that_nobody_was_told(program: Program | None) -> None:
    """Whatever the plan lists, and without a plan too, the page ends with an emergency number and that nobody was told."""
    words = red_flags(program)
    assert words[-1] == NOT_TOLD
    assert "In an emergency call your local emergency number." in words


def test_the_page_has_the_plans_own_words_and_number() -> None:
    """Each warning sign stands on a line of its own, and the number below."""
    words = [line.strip(" ·") for line in red_flags(LISTED)]
    assert words.index("calf pain with swelling") + 1 == words.index("fever")
    assert "Phone: 555-0100" in words


def test_a_plan_without_warning_signs_says_so() -> None:
    """Nothing is invented: no list and no number are each named, with whom to ask."""
    words = " ".join(red_flags(SILENT))
    assert "lists no warning signs" in words
    assert "gives no phone number" in words


@pytest.mark.parametrize(("key", "shown"), [("T", "TodayScreen"), ("C", "CalendarScreen")])
async def test_one_key_opens_it(make_app, key, shown):
    """`!` opens the page on Today and on the calendar, and a second one closes it."""
    app = make_app("acl-early")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await settle(pilot)
        before = app.screen
        assert type(before).__name__ == shown
        await pilot.press("exclamation_mark")
        await settle(pilot)
        assert isinstance(app.screen, WhenToCallScreen)
        assert "has not been told" in " ".join(lines(app))
        await pilot.press("exclamation_mark")
        await settle(pilot)
        assert app.screen is before


@pytest.mark.parametrize("key", ["s", "w", "question_mark"])
async def test_one_key_opens_it_over_a_question(make_app, key):
    """`!` opens the page over a question or a page too, and closing it leads back there."""
    app = make_app("acl-early")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        over = app.screen
        await pilot.press("exclamation_mark")
        await settle(pilot)
        assert isinstance(app.screen, WhenToCallScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen is over
