"""Today: what is due, and what a day without work says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hep_care.entry import EntryKind, Source
from hep_care.program import AfterEnd, Phase, PhaseEntry, Status
from hep_care.schedule import Schedule
from hep_tui.clock import Clock
from hep_tui.diary import Diary
from hep_tui.diary.drafts import completion
from hep_tui.screens.exercise_detail import ExerciseDetail
from hep_tui.screens.log_dialog import LogDialog
from hep_tui.screens.session import SessionScreen
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.today_items import key_of, next_open, session_of
from hep_tui.screens.today_words import greeting
from hep_tui.screens.when_to_call import WhenToCallScreen
from hep_tui.widgets.item_list import ItemList
from hep_tui.widgets.key_line import KeyLine
from screens.conftest import lines, settle
from screens.programs import KNEE, MONDAY, QUAD, RAISE, TODAY

SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long), (60, 20)]


def shown(app) -> str:
    """Everything on the screen, as one text."""
    return " ".join(" ".join(lines(app)).split())


def beside(app) -> str:
    """What stands beside the list about the selected exercise."""
    return " ".join(app.screen.query_one(ExerciseDetail).words.split())


def two_days(diary: Diary) -> None:
    """Monday and Tuesday done, the last exercise with pain."""
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        for slot in (1, 2):
            diary.log(completion(QUAD, day, slot), completion(RAISE, day, slot))


async def test_it_shows_the_day_with_minutes_and_the_first_thing_to_do(make_app):
    """Slots carry what is left and for how long, and the cursor stands on the first exercise to do."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = shown(app)
        assert "Good morning" in text
        assert "Wed 4 Mar · week 1" in text
        assert "A sample, not medical advice." in text
        assert "The clock is pinned to 04 Mar 2026 08:00." in text
        assert "2 to do · 5 min" in text
        assert app.screen.query_one(ItemList).highlighted == "quad-set/1"
        assert "10 reps, hold 10 s, left side" in text
        assert "Stop above pain 4 of 10" in text


async def test_the_cues_come_one_at_a_time(make_app, press):
    """The key c turns to the next cue, and after the last one to the first; the fault comes on f and goes on c."""
    app = make_app(KNEE)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Push the back of the knee into the bed. 1 of 2 · c" in beside(app)
        await press(pilot, "c")
        assert "Kneecap slides toward the hip. 2 of 2" in beside(app)
        await press(pilot, "right")
        assert "1 of 2" in beside(app)
        await press(pilot, "left", "f")
        assert "Common fault Holding the breath. c back to the cues" in beside(app)
        assert "Kneecap" not in beside(app)
        await press(pilot, "c")
        assert "Kneecap slides toward the hip. 2 of 2" in beside(app)


async def test_last_time_stands_beside_the_exercise(make_app):
    """What was done yesterday is shown with yesterday's numbers, beside what is asked today."""
    app = make_app(KNEE, two_days)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Yesterday 10 × 10 s → today 10 × 10 s" in beside(app)
        assert "2 days you showed up" in shown(app)


async def test_w_says_what_it_is_for_and_why_it_is_due(make_app, press):
    """One key tells the purpose, the rule and where it counts from; the same key again shows the cue."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "w")
        assert "What for Wakes the thigh up after the operation." in beside(app)
        assert "Why now Due: twice a day (morning, evening), counted from Mon 2 Mar." in beside(app)
        await press(pilot, "w")
        assert "Why now" not in beside(app)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"start": date(2026, 3, 9)}, "Your plan begins on Mon 9 Mar. Nothing is due before then."),
        ({"end": date(2026, 3, 3)}, "Your plan ended on 3 Mar. Ask your therapist what comes next."),
        ({"end": date(2026, 3, 3), "after_end": AfterEnd.MAINTENANCE}, "Your plan ended on 3 Mar. Keep up what helped"),
        ({"status": Status.ON_HOLD}, "Your plan is on hold, so nothing is due. Your therapist says when it goes on."),
        ({"status": Status.COMPLETED}, "Your plan is over, so nothing is due. Ask your therapist"),
        (
            {"prescriptions": (replace(QUAD, schedule=Schedule(every_days=3, anchor=MONDAY)),)},
            "A rest day. Next: Thu 5 Mar.",
        ),
    ],
)
async def test_a_day_without_work_says_why(make_app, changed, said):
    """Not begun, ended, paused and rest days each have their own sentence and no list."""
    app = make_app(replace(KNEE, **{"prescriptions": (QUAD, RAISE)} | changed))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert said in shown(app)
        assert not app.screen.query_one(ItemList).display


async def test_a_phase_that_was_not_half_done_goes_on_and_says_so(make_app):
    """A held phase and one that waits for the clinician's word both end in a question to the therapist."""
    start = TODAY - timedelta(days=9)
    one = Phase("a", "Gentle", PhaseEntry.DATE, start=start, weeks=1)
    by_weeks = replace(KNEE, start=start, phases=(one, Phase("b", "Strong", PhaseEntry.WEEKS, weeks=1)))
    app = make_app(by_weeks)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "“Gentle” goes on, as less than half of it was done so far. Ask your therapist" in shown(app)


async def test_a_phase_by_word_is_ready_to_ask(make_app):
    """When the weeks of a phase are over, the next one is offered as a question and never begun."""
    start = TODAY - timedelta(days=9)
    one = Phase("a", "Gentle", PhaseEntry.DATE, start=start, weeks=1, criterion="no swelling")
    by_word = Phase("b", "Strong", PhaseEntry.WORD, status=Status.DRAFT)
    app = make_app(replace(KNEE, start=start, phases=(one, by_word)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Ready to ask: “Strong” begins when your therapist says so. It asks for: no swelling." in shown(app)


async def test_the_screen_follows_the_clock_over_the_rollover(make_app):
    """Left open overnight, the screen is the new day's without a key; an earlier day stays where it was put."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, TodayScreen)
        app.diary.clock = Clock(app.diary.clock.zone, datetime.fromisoformat("2026-03-05T04:01:00-06:00"))
        screen._look_at_the_clock()
        await pilot.pause()
        assert "Thu 5 Mar" in shown(app)


async def test_yesterday_and_back(make_app, press):
    """y opens yesterday, [ goes on to the seventh day back and no further, Esc returns."""
    app = make_app(replace(KNEE, start=TODAY - timedelta(days=30)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "y")
        assert "Adding to Tuesday 3 March" in shown(app)
        await press(pilot, *["left_square_bracket"] * 9)
        assert "Adding to Wednesday 25 February" in shown(app)
        await press(pilot, "right_square_bracket")
        assert "Adding to Thursday 26 February" in shown(app)
        await press(pilot, "escape")
        assert "Good morning" in shown(app)


async def test_foreign_text_is_only_text(make_app):
    """Brackets and escape sequences in a program are shown and obeyed by nobody."""
    evil = replace(QUAD, name="[red]Quad[/red] \x1b]0;x\x07set", gate="[@click=app.quit]press[/]")
    app = make_app(replace(KNEE, prescriptions=(evil,)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "[red]Quad[/red]" in shown(app)
        assert "[@click=app.quit]press[/]" in beside(app)
        assert "\x1b" not in shown(app)


def test_the_greeting_follows_the_hour():
    """Morning, afternoon and evening; the small hours belong to the evening before."""
    said = [greeting(datetime(2026, 3, 4, hour)) for hour in (3, 4, 12, 18)]
    assert said == ["Good evening", "Good morning", "Good afternoon", "Good evening"]


async def test_a_click_moves_the_bar_and_a_second_one_starts(make_app, press):
    """With the mouse alone an exercise is chosen, started, and a key of the foot pressed."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(ItemList, offset=(8, 2))
        assert app.screen.query_one(ItemList).highlighted == "slr/1"
        await pilot.click(ItemList, offset=(8, 2))
        await settle(pilot)
        assert isinstance(app.screen, WhenToCallScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, SessionScreen)
        await press(pilot, "escape")
        foot = app.screen.query_one(KeyLine)
        await pilot.click(foot, offset=(foot.render_line(0).text.index("log"), 0))
        await settle(pilot)
        assert isinstance(app.screen, LogDialog)


async def test_an_unfinished_session_is_offered_on_entry(make_app):
    """A session that was begun and never closed is offered before anything else."""
    asked = []

    def begun(diary: Diary) -> None:
        diary.begin_session("{}")

    app = make_app(KNEE, begun)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hep_tui.screens.resume.offer_resume", asked.append)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
    assert asked == [app]


def test_a_session_goes_from_the_chosen_exercise_to_the_end_of_its_slot(make_app):
    """What is done already is left out, unless it is the very one that was chosen; an anytime exercise stands alone."""

    def first_done(diary: Diary) -> None:
        diary.log(completion(QUAD, TODAY, 1))

    states = make_app(KNEE, first_done).diary.tally(TODAY).states
    by_key = {key_of(state): state for state in states}

    def keys(at: str) -> list[str]:
        return [key_of(state) for state in session_of(states, by_key[at])]

    assert keys("slr/1") == ["slr/1"]
    assert keys("quad-set/2") == ["quad-set/2", "slr/2"]
    assert keys("quad-set/1") == ["quad-set/1"]
    assert keys("pump/") == ["pump/"]
    assert next_open(states) == "slr/1"
    assert next_open(states, "slr/2") == "slr/1"


@pytest.mark.parametrize("size", SIZES)
def test_picture(make_app, snap_compare, size):
    """Today at three sizes, with two days behind it."""
    assert snap_compare(make_app(KNEE, two_days), terminal_size=size)


def test_picture_of_yesterday(make_app, snap_compare):
    """An earlier day, with part of it done."""

    def some(diary: Diary) -> None:
        diary.log(completion(QUAD, TODAY - timedelta(days=1), 1))
        assert diary.history(None, None).entries[0].kind is EntryKind.COMPLETION

    assert snap_compare(make_app(KNEE, some), terminal_size=(80, 24), press=["y"])


async def test_work_before_the_first_day_is_kept_as_extra(make_app, press):
    """On the day a program begins, yesterday can be added to: its exercises are listed, and what is logged is extra."""
    app = make_app("acl-early", days=0)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "y")
        assert "Your plan began on Wed 4 Mar." in shown(app)
        assert "Not due that day" in shown(app)
        await press(pilot, "d")
        (entry,) = app.diary.store.entries(TODAY - timedelta(days=1), TODAY)

        assert (entry.date, entry.slot, entry.source) == (TODAY - timedelta(days=1), None, Source.BACK_FILLED)
        assert entry.note == "not due that day"


@pytest.mark.parametrize("key", ["T", "C"])
async def test_keys_work_again_after_a_window_was_too_small(make_app, press, key):
    """What had the keys before the window became too small has them again afterwards."""
    app = make_app("acl-early")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, key)
        before = app.focused
        assert before is not None
        for size in ((20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await pilot.pause()

        assert app.focused is before
