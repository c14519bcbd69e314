"""What is true now, by everything that was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.builders import START, amended, by_day, done, entry, exercise, on, retracted, sets_of, skipped
from hep_care.credit import share_done
from hep_care.entry import PAIN, Entry, EntryKind, Outcome, Reason, Source, Symptom, When, fold

SLR = exercise()


def test_a_correction_replaces_the_content_and_keeps_the_identity() -> None:
    """The record has the first entry's id, date and logging time, the correction's content, and both in its log."""
    first = done(SLR, START, reps=(10, 10, 10))
    later = amended(first, sets=sets_of(10, 5), effort=6, note="felt heavy", source=Source.BACK_FILLED)
    (record,) = fold([first, later])
    assert record.id == first.id
    assert (record.entry.date, record.entry.logged_at) == (START, first.logged_at)
    assert (record.entry.effort, record.entry.note) == (6, "felt heavy")
    assert [one.reps for one in record.entry.sets] == [10, 5]
    assert record.log == (first, later)
    assert record.amended


def test_a_correction_cannot_move_the_day_or_the_dose() -> None:
    """The local date and the dose it answered are frozen, whatever a correction carries."""
    first = done(SLR, START)
    (record,) = fold([first, amended(first, date=on(3), dose=None, prescription="other")])
    assert (record.entry.date, record.entry.dose, record.entry.prescription) == (START, SLR.dose, SLR.id)


def test_the_original_stays_readable() -> None:
    """Nothing that was said is lost: the log holds the entries unchanged, oldest first."""
    first = done(SLR, START)
    second, third = amended(first, 1, note="a"), amended(first, 2, note="b")
    (record,) = fold([third, first, second])
    assert record.log == (first, second, third)
    assert record.log[0].note == ""


def test_the_later_of_two_corrections_wins() -> None:
    """Corrections apply in the order they were logged, in whatever order they arrive."""
    first = done(SLR, START)
    early, late = amended(first, 1, note="early"), amended(first, 2, note="late")
    assert fold([late, early, first])[0].entry.note == "late"


def test_corrections_of_one_instant_are_ordered_by_id() -> None:
    """Two corrections logged at the same instant on one device apply by id, not by their place on the device."""
    first = done(SLR, START)
    one = amended(first, id="b", device_seq=7, note="one")
    two = amended(first, id="a", device_seq=8, note="two")
    assert one.logged_at == two.logged_at
    assert fold([first, one, two])[0].entry.note == fold([two, one, first])[0].entry.note == "one"


def test_a_correction_of_a_correction_corrects_the_first_entry() -> None:
    """Corrections may refer to each other; all of them belong to the one record."""
    first = done(SLR, START)
    second = amended(first, 1, note="second")
    third = amended(second, 1, note="third")
    (record,) = fold([first, second, third])
    assert (record.id, record.entry.note, len(record.log)) == (first.id, "third", 3)


def test_a_withdrawn_record_stays_withdrawn() -> None:
    """A correction that comes after a withdrawal changes the content and brings nothing back."""
    first = done(SLR, START)
    (record,) = fold([first, retracted(first, 1), amended(first, 2, note="late")])
    assert record.retracted
    assert record.entry.note == "late"


def test_withdrawing_a_correction_withdraws_the_record() -> None:
    """A withdrawal that names a correction withdraws what it corrected."""
    first = done(SLR, START)
    second = amended(first)
    assert [record.retracted for record in fold([first, second, retracted(second)])] == [True]


def test_a_correction_whose_first_entry_is_missing_waits() -> None:
    """It is not shown until what it corrects arrives, and then it counts."""
    first = done(SLR, START)
    later = amended(first, note="late")
    assert fold([later]) == ()
    assert fold([later, first])[0].entry.note == "late"


def test_corrections_that_refer_to_each_other_are_nobodys() -> None:
    """A circle of corrections ends, and shows nothing."""
    one = entry(EntryKind.AMENDMENT, START, id="a", refers_to="b")
    two = entry(EntryKind.AMENDMENT, START, id="b", refers_to="a")
    assert fold([one, two]) == ()


def test_a_skip_corrected_with_work_is_a_completion() -> None:
    """Who logged a skip by mistake and corrects it with the sets done has done them."""
    wrong = skipped(SLR, START, Reason.NO_TIME)
    right = amended(wrong, status=Outcome.COMPLETE, sets=sets_of(10, 10, 10), reason=None)
    (record,) = fold([wrong, right])
    assert record.entry.kind is EntryKind.COMPLETION
    assert share_done(record.entry) == 1
    assert record.log[0].kind is EntryKind.SKIP


def test_work_corrected_to_a_skip_is_a_skip() -> None:
    """Who logged work by mistake and corrects it to a skip did nothing, and the reason counts."""
    wrong = done(SLR, START, reps=(10, 10, 10))
    (record,) = fold([wrong, amended(wrong, status=Outcome.SKIPPED, reason=Reason.ILL)])
    assert record.entry.kind is EntryKind.SKIP
    assert share_done(record.entry) == 0


def test_records_are_in_the_order_they_were_first_logged() -> None:
    """A correction does not move its record."""
    one, two = done(SLR, START), done(SLR, on(1))
    assert [r.id for r in fold([two, amended(one, minutes=9999), one])] == [one.id, two.id]


def test_logging_times_compare_as_moments() -> None:
    """The order is that of the moments, not of the clock faces, where two zones meet."""
    first = done(SLR, START)
    east = timezone(timedelta(hours=9))
    early = amended(first, 1, note="early", logged_at=(first.logged_at + timedelta(minutes=1)).astimezone(east))
    late = amended(first, 2, note="late")
    assert fold([late, early, first])[0].entry.note == "late"


def test_pain_is_the_worst_reading_on_the_pain_scale() -> None:
    """Other scales are not pain, and no reading is none."""
    readings = (Symptom(3), Symptom(6, when=When.AFTER), Symptom(9, scale="dizziness_0_10"))
    assert done(SLR, START, symptoms=readings).pain == 6
    assert readings[0].scale == PAIN
    assert done(SLR, START).pain is None


@pytest.mark.parametrize("kind", [EntryKind.MESSAGE, EntryKind.SYMPTOM, EntryKind.ANSWER, EntryKind.APPOINTMENT])
def test_other_facts_keep_their_kind(kind: EntryKind) -> None:
    """A correction never turns a symptom or a message into work."""
    first = entry(kind, START)
    assert fold([first, amended(first, status=Outcome.COMPLETE)])[0].entry.kind is kind


def _history(seed: int) -> list[Entry]:
    """A history of two devices with corrections, corrections of corrections, withdrawals and equal instants."""
    random = Random(seed)
    entries: list[Entry] = []
    for n in range(random.randint(1, 12)):
        device = random.choice(("laptop", "phone"))
        if entries and random.random() < 0.6:
            old = random.choice(entries)
            make = retracted if random.random() < 0.2 else amended
            entries.append(make(old, random.randint(0, 3), device=device, note=f"note {n}"))
        else:
            entries.append(done(SLR, on(random.randint(0, 5)), device=device))
    return entries


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(seed: int, shuffler: Random) -> None:
    """Any order of the same entries gives the same records."""
    entries = _history(seed)
    shuffled = list(entries)
    shuffler.shuffle(shuffled)
    assert fold(shuffled) == fold(entries)


@given(st.integers(0, 10**6), st.integers(0, 4095))
def test_two_devices_agree_on_the_union(seed: int, mask: int) -> None:
    """What two devices hold together gives one set of records, however much of it both of them had."""
    entries = _history(seed)
    one = [e for n, e in enumerate(entries) if mask >> n & 1]
    two = [replace(e) for n, e in enumerate(entries) if not mask >> n & 1 or n % 2]
    assert fold(one + two) == fold(two + one) == fold(entries)


@given(st.integers(0, 10**6))
def test_more_entries_never_lose_a_record(seed: int) -> None:
    """Records only come to be: every prefix of a history has a subset of the records of the whole."""
    entries = _history(seed)
    whole = {record.id for record in fold(entries)}
    assert all({record.id for record in fold(entries[:n])} <= whole for n in range(len(entries)))


def test_the_same_entry_twice_is_one_fact() -> None:
    """An entry that comes back from the clinic beside the device's own is neither a correction nor a second record."""
    first = done(SLR, START)
    (record,) = fold([first, replace(first)])
    assert record.log == (first,)
    assert len(by_day([first, replace(first)])[START]) == 1
