"""What can be done about the clinic from the settings and the palette: connect, sync, look at what waits, disconnect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from hep_tui.screens.ask_dialog import AskDialog
from hep_tui.screens.confirm import ConfirmDialog

if TYPE_CHECKING:
    from hep_tui.app_syncing import SyncingApp
    from hep_tui.clinic_access import Device
    from hep_tui.diary import Diary
    from hep_tui.diary.standing import Standing

Answer = TypeVar("Answer")

_SYNC, _PLAN, _NEWS, _WAITING, _AGAIN, _DEVICES, _END = (
    "Sync now", "Look at the clinic's new plan", "What changed in your plan", "What waits to be looked at", "Pair again",
    "Computers connected for me", "End the connection",
)  # fmt: skip


async def clinic(app: SyncingApp) -> str:
    """Connect, or choose what to do about the connection that is there; what came of it, in a sentence."""
    from hep_tui.diary.plan_news import news
    from hep_tui.diary.standing import Trouble, standing
    from hep_tui.diary.waiting import waiting

    found = standing(app.diary)
    if found is None:
        return await pair(app)
    choices = [_SYNC]
    choices += [_PLAN] if found.held else []
    choices += [_NEWS] if (changed := news(app.diary)) else []
    choices += [_WAITING] if waiting(app.diary) else []
    choices += [_AGAIN] if found.trouble is Trouble.SIGNED_OUT else []
    chosen = await app.push_screen_wait(AskDialog(_words(app, found), [*choices, _DEVICES, _END]))
    if chosen == _SYNC:
        return await app.sync_asked()
    if chosen == _PLAN:
        from hep_tui.screens.clinic_news import ask_about_plan

        await ask_about_plan(app, found.held)
    elif chosen == _WAITING:
        from hep_tui.screens.waiting import WaitingScreen

        await app.push_screen_wait(WaitingScreen())
    elif chosen == _NEWS:
        from hep_tui.screens.clinic_news import tell_news

        await tell_news(app, found.clinic, changed)
    elif chosen == _DEVICES:
        return await devices_of(app)
    elif chosen == _AGAIN:
        return await pair(app)
    elif chosen == _END:
        return await disconnect(app, found)
    return ""


async def pair(app: SyncingApp) -> str:
    """The page that connects."""
    from hep_tui.screens.pairing import PairingScreen

    return "Connected." if await app.push_screen_wait(PairingScreen()) else ""


async def sync_now(app: SyncingApp) -> str:
    """A round that somebody asked for says what came of it."""
    done = await app.sync()
    if done.exchanged is None:
        return done.problem
    told = done.exchanged
    sent = "1 record" if told.pushed == 1 else f"{told.pushed} records"
    return f"In step with {told.clinic}: {sent} sent, {told.pulled} new from there."


async def devices_of(app: SyncingApp) -> str:
    """The computers that are connected for the patient; one that is chosen is taken off the clinic's list."""
    from hep_tui.clinic_access import devices, revoke_device

    try:
        listed = await _ask_clinic(app, devices)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is told as a sentence, where it was asked for
        return _explained(error)
    lines = {_device_line(number, one): one for number, one in enumerate(listed, start=1)}
    question = "Computers connected for you. A lost one can be taken off the list: choose it."
    chosen = await app.push_screen_wait(AskDialog(question, list(lines)))
    if chosen is None:
        return ""
    one = lines[chosen]
    if one.this:
        return "This is the computer you sit at: “End the connection” takes it off."
    sure = f"Take {one.name or 'this computer'} off the list? It gets nothing from your clinic any more."
    if not await app.push_screen_wait(ConfirmDialog(sure, "take it off", "keep it")):
        return ""
    try:
        await _ask_clinic(app, lambda diary: revoke_device(diary, one.id))
    except Exception as error:  # noqa: BLE001 - as above
        return _explained(error)
    return f"{one.name or 'It'} is off the list."


def _device_line(number: int, one: Device) -> str:
    here = " (this computer)" if one.this else ""
    return f"{one.name or f'Computer {number}'}{here}, since {one.since[:10]}, last used {one.last_used[:10]}"


async def _ask_clinic(app: SyncingApp, job: Callable[[Diary], Coroutine[Any, Any, Answer]]) -> Answer:
    """What the clinic answers, waited for in a thread of its own."""
    from hep_tui.sync_worker import apart

    return await asyncio.wrap_future(apart(app.open_apart, lambda diary: asyncio.run(job(diary))))


def _explained(error: Exception) -> str:
    from hep_tui.wording import explained

    return explained(error)[0]


async def disconnect(app: SyncingApp, found: Standing) -> str:
    """End the connection after a question that says what stays unsent."""
    entries = "1 entry was" if found.unsent == 1 else f"{found.unsent} entries were"
    left = f" {entries} not sent yet; they stay here." if found.unsent else ""
    question = f"End the connection with {found.clinic}? Everything you logged stays on this computer.{left}"
    if not await app.push_screen_wait(ConfirmDialog(question, "end it", "keep it")):
        return ""
    from hep_tui.clinic_access import end_pairing

    try:
        done = await _ask_clinic(app, end_pairing)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is told as a sentence, where it was asked for
        return _explained(error)
    app.diary.refresh()
    await app.look_at_standing()
    told = "" if done.told else " The clinic could not be told; ask it to take this computer off its list."
    return f"No longer connected with {done.clinic}.{told}"


def _words(app: SyncingApp, found: Standing) -> str:
    from hep_tui.diary.standing import badge

    return f"{found.clinic}: {badge(found, app.diary.clock.now())}"
