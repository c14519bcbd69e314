from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.store.filled import NOW, TODAY, build, completion, correction, fill, new_id
from hep_care.entry import EntryKind
from hep_sync.payload import digest, to_payload
from hep_tui.locations import Places
from hep_tui.store.errors import DamagedFile, EntryClash
from hep_tui.store.rows import Origin, to_entry, to_row
from hep_tui.store.store import Store


def test_what_was_saved_comes_back_as_it_was(store: Store, places: Places) -> None:
    """Every field of an entry survives, private note and exact numbers included."""
    saved = fill(store, 3)
    assert tuple(store.entries()) == saved
    with Store.open(places, now=NOW) as again:
        assert tuple(again.entries()) == saved
        assert again.device == store.device
        assert again.notices == ()


def test_the_digest_of_a_row_is_the_one_that_goes_over_the_wire() -> None:
    """A row's sha256 is the payload's digest and does not depend on the private note."""
    entry = completion(1, "device")
    row = to_row(entry, Origin.HERE)
    assert digest(to_payload(entry)) in row
    assert digest(to_payload(entry)) in to_row(replace(entry, private_note=""), Origin.HERE)
    assert to_entry(row) == entry


def test_case_14_the_file_is_closed_to_others(store: Store, places: Places) -> None:
    """The file, and what the state folder remembers, have mode 0600."""
    fill(store, 1)
    for path in (places.database, places.memory):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_numbers_are_given_without_gaps_and_never_twice(store: Store) -> None:
    """Each entry made here has the next number of this device."""
    assert [entry.device_seq for entry in fill(store, 4)] == [1, 2, 3, 4]
    assert store.gaps(store.device) == ()


def test_entries_of_one_call_are_kept_together_or_not_at_all(store: Store) -> None:
    """Where the last of several entries is refused, none of them is kept."""
    fill(store, 1)

    def clashing(n: int) -> list[object]:
        return [completion(n, store.device), completion(n + 7, store.device)]

    with pytest.raises(ValueError, match="number 3"):
        store.append(clashing)  # type: ignore[arg-type]
    assert store.counts().entries == 1
    assert store.check(NOW).sound


def test_saving_again_after_a_lost_answer_does_not_save_twice(store: Store) -> None:
    """The same id with the same content is the same entry, under the number it got first."""
    entry = completion(1, store.device)
    first = store.append(lambda n: [replace(entry, device_seq=n)])
    later = replace(entry, logged_at=NOW + timedelta(minutes=1))
    assert store.append(lambda n: [replace(later, device_seq=n)]) == first
    assert store.counts().entries == 1


def test_an_id_never_changes_its_meaning(store: Store) -> None:
    """Other content under a known id is refused, and what was saved stays."""
    (first,) = store.append(build(store, start=10))
    with pytest.raises(EntryClash):
        store.append(lambda n: [replace(completion(n, store.device, id=first.id), note="other")])
    assert list(store.entries()) == [first]


def test_facts_cannot_be_changed_or_deleted(store: Store) -> None:
    """The database itself refuses to update, delete or replace an entry."""
    fill(store, 1)
    for statement in (
        "UPDATE entry SET slot = 2",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="fact"), store.transaction():
            store.connection.execute(statement)
    assert store.check(NOW).sound


def test_a_correction_comes_with_what_it_corrects(store: Store) -> None:
    """Corrections are found with their first entry whatever their own date, and corrections of corrections too."""
    (first,) = store.append(build(store, day=TODAY))
    later = TODAY + timedelta(days=3)
    store.append(lambda n: [correction(n, store.device, first.id, day=later)])
    store.append(lambda n: [correction(n, store.device, new_id(2), day=later, kind=EntryKind.RETRACTION)])
    assert [entry.id for entry in store.entries(TODAY, TODAY)] == [new_id(1), new_id(2), new_id(3)]
    assert list(store.entries(later, later)) == []
    assert store.derived().dirty_from == TODAY


def test_corrections_that_arrive_before_their_entry_are_found_once_it_is_here(store: Store) -> None:
    """The order of arrival makes no difference to what a day shows."""
    store.receive([correction(2, "other", new_id(1))], NOW)
    assert list(store.entries(TODAY, TODAY)) == []
    store.receive([completion(1, "other")], NOW)
    assert [entry.id for entry in store.entries(TODAY, TODAY)] == [new_id(1), new_id(2)]


def test_a_circle_of_corrections_ends(store: Store) -> None:
    """Corrections that refer to one another are read once."""
    store.receive([completion(1, "x"), correction(2, "x", new_id(3)), correction(3, "x", new_id(2))], NOW)
    assert len(list(store.entries())) == 3
    assert [entry.id for entry in store.entries(TODAY, TODAY)] == [new_id(1)]


def test_a_range_is_inclusive_and_longer_than_a_chunk(store: Store) -> None:
    """Days are found by their date, both ends included, over many chunks."""
    start = date(2025, 1, 1)
    store.receive([completion(n, "x", day=start + timedelta(days=n // 3)) for n in range(1, 1600)], NOW)
    found = list(store.entries(start + timedelta(days=1), start + timedelta(days=500)))
    assert [entry.device_seq for entry in found] == list(range(3, 1503))
    assert list(store.entries(start, start, [EntryKind.MESSAGE])) == []


def test_receiving_again_adds_nothing(store: Store) -> None:
    """Imported entries keep device and number; a second import knows them all."""
    arriving = [completion(n, "other") for n in range(1, 6)]
    assert store.receive(arriving, NOW).new == 5
    again = store.receive(arriving, NOW)
    assert (again.new, again.known) == (0, 5)
    assert tuple(store.entries()) == tuple(arriving)


def test_another_content_under_a_known_id_is_set_aside(store: Store) -> None:
    """What was here stays; what came is kept in the quarantine."""
    store.receive([completion(1, "other")], NOW)
    answer = store.receive([completion(1, "other", note="changed")], NOW)
    assert answer.clashes == (new_id(1),)
    assert [thing.ref for thing in store.quarantined()] == [new_id(1)]
    assert next(store.entries()).note == ""


def test_own_numbers_that_come_back_are_not_given_again(store: Store) -> None:
    """Entries of this device that a sync brings back move the next number past them."""
    store.receive([completion(9, store.device)], NOW)
    assert fill(store, 1)[0].device_seq == 10
    assert store.gaps(store.device) == ((1, 8),)


def test_the_start_path_does_without_sqlite_utils(store: Store, places: Places) -> None:
    """Opening a file and reading a day imports neither sqlite-utils nor platformdirs."""
    fill(store, 1)
    code = (
        "import sys; from datetime import datetime, timezone; from hep_tui.locations import find_places; "
        "from hep_tui.store.store import Store; places = find_places('me', {'HEP_TUI_HOME': sys.argv[1]}); "
        "store = Store.open(places, now=datetime.now(timezone.utc)); assert len(list(store.entries())) == 1; "
        "print(sorted({'sqlite_utils', 'platformdirs', 'textual', 'click', 'httpx'} & set(sys.modules)))"
    )
    argv = [sys.executable, "-c", code, str(places.data.parent.parent)]
    assert subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("column", ["digest", "last_logged_at"])
def test_a_mixed_up_ledger_is_damage_and_not_a_crash(store: Store, places: Places, column: str) -> None:
    """Where a page of the file holds something else, opening it says that the file is damaged."""
    fill(store, 1)
    store.close()
    with sqlite3.connect(places.database) as raw:
        raw.execute(f"UPDATE ledger SET {column} = 'Ω'")
    raw.close()

    with pytest.raises(DamagedFile):
        Store.open(places, now=NOW)
