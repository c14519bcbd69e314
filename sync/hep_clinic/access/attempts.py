"""How often one address may try: rows of a minute, in the same file as everything else, so that a restart forgives nothing."""

from __future__ import annotations

import sqlite3

from hep_clinic.access.invitations import MINUTE

MOST = 10
WITHIN = MINUTE


def allowed(db: sqlite3.Connection, who: str, now: int) -> bool:
    """Whether an address may try once more now; where it may, the try is counted."""
    # A clock that was set back must not lock an address out.
    db.execute("DELETE FROM attempt WHERE at <= ? OR at > ?", (now - WITHIN, now))
    (count,) = db.execute("SELECT count(*) FROM attempt WHERE who = ?", (who,)).fetchone()
    if count >= MOST:
        return False
    db.execute("INSERT INTO attempt (who, at) VALUES (?, ?)", (who, now))
    return True
