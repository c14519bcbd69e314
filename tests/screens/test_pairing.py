"""Connecting with a clinic in the app, what it says in its corner, and what it asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.widgets import Input

from hep_tui.diary.binding import Binding, bind
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.plan_news import News, add_news, news
from hep_tui.diary.standing import HELD, LAST_SYNC
from hep_tui.screens.clinic_news import QUIET_S, NewsDialog
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.screens.pairing import PairingScreen
from hep_tui.sync_worker import Exchanged, Round
from hep_tui.widgets.plain import PlainStatic
from hep_tui.widgets.sync_badge import SyncBadge
from screens.conftest import lines, settle

SIZE = (80, 24)


def pair(diary: Any, days_ago: int = 0) -> Binding:
    """Pair the diary with a clinic that nobody can reach."""
    when = diary.clock.now() - timedelta(days=days_ago)
    made = Binding("http://127.0.0.1:9/fhir", "p1", "Riverside Physio", "open", when)
    bind(diary.store, made)
    diary.store.set_meta(LAST_SYNC, (diary.clock.now() - timedelta(minutes=5)).isoformat())
    return made


@pytest.fixture
def rounds(monkeypatch):
    """No network: a round is over at once, and is what is put in here."""
    made: list[Round] = [Round(Exchanged("Riverside Physio"))]

    async def one_round(open_diary, *, allow_large=False):
        return made[0]

    monkeypatch.setattr("hep_tui.sync_worker.one_round", one_round)
    return made


async def first_screen(pilot) -> None:
    """What is found out once the first screen stands."""
    pilot.app._first_round()
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


async def test_a_code_from_the_clinic_is_the_third_way(make_app, rounds, monkeypatch) -> None:
    """The line and the year are handed over as typed; a refusal is a sentence, and the year can be typed again."""
    asked: list[tuple[str, str]] = []

    def pair_with(diary, handout, born, *, tell, show):
        asked.append((handout, born))
        if born != "1961":
            raise RefusedError("This does not open anything.")
        return pair(diary)

    monkeypatch.setattr("hep_tui.clinic_access.pair_with", pair_with)
    app = make_app(program=None)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", *"c.example", "enter", *"1962", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert "This does not open anything." in "\n".join(lines(app))
        assert app.focused is app.screen.query_one("#born", Input)

        await pilot.press("backspace", "1", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)

        assert asked == [("c.example", "1962"), ("c.example", "1961")]
        shown = "\n".join(lines(app))
        assert "Connected with Riverside Physio." in shown
        assert "There is no plan for you yet" in shown


def test_the_page_in_a_picture(make_app, snap_compare) -> None:
    """The page that connects, before anything is typed."""

    async def open_it(pilot) -> None:
        pilot.app.push_screen(PairingScreen())
        await settle(pilot)

    assert snap_compare(make_app(), terminal_size=SIZE, run_before=open_it)


async def test_each_screen_says_how_it_stands(make_app, rounds, press) -> None:
    """Today, the calendar and the settings have it in their corner."""
    app = make_app(history=pair)
    async with app.run_test(size=SIZE) as pilot:
        await first_screen(pilot)
        for key in ("C", "O", "T"):
            assert lines(app)[0].endswith("synced 5 min ago")
            await press(pilot, key)
            await settle(pilot)
        assert app.screen.query(SyncBadge)


@pytest.mark.long
async def test_without_a_clinic_nothing_is_said_about_one(make_app) -> None:
    """No badge, and no round is begun."""
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await first_screen(pilot)
        assert not app.screen.query(SyncBadge)


async def test_what_changed_is_told_until_it_was_seen(make_app, rounds, press, turned) -> None:
    """Esc puts it off until the app is opened again; Enter is remembered, but not one pressed as it came up."""

    def changed(diary) -> None:
        pair(diary)
        add_news(diary, (News("No longer: Quad set. “Your knee is ready for more.”"),))

    app = make_app(history=changed)
    async with app.run_test(size=SIZE) as pilot:
        await first_screen(pilot)
        assert isinstance(app.screen, NewsDialog)
        assert "ready for more" in "\n".join(lines(app))
        await press(pilot, "escape")
        app._tick()
        await settle(pilot)
        assert not isinstance(app.screen, NewsDialog)
        assert len(news(app.diary)) == 1
        app._put_off = ()
        app._tick()
        await settle(pilot)
        await press(pilot, "enter")
        assert len(news(app.diary)) == 1
        turned.now += QUIET_S
        await press(pilot, "enter")
        assert news(app.diary) == ()


async def test_a_plan_that_takes_much_away_is_asked_about_once(make_app, rounds, press) -> None:
    """No leaves the plan as it is; it waits under Clinic until somebody looks again."""

    def held(diary) -> None:
        pair(diary)
        diary.store.set_meta(HELD, "The clinic's new plan takes away 6 of your 8 exercises.")

    app = make_app(history=held)
    async with app.run_test(size=SIZE) as pilot:
        await first_screen(pilot)
        assert "takes away 6 of your 8" in "\n".join(lines(app))
        await press(pilot, "n")
        app._tick()
        await settle(pilot)
        assert app.screen.name == "today"
        assert lines(app)[0].endswith("a question about your plan")


@pytest.mark.long
async def test_a_week_without_the_clinic_is_said_on_today(make_app, rounds) -> None:
    """Under the name of the plan, for as long as it is so."""

    def long_ago(diary) -> None:
        pair(diary)
        diary.store.set_meta(LAST_SYNC, (diary.clock.now() - timedelta(days=9)).isoformat())

    app = make_app(history=long_ago)
    async with app.run_test(size=SIZE):
        assert "Your plan was last checked with Riverside Physio on 23 Feb." in " ".join(" ".join(lines(app)).split())


@pytest.mark.long
async def test_the_connection_can_be_ended_from_the_settings(make_app, rounds, press, monkeypatch) -> None:
    """After a question; everything that was logged stays."""
    monkeypatch.setattr("hep_tui.secrets_kept.keyring_here", lambda: None)
    app = make_app(history=pair)
    async with app.run_test(size=SIZE) as pilot:
        await first_screen(pilot)
        app.action_clinic()
        await settle(pilot)
        await press(pilot, "3")
        await settle(pilot)
        assert isinstance(app.screen, ConfirmDialog)
        await press(pilot, "y")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert not app.is_paired
        assert not app.screen.query(SyncBadge)


@pytest.mark.long
async def test_the_palette_finds_the_clinic(make_app, press) -> None:
    """By its name, from the palette as it is really opened."""
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p")
        await pilot.press(*"my clinic")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, PairingScreen)
        assert app.screen.query_one("#title", PlainStatic)
