"""The journal of running sessions: what happened in each, so that a crash resumes at that block."""

from __future__ import annotations

from datetime import datetime

from hep_care.frozen import frozen
from hep_tui.store.connection import Connection


@frozen
class SessionEvent:
    """One thing that happened in a session."""

    n: int
    """From 1, in order."""
    at: datetime
    kind: str
    payload: str
    """JSON text."""


@frozen
class SessionJournal:
    """One session as it was written down."""

    id: str
    started_at: datetime
    plan: str
    """JSON text: the session as it was meant to go."""
    events: tuple[SessionEvent, ...]


def begin(connection: Connection, id: str, plan: str, at: datetime) -> None:
    """Write down, in the open transaction, that a session begins."""
    connection.execute("INSERT INTO session (id, started_at, plan) VALUES (?, ?, ?)", (id, at.isoformat(), plan))


def note(connection: Connection, id: str, kind: str, payload: str, at: datetime) -> int:
    """Write down what happened, in the open transaction; returns its number."""
    number = 1 + int(connection.scalar("SELECT coalesce(max(n), 0) FROM session_event WHERE session = ?", (id,)))
    connection.execute("INSERT INTO session_event VALUES (?, ?, ?, ?, ?)", (id, number, at.isoformat(), kind, payload))
    return number


def close(connection: Connection, id: str, at: datetime) -> None:
    """Write down, in the open transaction, that a session is over."""
    connection.execute("UPDATE session SET closed_at = ? WHERE id = ? AND closed_at IS NULL", (at.isoformat(), id))
    # What it led to stands in the entries; the steps on the way only served a resume.
    connection.execute("DELETE FROM session_event WHERE session = ?", (id,))


def unfinished(connection: Connection) -> tuple[SessionJournal, ...]:
    """Sessions that were begun and never closed, newest first."""
    rows = connection.rows("SELECT id, started_at, plan FROM session WHERE closed_at IS NULL ORDER BY started_at DESC")
    return tuple(
        SessionJournal(id, datetime.fromisoformat(started), plan, _events(connection, id)) for id, started, plan in rows
    )


def _events(connection: Connection, id: str) -> tuple[SessionEvent, ...]:
    rows = connection.rows("SELECT n, at, kind, payload FROM session_event WHERE session = ? ORDER BY n", (id,))
    return tuple(SessionEvent(n, datetime.fromisoformat(at), kind, payload) for n, at, kind, payload in rows)
