"""What can be typed in a running session, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from hep_tui import clock
from hep_tui.plain import session_asks
from hep_tui.plain.calls import say_when_to_call
from hep_tui.player import PlayState

if TYPE_CHECKING:
    from hep_tui.plain.session import LineSession

HELP = (
    "Enter alone: done with this, go to the next.",
    "p: pause, or go on.",
    "s: a symptom now, such as pain.",
    "x: stop this exercise, or the session.",
    "w: where am I.",
    "b: back. r: do this set again.",
    "plus or minus: one repetition or five seconds more or less.",
    "a number: so many repetitions did I do in this set.",
    "exclamation mark: when to call. q: leave for now. help: this list.",
)
_WORDS = {
    "plus": "+", "minus": "-", "?": "help", "h": "help", "symptom": "s", "pain": "s", "pause": "p", "go": "p",
    "stop": "x", "quit": "q", "leave": "q", "back": "b", "again": "r", "redo": "r", "where": "w", "n": "", "next": "",
    "done": "", "call": "!",
}  # fmt: skip
"""Other words for the same."""


async def steer(on: LineSession, said: str) -> None:
    """Do what was typed."""
    player = on.player
    word = said.lower()
    word = _WORDS.get(word, word)
    moves = {"b": player.back, "r": player.redo, "+": player.more, "-": player.less}
    asks: dict[str, Callable[[LineSession], Awaitable[None]]] = {
        "s": session_asks.symptom_now,
        "x": session_asks.stop,
        "q": session_asks.leave,
    }
    if word in asks:
        await asks[word](on)
    elif word == "p" or (not word and player.state is PlayState.PAUSED):
        _pause(on)
    elif not word:
        on.tell(player.next(clock.monotonic()))
    elif word in moves:
        on.tell(moves[word](clock.monotonic()))
        on.say_where()
    elif word.isascii() and word.isdigit() and len(word) <= 4:
        _counted(on, int(word))
    else:
        await _tell(on, word)


async def _tell(on: LineSession, word: str) -> None:
    """Words that change nothing."""
    if word == "w":
        on.say_where()
    elif word == "!":
        say_when_to_call(on.talk, on.diary.program())
    elif word == "save":
        on.talk.say("Everything so far is saved." if await on.flush() else "It is still not saved.")
    elif word == "help":
        for line in HELP:
            on.talk.say(line)
    else:
        on.talk.say("That is no word of a session. Type help and Enter for the list.")


def _pause(on: LineSession) -> None:
    now = clock.monotonic()
    if on.player.state is PlayState.PAUSED:
        on.talk.say("Going on.")
        on.tell(on.player.go_on(now))
        on.say_where()
    else:
        on.tell(on.player.pause(now))
        on.talk.say("Paused. Type p and Enter to go on.")


def _counted(on: LineSession, number: int) -> None:
    """The patient's own count of the set that runs; where the set has no end of its own it is over with it."""
    now = clock.monotonic()
    view = on.player.view(now)
    on.tell(on.player.adjust_reps(now, number - view.count))
    if view.seconds_left is None:
        on.tell(on.player.next(now))
    else:
        on.talk.say(f"Counted: {number} so far in this set.")
