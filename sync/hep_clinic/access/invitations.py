"""One-time invitations: a code on paper that a patient types once, with the year they were born as a second proof.

A code is twelve letters in three groups. The first group says which invitation is meant, so that wrong tries can
be counted against it; the whole code is kept as a digest only.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sqlite3
from dataclasses import dataclass

from hep_clinic.access.digests import digest
from hep_clinic.fhir.outcome import Wrong

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants only: nothing that is read as a digit, and no word."""
LENGTH, GROUP = 12, 4
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
USUAL_LIFE, SHORTEST_LIFE, LONGEST_LIFE = 72 * HOUR, 10 * MINUTE, 7 * DAY
TRIES = 5
MOST_LIVE = 100
GRACE = MINUTE
"""How long the device that used a code may use it again: the answer may have been lost on its way."""

_NOTHING = digest("")


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code as it is handed out; it is shown this once."""

    code: str
    """In groups: `KLMN-BCDF-RSTV`."""
    expires: int
    """Microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An invitation that was shown rightly."""

    head: str
    patient: str
    before: str | None
    """The family that the same device was given with it a moment ago."""


class TooManyInvitations(Exception):
    """So many codes are open that guessing one would become likely."""


def invite(db: sqlite3.Connection, patient: str, now: int, life: int = USUAL_LIFE) -> Invitation:
    """A new code for a patient; their earlier one is dead from now on.

    Raises `Wrong` where there is no such patient, `ValueError` for a life that is too short or too long, and
    `TooManyInvitations`.
    """
    if not SHORTEST_LIFE <= life <= LONGEST_LIFE:
        raise ValueError("An invitation lasts from 10 minutes to 7 days.")
    if _birth_year(db, patient) is None:
        raise Wrong(404, "not-found", "There is no such patient, or it is not known in which year they were born.")
    db.execute("DELETE FROM invitation WHERE patient = ? OR expires <= ? OR tries_left <= 0", (patient, now - GRACE))
    live = {head for (head,) in db.execute("SELECT head FROM invitation")}
    if len(live) >= MOST_LIVE:
        raise TooManyInvitations(
            f"{MOST_LIVE} invitations are open, which is the most at one time; the first of them ends by itself."
        )
    letters = _letters()
    while letters[:GROUP] in live:
        letters = _letters()
    sql = "INSERT INTO invitation (head, hash, patient, created, expires, tries_left) VALUES (?, ?, ?, ?, ?, ?)"
    db.execute(sql, (letters[:GROUP], digest(letters), patient, now, now + life, TRIES))
    return Invitation("-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP)), now + life)


def accept(db: sqlite3.Connection, code: str, born: str, device: str, now: int) -> Accepted | None:
    """The invitation of a code, where code and birth year are right and it still holds.

    Wrong, expired, used, dead and unknown codes give None, after the same work.
    """
    letters = plain_code(code)
    sql = """SELECT i.hash, i.patient, i.expires, i.tries_left, i.used, i.family, f.device
             FROM invitation i LEFT JOIN family f ON f.id = i.family WHERE i.head = ?"""
    row = db.execute(sql, (letters[:GROUP],)).fetchone()
    kept, patient, expires, tries, used, family, used_by = row or (_NOTHING, "", 0, 0, None, None, None)
    year = _birth_year(db, patient) or "0000"
    right = hmac.compare_digest(digest(letters), kept)
    right &= hmac.compare_digest(born.encode("utf-8", "replace"), year.encode())
    again = used is not None and used_by == device and now - used <= GRACE
    holds = row is not None and tries > 0 and (again or (used is None and now < expires))
    wrong = int(not right)
    db.execute("UPDATE invitation SET tries_left = tries_left - ? WHERE head = ?", (wrong, letters[:GROUP]))
    return Accepted(letters[:GROUP], patient, family) if right and holds else None


def note_used(db: sqlite3.Connection, head: str, family: str, now: int) -> None:
    """Write down which device a code was used by; the moment of the first use stays."""
    sql = "UPDATE invitation SET used = coalesce(used, ?), family = ? WHERE head = ?"
    db.execute(sql, (now, family, head))


def plain_code(typed: str) -> str:
    """The letters of a code as somebody typed them: without spaces, hyphens and small letters."""
    return "".join(char for char in typed[:100].upper() if char.isalnum())


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _birth_year(db: sqlite3.Connection, patient: str) -> str | None:
    sql = "SELECT body FROM version WHERE type = 'Patient' AND id = ? AND newest = 1"
    row = db.execute(sql, (patient,)).fetchone()
    born = json.loads(row[0]).get("birthDate") if row else None
    return born[:4] if isinstance(born, str) and len(born) >= 4 else None
