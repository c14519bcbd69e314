"""What can be done about the clinic from the settings and the palette: connect, sync, look at what waits, disconnect."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hep_tui.screens.ask_dialog import AskDialog
from hep_tui.screens.confirm import ConfirmDialog

if TYPE_CHECKING:
    from hep_tui.app_syncing import SyncingApp
    from hep_tui.diary.standing import Standing

_SYNC, _PLAN, _WAITING, _AGAIN, _END = (
    "Sync now", "Look at the clinic's new plan", "What the clinic did not take", "Pair again", "End the connection",
)  # fmt: skip


async def clinic(app: SyncingApp) -> str:
    """Connect, or choose what to do about the connection that is there; what came of it, in a sentence."""
    from hep_tui.diary.standing import Trouble, standing, waiting_lines

    found = standing(app.diary)
    if found is None:
        return await pair(app)
    choices = [_SYNC]
    choices += [_PLAN] if found.held else []
    choices += [_WAITING] if found.parked or app.diary.quarantined() else []
    choices += [_AGAIN] if found.trouble is Trouble.SIGNED_OUT else []
    chosen = await app.push_screen_wait(AskDialog(_words(app, found), [*choices, _END]))
    if chosen == _SYNC:
        return await sync_now(app)
    if chosen == _PLAN:
        from hep_tui.screens.clinic_news import ask_about_plan

        await ask_about_plan(app, found.held)
    elif chosen == _WAITING:
        await app.push_screen_wait(AskDialog("\n".join(waiting_lines(app.diary)), ["Back"]))
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


async def disconnect(app: SyncingApp, found: Standing) -> str:
    """End the connection after a question that says what stays unsent."""
    entries = "1 entry was" if found.unsent == 1 else f"{found.unsent} entries were"
    left = f" {entries} not sent yet; they stay here." if found.unsent else ""
    question = f"End the connection with {found.clinic}? Everything you logged stays on this computer.{left}"
    if not await app.push_screen_wait(ConfirmDialog(question, "end it", "keep it")):
        return ""
    from hep_tui.clinic_access import end_pairing
    from hep_tui.sync_worker import apart
    from hep_tui.wording import explained

    try:
        done = await asyncio.wrap_future(apart(app.open_apart, lambda diary: asyncio.run(end_pairing(diary))))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is told as a sentence, where it was asked for
        return explained(error)[0]
    app.diary.refresh()
    await app.look_at_standing()
    told = "" if done.told else " The clinic could not be told; ask it to take this computer off its list."
    return f"No longer connected with {done.clinic}.{told}"


def _words(app: SyncingApp, found: Standing) -> str:
    from hep_tui.diary.standing import badge

    return f"{found.clinic}: {badge(found, app.diary.clock.now())}"
