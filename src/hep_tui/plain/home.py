"""The day in line mode: it is read out, and typed words start, log, leave out, undo, and look elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from hep_care.credit import ItemState
from hep_tui.diary.finding import RefusedError, find_exercise
from hep_tui.plain import calendar_text, day_text, exercise_text
from hep_tui.plain.calls import say_when_to_call
from hep_tui.plain.choose import Asker, numbers_of
from hep_tui.plain.ear import amount, sentence
from hep_tui.plain.logger import Logger
from hep_tui.plain.sessions import Sessions
from hep_tui.plain.talk import Interrupted, Talk
from hep_tui.screens.today_items import OPEN, key_of, next_open, session_of
from hep_tui.session_keeper import Write

if TYPE_CHECKING:
    from hep_tui.diary import Diary

HELP = (
    "start: begin with what is next. start 2: begin with number 2.",
    "a number: more about that exercise, such as how, when to stop, and last time.",
    "next: what comes next.",
    "done 2: log number 2 as planned. done 1 2 3: several. done all: everything still to do.",
    "log 2: log number 2 with your own numbers, pain, effort and notes.",
    "skip 2: leave number 2 out, and say why.",
    "undo: take back what was logged last.",
    "short 10: what fits into 10 minutes.",
    "today: read the day again. yesterday: add what you did yesterday.",
    "calendar: the last weeks. calendar november, calendar 2025, calendar 2025-11-12: more of it.",
    "why 2: why number 2 is due. score: how steadily it goes, and how that is worked out.",
    "exclamation mark, or call: when to call your clinic.",
    "quit: leave.",
)
_ALIASES = {
    "d": "done", "l": "log", "s": "skip", "y": "yesterday", "c": "calendar", "t": "today", "u": "undo", "q": "quit",
    "w": "why", "r": "short", "n": "next", "!": "call", "?": "help", "h": "help", "exit": "quit", "b": "start",
    "begin": "start", "more": "about", "show": "about", "when": "call",
}  # fmt: skip
PROMPT = "Your word:"


class Home:
    """Reads out a day and does what is typed."""

    def __init__(self, talk: Talk, diary: Diary, write: Write, sessions: Sessions) -> None:
        self.talk, self.diary = talk, diary
        self.day = diary.today
        self.asker = Asker(talk, diary.program())
        self.logger = Logger(self.asker, diary, write)
        self.sessions = sessions
        self._write = write
        self._words: dict[str, Callable[[str], Awaitable[None]]] = {
            "start": self._start, "about": self._about, "done": self._done, "log": self._log, "skip": self._skip,
            "undo": self._undo, "short": self._short, "today": self._today, "yesterday": self._yesterday,
            "calendar": self._calendar, "why": self._why, "score": self._score, "call": self._call,
            "next": self._next, "help": self._help,
        }  # fmt: skip

    async def run(self) -> None:
        """Until `quit`. Raises `Ended` where nobody is there any more."""
        self._read()
        self.talk.say("Type help and Enter for what you can type.")
        while True:
            self.talk.prompt(PROMPT)
            try:
                said = await self.talk.hear() or ""
                word, _, rest = said.partition(" ")
                word = _ALIASES.get(word.lower(), word.lower())
                if word == "quit":
                    return
                await self._do(word, said, rest.strip())
            except Interrupted:
                # The line that was being typed is given up with it.
                self.talk.say("Leaving. What was saved is saved.")
                return
            except RefusedError as error:
                self.talk.say(str(error))

    async def _do(self, word: str, said: str, rest: str) -> None:
        self.diary.refresh()
        if not word:
            await self._next("")
            self.talk.say("Type start and Enter to begin it, or help.")
        elif numbers_of(said):
            await self._about(said)
        elif word in self._words:
            await self._words[word](rest)
        else:
            self.talk.say("That is no word I know. Type help and Enter for the list.")

    # --- what is meant

    @property
    def states(self) -> list[ItemState]:
        """The exercises of the day, in the order of their numbers."""
        return day_text.numbered(self.diary, self.day)

    def _states(self, text: str) -> list[ItemState]:
        """The exercises that numbers or a name stand for. Raises `RefusedError`."""
        states = self.states
        numbers = numbers_of(text)
        if numbers is None:
            if not text:
                raise RefusedError(f"Which one? Say its number, 1 to {len(states)}.")
            found = find_exercise(text, [state.item.prescription for state in states])
            mine = [state for state in states if state.item.prescription == found]
            return [next((state for state in mine if state.status in OPEN), mine[0])]
        if not all(1 <= number <= len(states) for number in numbers):
            raise RefusedError(f"There are {amount(len(states), 'exercise')}; say a number from 1 to {len(states)}.")
        return [states[number - 1] for number in numbers]

    # --- what the words do

    def _read(self) -> None:
        for line in day_text.day_text(self.diary, self.day):
            self.talk.say(line)

    async def _start(self, text: str) -> None:
        if self.day != self.diary.today:
            raise RefusedError("The timer is for today. Here, done and log add what you did; today goes back.")
        states = self.states
        key = next_open(states)
        if not text and key is None:
            raise RefusedError("Nothing is left to do. Say start and a number to do one again.")
        first = self._states(text)[0] if text else next(s for s in states if key_of(s) == key)
        await self._session(session_of(states, first))

    async def _session(self, states: Sequence[ItemState]) -> None:
        await self.sessions.begin(self.day, states)
        self.diary.refresh()
        await self._next("")

    async def _about(self, text: str) -> None:
        program = self.diary.program(self.day) or self.diary.program()
        for state in self._states(text):
            if program is not None:
                for line in exercise_text.exercise_text(self.diary, state.item.prescription, program, self.day):
                    self.talk.say(line)

    async def _done(self, text: str) -> None:
        due = [state for state in self.states if state.status in OPEN and state.item.slot is not None]
        for state in due if text.lower() == "all" else self._states(text):
            await self.logger.as_planned(self.day, state)
        await self._next("")

    async def _log(self, text: str) -> None:
        if await self.logger.with_numbers(self.day, self._states(text)[0]):
            await self._next("")

    async def _skip(self, text: str) -> None:
        if await self.logger.left_out(self.day, self._states(text)[0]):
            await self._next("")

    async def _undo(self, text: str) -> None:
        from hep_tui.diary.errors import StoreError

        try:
            undone = await self._write(lambda diary: diary.undo())
        except StoreError as error:
            self.talk.say(str(error))
            return
        answered = self.diary.prescription_of(undone.entry) if undone else None
        name = f": {answered.name}" if answered else ""
        self.talk.say(f"Taken back{name}." if undone else "There is nothing to take back.")

    async def _short(self, text: str) -> None:
        from hep_care.short_day import short_day

        numbers, program = numbers_of(text), self.diary.program(self.day)
        if numbers is None or not 1 <= numbers[0] <= 600:
            raise RefusedError("How many minutes do you have? Say short 10 for ten.")
        if program is None or self.day != self.diary.today:
            raise RefusedError("A short day is for today; say today first.")
        states = self.states
        chosen = short_day(states, numbers[0], program.timings)
        if not chosen.chosen:
            raise RefusedError("Nothing is left to do.")
        minutes = -(-chosen.seconds // 60)
        self.talk.say(f"{amount(len(chosen.chosen), 'exercise').capitalize()}, {amount(minutes, 'minute')}:")
        for state in chosen.chosen:
            self.talk.say(day_text.item_line(states.index(state) + 1, state))
        if chosen.later:
            self.talk.say(
                f"{amount(len(chosen.later), 'exercise').capitalize()} can wait; nothing is noted about that."
            )
        if await self.asker.yes("Begin now?"):
            await self._session(chosen.chosen)

    async def _today(self, text: str) -> None:
        self.day = self.diary.today
        self._read()

    async def _yesterday(self, text: str) -> None:
        self.day = self.diary.today - timedelta(days=1)
        self._read()
        self.talk.say("done, log and skip add to this day. Type today and Enter to go back.")

    async def _calendar(self, text: str) -> None:
        for line in calendar_text.calendar_text(self.diary, text):
            self.talk.say(line)

    async def _why(self, text: str) -> None:
        program = self.diary.program(self.day) or self.diary.program()
        for state in self._states(text):
            if program is not None:
                p = state.item.prescription
                self.talk.say(f"{p.name}: {exercise_text.why_words(self.diary, p, program, self.day)}")

    async def _score(self, text: str) -> None:
        from hep_care.adherence import explain

        for line in explain(self.diary.score()):
            self.talk.say(sentence(line))

    async def _call(self, text: str) -> None:
        say_when_to_call(self.talk, self.diary.program())

    async def _next(self, text: str) -> None:
        states = self.states
        self.talk.say(day_text.next_line(self.diary, self.day, states))

    async def _help(self, text: str) -> None:
        for line in HELP:
            self.talk.say(line)
