from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.store.filled import NOW, TODAY, build, fill
from hep_care.counts import DayCount
from hep_tui.locations import Places
from hep_tui.store import lease
from hep_tui.store.errors import CannotWrite
from hep_tui.store.quarantine import Quarantined
from hep_tui.store.resources import ActiveProgram, Resource
from hep_tui.store.store import Store

PLAN = Resource("CarePlan", "p1", "1", '{"resourceType": "CarePlan",  "id": "p1"}', NOW, TODAY)


def test_a_resource_is_kept_byte_for_byte(store: Store) -> None:
    """Raw text comes back as it came, every version of it, and a known version adds nothing."""
    newer = replace(PLAN, version="2", raw="{}", effective_from=None)
    assert store.add_resources([PLAN, newer]).new == 2
    assert store.add_resources([PLAN]).known == 1
    assert store.resources() == (PLAN, newer)
    assert store.resources("ServiceRequest") == ()


def test_another_content_under_the_same_version_is_set_aside(store: Store) -> None:
    """A server that reuses a version cannot rewrite what it wrote before."""
    store.add_resources([PLAN])
    assert store.add_resources([replace(PLAN, raw="{}")]).clashes == ("CarePlan/p1/1",)
    assert store.resources() == (PLAN,)
    assert [thing.raw for thing in store.quarantined()] == ["{}"]


def test_what_the_clinic_wrote_cannot_be_changed(store: Store) -> None:
    """The database itself refuses to update or delete a resource."""
    store.add_resources([PLAN])
    for statement in ("UPDATE resource SET raw = '{}'", "DELETE FROM resource"):
        with pytest.raises(sqlite3.IntegrityError, match="as it came"), store.transaction():
            store.connection.execute(statement)


def test_one_program_is_active_and_the_past_keeps_its_own(store: Store) -> None:
    """A new program ends the old one the day before; None ends it without another."""
    assert store.active_program() is None
    store.set_active("a", TODAY, NOW)
    store.set_active("a", TODAY + timedelta(days=5), NOW + timedelta(days=5))
    store.set_active("b", TODAY + timedelta(days=10), NOW + timedelta(days=10))
    assert store.active_program() == ActiveProgram("b", TODAY + timedelta(days=10))
    assert store.program_history()[0] == ActiveProgram("a", TODAY, TODAY + timedelta(days=9))
    store.set_active(None, TODAY + timedelta(days=20), NOW + timedelta(days=20))
    assert store.active_program() is None
    assert [program.program for program in store.program_history()] == ["a", "b"]


def test_day_totals_come_back_exactly(store: Store) -> None:
    """Shares are fractions and stay fractions, however long."""
    totals = [DayCount(TODAY, 3, 1, Fraction(10**30 + 1, 3 * 10**30), False, True), DayCount(TODAY + timedelta(days=1))]
    generation = store.derived().generation
    assert store.replace_day_totals(totals, TODAY, TODAY + timedelta(days=1), generation)
    assert store.day_totals() == tuple(totals)
    assert store.derived().valid_through == TODAY + timedelta(days=1)


def test_totals_counted_before_something_was_added_are_refused(store: Store) -> None:
    """An entry that is saved while totals are counted makes them be counted again."""
    generation = store.derived().generation
    fill(store, 1)
    assert not store.replace_day_totals([DayCount(TODAY)], TODAY, TODAY, generation)
    assert store.day_totals() == ()
    assert store.derived().dirty_from == TODAY


def test_days_are_clean_as_far_as_they_were_counted(store: Store) -> None:
    """Counting up to a day makes it the last one known, and leaves a dirty day before the first one counted dirty."""
    day = date(2026, 3, 1)
    ten_days = [DayCount(day + timedelta(days=n)) for n in range(10)]
    store.replace_day_totals(ten_days, day, day + timedelta(days=9), store.derived().generation)
    store.mark_dirty(day + timedelta(days=2))
    store.replace_day_totals(ten_days[3:], day + timedelta(days=3), day + timedelta(days=9), store.derived().generation)
    assert store.derived().dirty_from == day + timedelta(days=2)
    store.replace_day_totals(
        ten_days[2:5], day + timedelta(days=2), day + timedelta(days=4), store.derived().generation
    )
    assert (store.derived().dirty_from, store.derived().valid_through) == (None, day + timedelta(days=4))
    assert store.day_totals() == tuple(ten_days[:5])


def test_a_session_resumes_where_it_was(store: Store, places: Places) -> None:
    """What was noted in a session is there for the next process, in order, until it is closed."""
    store.begin_session("s", '{"blocks": []}', NOW)
    assert [store.note_session("s", "set-done", f'{{"n": {n}}}', NOW) for n in (1, 2)] == [1, 2]
    with Store.open(places, now=NOW) as after_crash:
        (session,) = after_crash.unfinished_sessions()
        assert [event.payload for event in session.events] == ['{"n": 1}', '{"n": 2}']
        with after_crash.transaction():
            after_crash.append(build(after_crash))
            after_crash.close_session("s", NOW)
    assert store.unfinished_sessions() == ()


def test_a_block_is_kept_as_one(store: Store) -> None:
    """When a block fails, neither its entries nor the closing of its session are kept."""
    store.begin_session("s", "{}", NOW)

    def save_and_fail() -> None:
        with store.transaction():
            store.append(build(store))
            store.close_session("s", NOW)
            raise KeyError

    with pytest.raises(KeyError):
        save_and_fail()
    assert store.counts().entries == 0
    assert len(store.unfinished_sessions()) == 1
    assert fill(store, 1)[0].device_seq == 1


def test_red_flags_are_acknowledged_by_program_version(store: Store) -> None:
    """A new version must be shown again."""
    store.acknowledge("p", "1", NOW)
    assert store.acknowledged("p", "1")
    assert not store.acknowledged("p", "2")


def test_the_quarantine_keeps_a_thing_once(store: Store) -> None:
    """The same unusable thing met again is one thing; once whole it is no longer counted."""
    thing = Quarantined("import", "Observation/1", "no date", "{}", NOW)
    store.quarantine(thing)
    store.quarantine(thing)
    assert store.quarantined() == (thing,)
    store.settle_quarantine("import", ["Observation/1"], NOW)
    assert store.counts().quarantined == 0


def test_single_values(store: Store) -> None:
    """A value is set, replaced and removed."""
    store.set_meta("cursor", "1")
    store.set_meta("cursor", "2")
    assert store.meta("cursor") == "2"
    store.set_meta("cursor", None)
    assert store.meta("cursor") is None


def test_a_file_opened_to_view_saves_nothing(store: Store, places: Places) -> None:
    """Reading works, and writing says that it did not."""
    fill(store, 1)
    with Store.open(places, now=NOW, readonly=True) as view:
        assert len(list(view.entries())) == 1
        with pytest.raises(CannotWrite, match="NOT saved"):
            view.append(build(view))


def test_case_15_a_lease_is_held_once(places: Places) -> None:
    """A second app gets no lease until the first one gives it back."""
    places.make()
    with lease.take(places.app_lease) or pytest.fail("the first lease"):
        assert lease.take(places.app_lease) is None
    again = lease.take(places.app_lease)
    assert again is not None
    again.release()
    again.release()
