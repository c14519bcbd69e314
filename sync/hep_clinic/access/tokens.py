"""Access and refresh tokens of patients' devices. A device's tokens are a family: one is given up for the next.

An answer that was lost on its way must not cost a patient their pairing, so a refresh token that was given up may be
shown again and is answered with the very same successor: for a minute whatever happened since, and after that as
long as nobody has used what it was answered with. Anything else is a replay: two hold one token, and the family ends.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from uuid import uuid4

from hep_clinic.access.digests import derived, digest, new_secret
from hep_clinic.access.invitations import DAY, GRACE, MINUTE, SECOND

ACCESS_LIFE = 15 * MINUTE
FAMILY_LIFE = 90 * DAY
KEPT_AFTER = 400 * DAY
"""How long a family that is over stays known; the last contact with a patient is read from it."""
MOST_DEVICES = 20


@dataclass(frozen=True, slots=True)
class Granted:
    """What a device is given."""

    access: str
    refresh: str
    expires_in: int
    """Seconds."""
    family: str
    patient: str
    device: str
    """What the device calls itself."""


@dataclass(frozen=True, slots=True)
class Device:
    """One family as its patient and the clinic see it. Moments are microseconds since 1970."""

    id: str
    device: str
    """What the device calls itself."""
    name: str
    since: int
    last_used: int
    expires: int


def open_family(db: sqlite3.Connection, patient: str, device: str, name: str, now: int) -> Granted:
    """Tokens for a device that showed an invitation; what the same device held before is over."""
    _forget_old(db, now)
    for one in devices(db, patient, now):
        if one.device == device:
            revoke(db, one.id, now)
    for one in devices(db, patient, now)[MOST_DEVICES - 1 :]:
        revoke(db, one.id, now)
    family = str(uuid4())
    sql = "INSERT INTO family (id, patient, device, name, created, expires, last_used) VALUES (?, ?, ?, ?, ?, ?, ?)"
    db.execute(sql, (family, patient, device, name, now, now + FAMILY_LIFE, now))
    return _issue(db, family, new_secret(), new_secret(), None, now)


def refresh(db: sqlite3.Connection, token: str, now: int) -> Granted | None:
    """The successor of a refresh token. None where it is unknown, over or withdrawn, or this is a replay."""
    hashed = digest(token)
    sql = """SELECT t.family, t.used, t.salt FROM token t JOIN family f ON f.id = t.family
             WHERE t.hash = ? AND t.kind = 'refresh' AND t.expires > ? AND f.revoked IS NULL"""
    row = db.execute(sql, (hashed, now)).fetchone()
    if row is None:
        return None
    family, used, salt = row
    if used is None:
        salt = secrets.token_hex(32)
        db.execute("UPDATE token SET used = ?, salt = ? WHERE hash = ?", (now, salt, hashed))
        db.execute("DELETE FROM token WHERE family = ? AND kind = 'access' AND expires <= ?", (family, now))
    elif now - used > GRACE and _went_on(db, hashed):
        revoke(db, family, now)
        return None
    db.execute("UPDATE family SET last_used = max(last_used, ?) WHERE id = ?", (now, family))
    access, following = derived(token, salt, "access"), derived(token, salt, "refresh")
    return _issue(db, family, access, following, hashed, now)


def _went_on(db: sqlite3.Connection, hashed: str) -> bool:
    """Whether anything that came of a refresh token was ever used."""
    sql = "SELECT 1 FROM token WHERE came_of = ? AND used IS NOT NULL LIMIT 1"
    return db.execute(sql, (hashed,)).fetchone() is not None


def _issue(db: sqlite3.Connection, family: str, access: str, following: str, came_of: str | None, now: int) -> Granted:
    """Keep two tokens where they are not kept yet. An access token that is over by now is given its time again."""
    sql = "SELECT expires, patient, device FROM family WHERE id = ?"
    end, patient, device = db.execute(sql, (family,)).fetchone()
    until = min(now + ACCESS_LIFE, end)
    sql = """INSERT INTO token (hash, family, kind, expires, came_of) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires WHERE kind = 'access'"""
    db.execute(sql, (digest(access), family, "access", until, came_of))
    db.execute(sql, (digest(following), family, "refresh", end, came_of))
    return Granted(access, following, (until - now) // SECOND, family, patient, device)


def revoke(db: sqlite3.Connection, family: str, now: int) -> None:
    """End a family: none of its tokens is accepted any more."""
    db.execute("UPDATE family SET revoked = coalesce(revoked, ?) WHERE id = ?", (now, family))
    db.execute("DELETE FROM token WHERE family = ?", (family,))


def family_of(db: sqlite3.Connection, token: str) -> tuple[str, str] | None:
    """The family and the patient of any token that is kept, whether it still holds or not."""
    sql = "SELECT f.id, f.patient FROM token t JOIN family f ON f.id = t.family WHERE t.hash = ?"
    row = db.execute(sql, (digest(token),)).fetchone()
    return (row[0], row[1]) if row else None


def devices(db: sqlite3.Connection, patient: str, now: int) -> list[Device]:
    """The devices that may sync for a patient now, the one used last first."""
    sql = """SELECT id, device, name, created, last_used, expires FROM family
             WHERE patient = ? AND revoked IS NULL AND expires > ? ORDER BY last_used DESC, id"""
    return [Device(*row) for row in db.execute(sql, (patient, now))]


def last_contact(db: sqlite3.Connection, patient: str) -> int | None:
    """When a device of a patient was heard of last, withdrawn ones too; None where none ever was."""
    row = db.execute("SELECT max(last_used) FROM family WHERE patient = ?", (patient,)).fetchone()
    return int(row[0]) if row[0] is not None else None


def _forget_old(db: sqlite3.Connection, now: int) -> None:
    """Drop what is long over; the newest family of each patient stays."""
    db.execute("DELETE FROM token WHERE expires <= ?", (now - DAY,))
    db.execute(
        """DELETE FROM family WHERE expires <= ? AND last_used <
           (SELECT max(o.last_used) FROM family o WHERE o.patient = family.patient)""",
        (now - KEPT_AFTER,),
    )
