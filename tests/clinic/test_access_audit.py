"""The log of who looked: complete, and not to be changed unseen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.rig import Clinic, bearer, form
from hep_clinic.access import audit
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Caller, Role

WHO = Caller(Role.THERAPIST, "ana@clinic.example")


def chain(n: int) -> sqlite3.Connection:
    """A file with a chain of n rows, whose guards were taken away as by somebody who edits the file."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for statement in tables.TABLES:
        db.execute(statement)
    for at in range(n):
        audit.note(db, WHO, "read", f"Observation/{at}", 200, patient="p1", now=at)
    db.execute("DROP TRIGGER audit_is_never_changed")
    db.execute("DROP TRIGGER audit_is_never_deleted")
    return db


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 12), st.data())
def test_any_row_edited_or_removed_is_found(n: int, data: st.DataObject) -> None:
    """Every column of every row is covered, the last row and the only row too."""
    db = chain(n)
    assert audit.verify(db).ok
    row = data.draw(st.integers(1, n))
    column = data.draw(st.sampled_from(("at", "actor", "action", "what", "patient", "status", "previous", "hash", "")))
    if column:
        value = 99 if column in ("at", "status") else "x"
        db.execute(f"UPDATE audit SET {column} = ? WHERE n = ?", (value, row))
    else:
        db.execute("DELETE FROM audit WHERE n = ?", (row,))
    verdict = audit.verify(db)
    assert not verdict.ok
    assert verdict.broken in (row, row + 1)
    db.close()


def test_rows_cannot_be_changed_through_the_file_as_it_is(tmp_path: Path) -> None:
    """The file itself refuses, for the program's own connections too."""
    db = tables.open_file(tmp_path / "clinic.sqlite")
    audit.note(db, None, "read", "Patient", 401)
    for change in ("UPDATE audit SET status = 200", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(change)
    db.close()


async def test_every_access_and_every_denial_makes_one_row(clinic: Clinic) -> None:
    """Pairing, reading, searching, being refused: each once, with whom it was about and never what was searched for."""
    ana, bo = clinic.patient("Ana Silva"), clinic.patient("Bo", "1980")
    async with clinic.client() as http:
        told = (await http.post("/token", data=form(clinic.code(ana)))).json()
        headers = bearer(told["access_token"])
        await http.get(f"/fhir/Patient/{ana}", headers=headers)
        await http.get("/fhir/Patient?name=Silva", headers=headers)
        await http.get(f"/fhir/Patient/{bo}", headers=headers)
        await http.get(f"/fhir/Patient/{bo}")
        await http.get("/devices", headers=headers)
    rows = clinic.do(lambda db: audit.newest(db, 100))
    told_rows = [(row.action, row.status, row.actor.partition("/")[0], row.patient) for row in rows]
    assert told_rows == [
        ("pair", 200, "patient", ana),
        ("read", 200, "patient", ana),
        ("search", 200, "patient", ana),
        ("read", 404, "patient", ana),
        ("read", 401, "nobody", ""),
        ("read", 200, "patient", ana),
    ]
    assert not any("Silva" in row.what for row in rows)
    assert clinic.do(audit.verify).ok
