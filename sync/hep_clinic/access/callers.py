"""Who sends a request, from its Authorization header."""

from __future__ import annotations

import sqlite3

from hep_clinic.access.digests import digest
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Caller, Role
from hep_clinic.fhir.outcome import Wrong

_LONGEST = 200


def caller_of(db: sqlite3.Connection, header: str | None, now: int | None = None) -> Caller:
    """The patient's device or the therapist's program that a bearer token belongs to. Raises `Wrong` 401.

    One answer for no token, an unknown one, an expired one and one that was withdrawn.
    """
    moment = tables.now() if now is None else now
    hashed = digest(_token(header))
    caller = _device(db, hashed, moment) or _program(db, hashed, moment)
    if caller is None:
        raise unknown()
    return caller


def unknown() -> Wrong:
    """The answer to everybody who is not known."""
    return Wrong(401, "login", "A valid access token is needed.")


def _token(header: str | None) -> str:
    scheme, _, token = (header or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST:
        raise unknown()
    return token


def _device(db: sqlite3.Connection, hashed: str, now: int) -> Caller | None:
    sql = """SELECT f.id, f.patient, f.last_used, t.used FROM token t JOIN family f ON f.id = t.family
             WHERE t.hash = ? AND t.kind = 'access' AND t.expires > ? AND f.revoked IS NULL"""
    row = db.execute(sql, (hashed, now)).fetchone()
    if row is None:
        return None
    family, patient, last_used, used = row
    if used is None:
        db.execute("UPDATE token SET used = ? WHERE hash = ?", (now, hashed))
    if now > last_used:
        db.execute("UPDATE family SET last_used = ? WHERE id = ?", (now, family))
    return Caller(Role.PATIENT, family, patient)


def _program(db: sqlite3.Connection, hashed: str, now: int) -> Caller | None:
    sql = """SELECT b.email FROM bearer b JOIN account a ON a.email = b.email
             WHERE b.hash = ? AND b.expires > ? AND a.active = 1"""
    row = db.execute(sql, (hashed, now)).fetchone()
    return Caller(Role.THERAPIST, row[0]) if row else None
