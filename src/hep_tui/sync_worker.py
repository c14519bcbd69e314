"""One round with the clinic: alone on this computer, over a diary of its own, off the thread that draws."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from hep_care.frozen import frozen
from hep_tui.diary.standing import Trouble, note_held, note_trouble, unsent

if TYPE_CHECKING:
    from hep_care.program import Program
    from hep_sync.pairing import Transport
    from hep_sync.replica import Outcome
    from hep_tui.diary import Diary
    from hep_tui.diary.binding import Binding

Answer = TypeVar("Answer")
OpenDiary = Callable[[], "Diary"]
Told = Callable[[str, int], None]


@frozen
class Exchanged:
    """What a round came to."""

    clinic: str
    pushed: int = 0
    pulled: int = 0
    unsent: int = 0
    quarantined: int = 0
    parked: tuple[str, ...] = ()
    """Why records were not taken, a sentence each."""
    program_changed: bool = False
    news: tuple[str, ...] = ()
    """What changed in the plan, a sentence each."""
    held: str = ""
    """The question that a large change of the plan waits with."""
    restored: bool = False


@frozen
class Round:
    """What the app is told of a round."""

    exchanged: Exchanged | None = None
    problem: str = ""
    """A sentence where the round ended early."""
    busy: bool = False
    """Another process was at it."""


class OtherWindowError(Exception):
    """Another process talks to the clinic just now."""


def exchange(
    diary: Diary,
    *,
    allow_large: bool = False,
    check: bool = False,
    patience_s: float = 0.0,
    tell: Told = lambda what, n: None,
    transport: Transport = None,
) -> Exchanged:
    """Send what the clinic has not, and take what is new there.

    Raises a `ClinicError` where it ended early; what was exchanged by then is kept on both ends. Raises
    `OtherWindowError` where another process is at it, longer than `patience_s`.
    """
    from hep_sync.errors import ClinicError
    from hep_tui.clinic_access import paired_with
    from hep_tui.diary.running import claim_sync

    binding = paired_with(diary)
    lease = claim_sync(diary.places, patience_s)
    if lease is None:
        raise OtherWindowError("Another window is talking to the clinic just now; your work goes with it.")
    with lease:
        before = diary.program()
        try:
            outcome = asyncio.run(_round(diary, binding, allow_large, check, tell, transport))
        except ClinicError as error:
            note_trouble(diary, _trouble_of(error))
            raise
        return _exchanged(diary, binding, before, outcome)


async def _round(
    diary: Diary, binding: Binding, allow_large: bool, check: bool, tell: Told, transport: Transport
) -> Outcome:
    from hep_sync.engine import Options, sync
    from hep_tui.clinic_access import client_of
    from hep_tui.diary.syncing import DiaryReplica

    options = Options(allow_large=allow_large, check=check)
    async with client_of(diary, binding, transport) as client:
        return await sync(DiaryReplica(diary, binding), client, options, tell=tell)


def _exchanged(diary: Diary, binding: Binding, before: Program | None, outcome: Outcome) -> Exchanged:
    from hep_tui.diary.plan_news import add_news, changes_of

    note_trouble(diary, Trouble.NONE)
    note_held(diary, outcome.held)
    diary.forget()
    told = changes_of(diary, before, diary.program()) if outcome.program_changed else ()
    add_news(diary, told)
    return Exchanged(
        clinic=binding.clinic,
        pushed=outcome.pushed,
        pulled=outcome.pulled,
        unsent=unsent(diary),
        quarantined=diary.quarantined(),
        parked=tuple(why for _, why in outcome.parked),
        program_changed=outcome.program_changed,
        news=tuple(one.words for one in told),
        held=outcome.held,
        restored=outcome.restored,
    )


def _trouble_of(error: Exception) -> Trouble:
    from hep_sync.errors import SignedOut, Unreachable

    if isinstance(error, SignedOut):
        return Trouble.SIGNED_OUT
    return Trouble.OFFLINE if isinstance(error, Unreachable) else Trouble.OTHER


def apart(open_diary: OpenDiary, job: Callable[[Diary], Answer]) -> Future[Answer]:
    """Do a job that waits for the network in a thread of its own, with a diary of its own.

    The thread does not hold up the end of the program: what it leaves unfinished the next round goes on with.
    """
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            diary = open_diary()
            try:
                future.set_result(job(diary))
            finally:
                diary.close()
        except Exception as error:  # noqa: BLE001 - a thread's errors reach nobody else
            if not future.done():
                future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="clinic").start()
    return future


async def one_round(open_diary: OpenDiary, *, allow_large: bool = False) -> Round:
    """A round apart, for the thread that draws; what goes wrong is a sentence."""
    from hep_tui.wording import explained

    try:
        return Round(
            await asyncio.wrap_future(apart(open_diary, lambda diary: exchange(diary, allow_large=allow_large)))
        )
    except OtherWindowError as error:
        return Round(problem=str(error), busy=True)
    except Exception as error:  # noqa: BLE001 - a round in the background must not end the app
        return Round(problem=explained(error)[0])
