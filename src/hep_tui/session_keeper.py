"""Writes down what happens in a session: the player's events become entries and notes in its journal.

Everything goes through one queue, so what is written is always a beginning of what happened: an entry and
the note that says where the session stands are one transaction. After a kill nothing is logged twice.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from hep_care.dose import Kind
from hep_care.entry import Entry, EntryKind, Outcome, PerformedSet, Record, Source, Symptom
from hep_care.frozen import frozen
from hep_care.planned import outcome_of
from hep_tui.diary.running import Claim, claim_session
from hep_tui.diary.writing import Draft
from hep_tui.player import AtBlock, Event, ExerciseDone, Player, SessionDone, SetDone, SymptomNoted
from hep_tui.session_plan import SessionPlan

if TYPE_CHECKING:
    from hep_tui.diary import Diary

Answer = TypeVar("Answer")


class Write(Protocol):
    """How a job reaches the diary that writes; what it raises is raised here."""

    async def __call__(self, job: Callable[[Diary], Answer]) -> Answer:
        """Run the job."""


@frozen
class _Piece:
    """An entry to be made. One that refers to an exercise's completion waits for its id."""

    draft: Draft
    exercise: int | None
    completes: bool = False


@frozen
class _Step:
    """What is written in one transaction."""

    kind: str
    changed: Mapping[str, object]
    """What differs from the step before: a journal of full snapshots would outgrow the entries many times."""
    pieces: tuple[_Piece, ...]


class SessionKeeper:
    """The journal and the entries of one session. `now` is the wall clock of the entries."""

    def __init__(self, plan: SessionPlan, write: Write, now: Callable[[], datetime]) -> None:
        self.plan = plan
        self.entries: dict[int, Entry] = {}
        """By exercise: its completion or skip, once that is saved."""
        self._write = write
        self._now = now
        self._id: str | None = None
        self._claim: Claim | None = None
        self._queue: deque[_Step] = deque()
        self._turn = asyncio.Lock()
        self._noted: dict[str, object] = {}
        self._ended: set[int] = set()
        self._began: dict[int, datetime] = {}
        self._notes: dict[int, str] = {}

    @classmethod
    def reopen(
        cls,
        plan: SessionPlan,
        write: Write,
        now: Callable[[], datetime],
        *,
        journal: tuple[str, Claim],
        state: Mapping[str, Any],
        records: Iterable[Record],
    ) -> SessionKeeper:
        """The keeper of a session that was cut off: its journal's id and claim, and what `state_of` says of it.

        `records` are those of its day, logged since it began.
        """
        keeper = cls(plan, write, now)
        keeper._id, keeper._claim = journal
        keeper._noted = dict(state)
        keeper._ended = set(state.get("ended", ()))
        keeper._began = {int(n): datetime.fromisoformat(at) for n, at in state.get("began", {}).items()}
        keeper._notes = {int(n): str(note) for n, note in state.get("notes", {}).items()}
        for record in records:
            if record.retracted or record.entry.kind not in (EntryKind.COMPLETION, EntryKind.SKIP):
                continue
            for number in keeper._ended - keeper.entries.keys():
                if (plan.prescriptions[number].id, plan.slots[number]) == (
                    record.entry.prescription,
                    record.entry.slot,
                ):
                    keeper.entries[number] = record.entry
        return keeper

    @property
    def unsaved(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._queue)

    def take(self, events: Iterable[Event], player: Player) -> None:
        """Take in what the player said; `flush` writes it. An exercise that was logged before is not logged again."""
        pieces: list[_Piece] = []
        happened = logged = False
        for event in events:
            happened |= isinstance(event, AtBlock | SetDone | ExerciseDone | SymptomNoted | SessionDone)
            if isinstance(event, AtBlock):
                self._began.setdefault(event.exercise, self._now())
            elif isinstance(event, ExerciseDone) and event.exercise not in self._ended:
                self._ended.add(event.exercise)
                logged = True
                pieces += self._ending(event)
            elif isinstance(event, SymptomNoted) and event.late:
                pieces.append(self._symptom(event.exercise, event.symptom))
        if happened:
            self._queue_step("logged" if logged else "snapshot", self._state(player), pieces)

    def note(self, exercise: int, text: str) -> None:
        """Words of the patient about an exercise that is not over; they are saved with it."""
        before = self._notes.get(exercise)
        self._notes[exercise] = f"{before}; {text}" if before else text

    def say_after(self, exercise: int | None, symptom: Symptom) -> None:
        """A symptom felt after an exercise, or after the session."""
        self._queue_step("symptom", self._noted, [self._symptom(exercise, symptom)])

    def confirm(self, exercise: int, sets: tuple[PerformedSet, ...], why: str) -> None:
        """The patient's own word for the sets of an exercise that the timer saw; its entry must be saved."""
        entry, prescription = self.entries[exercise], self.plan.prescriptions[exercise]
        said = tuple(replace(one, source=Source.LIVE) for one in sets)
        status = entry.status if len(said) == len(entry.sets) and _same_amounts(said, entry.sets) else None
        if status is None:
            status = outcome_of(prescription.dose, said) if said else Outcome.SKIPPED
        draft = Draft(
            EntryKind.AMENDMENT, entry.date, prescription, entry.slot, said, status, entry.symptoms, entry.effort,
            entry.reason, entry.reason_text, entry.note, entry.private_note, Source.LIVE, None, entry.ended, entry.id,
            why,
        )  # fmt: skip
        self._queue_step("confirmed", self._noted, [_Piece(draft, None)])

    async def flush(self) -> bool:
        """Write what waits, in order; whether there was anything. What cannot be written stays, and is raised."""
        async with self._turn:
            if not self._queue:
                return False
            if self._id is None:
                self._id, self._claim = await self._write(self._begin)
            while self._queue:
                step = self._queue[0]
                saved = await self._write(lambda diary, step=step: self._keep(diary, step))  # type: ignore[misc]
                self._queue.popleft()
                for piece, entry in zip(step.pieces, saved, strict=True):
                    if piece.completes and piece.exercise is not None:
                        self.entries[piece.exercise] = entry
            return True

    async def close(self) -> None:
        """Write what waits, and that the session is over."""
        await self.flush()
        if self._id is not None:
            id = self._id
            await self._write(lambda diary: diary.close_session(id))
        self.leave()

    def leave(self) -> None:
        """Let go of the journal, so that the session can be taken up again."""
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    # --- on the writing thread

    def _begin(self, diary: Diary) -> tuple[str, Claim | None]:
        id = diary.begin_session(self.plan.to_json())
        return id, claim_session(diary.places, id)

    def _keep(self, diary: Diary, step: _Step) -> tuple[Entry, ...]:
        drafts = []
        for piece in step.pieces:
            whole = self.entries.get(piece.exercise) if piece.exercise is not None and not piece.completes else None
            drafts.append(replace(piece.draft, refers_to=whole.id) if whole else piece.draft)
        assert self._id is not None
        return diary.note_session(self._id, step.kind, json.dumps(step.changed), *drafts)

    # --- what to write

    def _queue_step(self, kind: str, state: Mapping[str, object], pieces: Iterable[_Piece]) -> None:
        changed = {key: value for key, value in state.items() if self._noted.get(key) != value}
        self._noted = dict(state)
        self._queue.append(_Step(kind, changed, tuple(pieces)))

    def _state(self, player: Player) -> dict[str, object]:
        return player.snapshot() | {
            "over": player.state.value == "done",
            "ended": sorted(self._ended),
            "began": {str(number): at.isoformat() for number, at in self._began.items()},
            "notes": {str(number): note for number, note in self._notes.items()},
        }

    def _ending(self, event: ExerciseDone) -> list[_Piece]:
        number = event.exercise
        prescription, slot, now = self.plan.prescriptions[number], self.plan.slots[number], self._now()
        if not event.sets and event.reason is None:
            # Passed by without a word: it stays to be done.
            return [self._symptom(None, symptom, number) for symptom in event.symptoms]
        began = self._began.get(number, now)
        draft = Draft(
            EntryKind.COMPLETION if event.sets else EntryKind.SKIP,
            self.plan.day,
            prescription,
            slot,
            sets=() if prescription.dose.kind is Kind.COMPLETION else event.sets,
            status=event.outcome,
            symptoms=event.symptoms,
            reason=event.reason,
            note=self._notes.get(number, ""),
            source=Source.TIMED if any(one.source is Source.TIMED for one in event.sets) else Source.LIVE,
            at=began,
            # A wall clock that was set back in the middle must not make it end before it began.
            ended=max(began, now),
        )
        return [_Piece(draft, number, completes=True)]

    def _symptom(self, exercise: int | None, symptom: Symptom, about: int | None = None) -> _Piece:
        number = exercise if exercise is not None else about
        prescription = self.plan.prescriptions[number] if number is not None else None
        draft = Draft(EntryKind.SYMPTOM, self.plan.day, prescription, symptoms=(symptom,), source=Source.LIVE)
        return _Piece(replace(draft, at=self._now()), exercise)


def state_of(payloads: Iterable[str]) -> dict[str, Any]:
    """Where a session stood, from the notes of its journal; empty where nothing can be read."""
    state: dict[str, Any] = {}
    for payload in payloads:
        try:
            changed = json.loads(payload)
        except (ValueError, RecursionError):
            return {}
        if not isinstance(changed, dict):
            return {}
        state |= changed
    return state


def _same_amounts(one: Iterable[PerformedSet], other: Iterable[PerformedSet]) -> bool:
    return [(a.reps, a.seconds, a.metres) for a in one] == [(b.reps, b.seconds, b.metres) for b in other]
