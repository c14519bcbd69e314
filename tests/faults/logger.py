"""A process that saves entries and says so on its standard output, one line each, after each is durable.

Usage: logger.py HOME COUNT [HOW]; HOW is `entries` (default), `session` (a session's journal with its entries), or
`reader` (reads everything, again and again, until its input ends).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.store.filled import NOW, completion, places_in
from hep_care.entry import Entry
from hep_tui.store.errors import NotSaved
from hep_tui.store.store import Store


def one(store: Store, id: str) -> Callable[[int], list[Entry]]:
    """What makes the next entry, with this id."""
    return lambda n: [completion(n, store.device, id=id)]


def save(store: Store, count: int) -> None:
    """Save entries; acknowledge each with its id, or say that it was not saved."""
    for _ in range(count):
        id = str(uuid4())
        try:
            store.append(one(store, id))
        except NotSaved as error:
            print("not saved", type(error).__name__, flush=True)
            continue
        print("saved", id, flush=True)


def run_sessions(store: Store, count: int) -> None:
    """Run sessions of three sets: each is noted, then the entry and the end of the session are saved as one."""
    for _ in range(count):
        id = str(uuid4())
        store.begin_session(id, "{}", NOW)
        for n in range(3):
            store.note_session(id, "set-done", str(n), NOW)
            print("noted", id, n, flush=True)
        with store.transaction():
            store.append(one(store, id))
            store.close_session(id, NOW)
        print("saved", id, flush=True)


def read_on(store: Store) -> None:
    """Read everything until the input ends."""
    seen = 0
    print("reading", flush=True)
    while not sys.stdin.closed and not _ended():
        now = len(list(store.entries()))
        assert now >= seen, "an entry that was read is gone"
        seen = now
    assert not store.damaged
    print("read", seen, flush=True)


def _ended() -> bool:
    import select

    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    with Store.open(places_in(Path(sys.argv[1])), now=NOW) as opened:
        how = sys.argv[3] if len(sys.argv) > 3 else "entries"
        if how == "reader":
            read_on(opened)
        elif how == "session":
            run_sessions(opened, int(sys.argv[2]))
        else:
            save(opened, int(sys.argv[2]))
