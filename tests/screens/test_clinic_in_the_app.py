"""The clinic beside the patient's work: how it stands on every screen, what interrupts, and what waits to be looked at."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hep_care.courses import Course
from hep_care.program import Status
from hep_sync.renewal import Tokens
from hep_tui.clinic_access import Keeper
from hep_tui.diary import Diary
from hep_tui.diary.binding import Binding, bind
from hep_tui.diary.plan_news import News, add_news, news, seen_changes
from hep_tui.diary.standing import LAST_SYNC
from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.clinic_news import QUIET_S, NewsDialog
from hep_tui.screens.day_detail import DayDetailScreen
from hep_tui.screens.help import HelpScreen
from hep_tui.screens.session import SessionScreen
from hep_tui.screens.waiting import WaitingScreen
from hep_tui.secrets_kept import SecretStore
from hep_tui.store import wire
from hep_tui.store.quarantine import Quarantined
from hep_tui.sync_worker import Exchanged, Round
from hep_tui.widgets.sync_badge import SyncBadge
from screens.conftest import lines, settle
from screens.pasts import some_of
from screens.session_stories import HOLDS, Story, exercise, program, until

SIZES = [(80, 24), (120, 40)]
URGENT = News("No longer: Quad set. “The scan showed a stress fracture.”", True, "sr-1", "2")
CALM = News("New: Bridge, 3 × 10, once a day. “Your hip is ready for it.”", False, "sr-2", "1")


def paired(diary: Any, base: str = "http://127.0.0.1:9/fhir") -> None:
    """Pair the diary with a clinic; both were equal five minutes ago."""
    now = diary.clock.now()
    bind(diary.store, Binding(base, "p1", "Riverside Physio", "open", now))
    diary.store.set_meta(LAST_SYNC, (now - timedelta(minutes=5)).isoformat())


def with_news(*found: News) -> Any:
    """A past in which these came."""

    def make(diary: Any) -> None:
        paired(diary)
        add_news(diary, found)

    return make


def with_waiting(diary: Any) -> None:
    """A past in which a record was refused and a row was not understood."""
    paired(diary)
    some_of(diary, diary.today, 1)
    (record,) = diary.records(diary.today, diary.today)[diary.today]
    with diary.store.transaction():
        wire.park(diary.store.connection, record.id, 1, "The server says: the order is closed.", diary.clock.now())
    row = '{"resourceType": "ServiceRequest", "id": "sr-9", "status": "active"}'
    thing = Quarantined("sync", "ServiceRequest/sr-9", "it is about another patient", row, diary.clock.now())
    diary.store.quarantine(thing)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch):
    """This computer's keyring is nobody's business here."""
    monkeypatch.setattr("hep_tui.secrets_kept.keyring_here", lambda: None)


@pytest.fixture
def rounds(monkeypatch):
    """No network: a round is over at once; how many there were."""
    made: list[Round] = []

    async def one_round(open_diary, *, allow_large=False):
        made.append(Round(Exchanged("Riverside Physio")))
        return made[-1]

    monkeypatch.setattr("hep_tui.sync_worker.one_round", one_round)
    return made


async def first_round(pilot) -> None:
    """What is found out once the first screen stands."""
    pilot.app._first_round()
    await until(pilot, lambda: pilot.app._standing is not None and not pilot.app._syncing)
    await settle(pilot)


async def test_every_full_screen_has_the_badge(make_app, rounds, turned) -> None:
    """One day, the session, and what lies under a question: all say how it stands."""
    app = make_app(history=paired)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        await app.push_screen(DayDetailScreen(app.diary.today))
        await settle(pilot)
        assert lines(app)[0].endswith("synced 5 min ago")
        app.screen.dismiss(None)
        await settle(pilot)
        await Story(app, pilot, turned).open()
        await settle(pilot)
        assert isinstance(app.screen, SessionScreen)
        assert lines(app)[0].endswith("synced 5 min ago")
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        app._standing = None
        app._show_standings()
        await settle(pilot)
        assert not any(one.query(SyncBadge) for one in app.screen_stack)


async def test_one_key_syncs_and_says_what_came_of_it(make_app, rounds, press) -> None:
    """`S` on Today; without a clinic it says how to connect with one."""
    app = make_app(history=paired)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        before = len(rounds)
        await press(pilot, "S")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert len(rounds) == before + 1
        assert "In step with Riverside Physio: 0 records sent" in " ".join(one.message for one in app._notifications)


@pytest.mark.long
async def test_keys_are_heard_while_a_server_never_answers(make_app, press) -> None:
    """A real round, and a socket that takes the request and says nothing: the screen still follows every key."""
    silent = socket.create_server(("127.0.0.1", 0))
    with silent:
        app = make_app(history=lambda diary: paired(diary, f"http://127.0.0.1:{silent.getsockname()[1]}/fhir"))
        async with app.run_test(size=(80, 24)) as pilot:
            Keeper(SecretStore(app.diary.places)).keep(Tokens(access="t"))
            await pilot.press("S")
            await until(pilot, lambda: app._syncing)
            await press(pilot, "C")
            assert app.screen.name == "calendar"
            await press(pilot, "T", "d")
            await until(pilot, lambda: app.diary.tally(app.diary.today).count.done == 1 or app.diary.refresh())
            assert app._syncing


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_urgent_news_in_a_picture(make_app, rounds, snap_compare, size) -> None:
    """First what must stop, with whom to call; then what changed besides."""

    async def show(pilot) -> None:
        await first_round(pilot)

    assert snap_compare(make_app(history=with_news(URGENT, CALM)), terminal_size=size, run_before=show)


async def test_an_urgent_withdrawal_comes_over_whatever_is_open(make_app, rounds, press, turned) -> None:
    """Over a question too, by itself; the rest waits for a quiet screen. Seen, it is noted for the clinic, once each."""
    app = make_app(history=paired)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        await press(pilot, "question_mark")
        add_news(app.diary, (URGENT, CALM))
        app._tick()
        await settle(pilot)
        assert isinstance(app.screen, NewsDialog)
        shown = "\n".join(lines(app))
        assert "Stop: Riverside Physio" in shown
        assert "stress fracture" in shown
        assert "Bridge" not in shown
        turned.now += QUIET_S
        await press(pilot, "enter")
        assert isinstance(app.screen, HelpScreen)
        assert news(app.diary) == (CALM,)
        (kept,) = seen_changes(app.diary)
        assert kept.seen.orders == (("sr-1", "2"),)


@pytest.mark.long
async def test_only_calm_news_wait_for_a_quiet_screen(make_app, rounds, press) -> None:
    """Over a question they would be in the way of what is being typed."""
    app = make_app(history=paired)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        await press(pilot, "question_mark")
        add_news(app.diary, (CALM,))
        app._tick()
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        await press(pilot, "escape")
        app._tick()
        await settle(pilot)
        assert isinstance(app.screen, NewsDialog)


@pytest.mark.long
async def test_a_paused_session_hears_of_a_withdrawal_at_once(make_app, rounds, turned, monkeypatch) -> None:
    """Put on hold as urgent and without a reason: the session stops for it, and Today's own news wait for its end."""
    bridge = exercise("bridge", HOLDS)
    app = make_app(program(bridge, exercise("squat", HOLDS)), history=paired)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 5)
        await story.press("space")
        changed = program(replace(bridge, status=Status.ON_HOLD, version="2"), exercise("squat", HOLDS))
        monkeypatch.setattr(Diary, "courses", lambda self: (Course(changed, changed.start),))
        monkeypatch.setattr("hep_tui.diary.plan_news.urgent_orders", lambda diary: frozenset({"bridge"}))
        add_news(app.diary, (URGENT,))
        await app.sync()
        await story.shows(ChoiceDialog)
        shown = "\n".join(lines(app))
        assert "Bridge is on hold for now" in shown
        assert "marked this as urgent" in shown
        assert not any(isinstance(one, NewsDialog) for one in app.screen_stack)


@pytest.mark.long
async def test_a_session_and_an_unreachable_clinic_are_asked_more_often(make_app, rounds, turned) -> None:
    """After three minutes instead of fifteen, for something may be withdrawn, or be reachable again."""
    app = make_app(history=paired)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        before = len(rounds)
        turned.now += 200
        app._tick()
        await settle(pilot)
        assert len(rounds) == before
        await Story(app, pilot, turned).open()
        app._tick()
        await until(pilot, lambda: len(rounds) == before + 1)


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_what_waits_in_a_picture(make_app, rounds, snap_compare, size) -> None:
    """What was refused and what was not understood, with why."""

    async def show(pilot) -> None:
        await first_round(pilot)
        pilot.app.push_screen(WaitingScreen())
        await settle(pilot)
        await pilot.press("down")
        await settle(pilot)

    assert snap_compare(make_app(history=with_waiting), terminal_size=size, run_before=show)


@pytest.mark.long
async def test_a_record_that_waits_leads_to_its_day(make_app, rounds, press) -> None:
    """Enter opens the day, where it can be corrected; what was not understood has none."""
    app = make_app(history=with_waiting)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        app.push_screen(WaitingScreen())
        await settle(pilot)
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, WaitingScreen)
        await press(pilot, "up", "enter")
        assert isinstance(app.screen, DayDetailScreen)


@pytest.mark.long
async def test_nothing_that_waits_is_said_too(make_app) -> None:
    """The page of a record without trouble."""
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(WaitingScreen())
        await settle(pilot)
        assert "Nothing waits" in "\n".join(lines(app))


@pytest.mark.long
async def test_the_day_says_whether_the_clinic_has_it(make_app, rounds) -> None:
    """What was done on a plan of one's own is not for it, and says so."""
    app = make_app(history=with_waiting)
    async with app.run_test(size=(120, 40)) as pilot:
        await first_round(pilot)
        await app.push_screen(DayDetailScreen(app.diary.today))
        await settle(pilot)
        assert "not for your clinic" in " ".join("\n".join(lines(app)).split())


@pytest.mark.long
async def test_when_to_call_says_what_the_clinic_has(make_app, rounds, press) -> None:
    """Delivered is not watched; the page itself tells nobody."""
    app = make_app(history=paired)
    async with app.run_test(size=(80, 24)) as pilot:
        await first_round(pilot)
        await press(pilot, "exclamation_mark")
        words = " ".join("\n".join(lines(app)).split())
        assert "nobody watches this at night. This page tells nobody" in words
