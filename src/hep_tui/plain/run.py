"""Runs the line mode over a diary, from the first line to the last thing that is saved."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

from hep_tui.plain.first_run import choose_program
from hep_tui.plain.home import Home
from hep_tui.plain.sessions import Sessions
from hep_tui.plain.talk import Ended, Interrupted, Talk
from hep_tui.scribe import Scribe
from hep_tui.signals import KeepAwake

if TYPE_CHECKING:
    from hep_tui.diary import Diary

Answer = TypeVar("Answer")


def run_lines(diary: Diary, open_again: Callable[[Callable[[float], None]], Diary]) -> int:
    """Talk with the patient until they leave; the exit code. `open_again` opens the same diary for the writing thread."""
    heard = sys.stdout.isatty() and diary.settings.sound != "off"
    talk = Talk(ascii=diary.settings.ascii, bell=heard, prompts=sys.stdin.isatty())
    scribe = Scribe(lambda: open_again(lambda seconds: talk.say("Waiting: another program is writing to your file.")))

    async def write(job: Callable[[Diary], Answer]) -> Answer:
        from hep_tui.diary.errors import CannotWrite, OpenElsewhere

        try:
            answer = await scribe.write(job)
        except CannotWrite as error:
            if diary.look_only:
                raise OpenElsewhere from error
            raise
        diary.refresh()
        return answer

    async def talking() -> int:
        _listen_for_signals(talk)
        try:
            for notice in diary.notices:
                if notice != diary.clock.notice:
                    talk.say(notice)
            if not diary.look_only:
                await _daily_copy(talk, scribe)
            if diary.course() or await choose_program(talk, diary, write):
                sessions = Sessions(talk, diary, write, KeepAwake if diary.settings.keep_awake else nullcontext)
                await sessions.offer_resume()
                await Home(talk, diary, write, sessions).run()
        except Interrupted:
            return 0
        except Ended as ended:
            return ended.code
        finally:
            await asyncio.to_thread(scribe.close)
        return 0

    return asyncio.run(talking())


async def _daily_copy(talk: Talk, scribe: Scribe) -> None:
    def copy(diary: Diary) -> str:
        from hep_tui.diary.upkeep import daily_copy

        return daily_copy(diary)

    if problem := await scribe.write(copy):
        talk.say(problem)


def _listen_for_signals(talk: Talk) -> None:
    """A closed window, a shutdown and Ctrl+C are heard like a line: what runs is kept before anything ends."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, talk.interrupt)
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            loop.add_signal_handler(number, talk.end, 128 + number)
    except (NotImplementedError, RuntimeError, ValueError):
        # Windows, and a thread that is not the main one, have no such handlers.
        return
