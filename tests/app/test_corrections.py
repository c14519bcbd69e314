"""Corrections and undo: what was said before stays, and only what was meant is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from hep_care.dose import Side
from hep_care.entry import EntryKind, Outcome, Record, Source, Symptom
from hep_tui.diary import Diary
from hep_tui.diary.corrections import Change, amendment, pain_change, withdrawal
from hep_tui.diary.drafts import Said, completion, pain_symptoms
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.programs import import_sample


@pytest.fixture
def logged(diary: Diary) -> Record:
    """One exercise with two readings, done as planned today."""
    import_sample(diary, "acl-early")
    item = diary.tally(diary.today).states[0].item
    said = Said((*pain_symptoms(1), Symptom(2, "dizziness_0_10")), 4, "fine")
    (entry,) = diary.log(completion(item.prescription, diary.today, item.slot, None, said))
    return _now(diary, entry.id)


def _now(diary: Diary, id: str) -> Record:
    record = diary.record(id)
    assert record is not None
    return record


def test_only_what_is_given_changes(diary: Diary, logged: Record) -> None:
    """Pain changes alone: the other reading, the sets, the effort and the note stay."""
    diary.log(amendment(diary, logged, Change(symptoms=pain_change(3)), "typed wrong"))
    now = _now(diary, logged.id).entry
    assert now.symptoms == (*pain_symptoms(3), Symptom(2, "dizziness_0_10"))
    assert (now.sets, now.effort, now.note, now.status) == (logged.entry.sets, 4, "fine", Outcome.COMPLETE)


def test_fewer_repetitions_keep_the_set_and_lower_the_outcome(diary: Diary, logged: Record) -> None:
    """The set keeps its id, so that a correction never doubles it."""
    diary.log(amendment(diary, logged, Change(reps=[4]), "counted wrong"))
    now = _now(diary, logged.id).entry
    assert [(one.id, one.reps) for one in now.sets] == [(logged.entry.sets[0].id, 4)]
    assert now.status is Outcome.PARTIAL


@pytest.mark.parametrize("change", [Change(reps=[1, 2, 3]), Change(reps=[1], side=Side.RIGHT), Change(note="a\0b")])
def test_what_does_not_fit_is_refused(diary: Diary, logged: Record, change: Change) -> None:
    """Too many numbers, a side it does not have, or a note that cannot be kept."""
    with pytest.raises(RefusedError):
        amendment(diary, logged, change, "why")


def test_undo_of_a_correction_goes_back_to_what_was_there(diary: Diary, logged: Record) -> None:
    """The record itself stays, with its first content."""
    diary.log(amendment(diary, logged, Change(reps=[4]), "counted wrong"))
    assert diary.undo() is not None
    now = _now(diary, logged.id)
    assert not now.retracted
    assert now.entry.sets == logged.entry.sets
    assert [entry.kind for entry in now.log[1:]] == [EntryKind.AMENDMENT, EntryKind.AMENDMENT]


def test_undo_after_a_withdrawal_takes_nothing_else_back(diary: Diary, logged: Record) -> None:
    """What is withdrawn stays so, and the entry before it is left alone."""
    item = diary.tally(diary.today).states[1].item
    (second,) = diary.log(completion(item.prescription, diary.today, item.slot))
    diary.log(withdrawal(_now(diary, second.id), "not mine"))
    assert diary.undo() is None
    assert not _now(diary, logged.id).retracted


def test_undo_takes_back_the_newest_entry_once(diary: Diary, logged: Record) -> None:
    """Undo withdraws what was logged last; once more, and there is nothing left."""
    undone = diary.undo()
    assert undone is not None
    assert undone.id == logged.id
    assert _now(diary, logged.id).log[-1].source is Source.LIVE
    assert diary.undo() is None


def test_the_command_corrects_alike(run_cli: Any) -> None:
    """`amend` and `retract` make the same entries as the app."""
    run_cli("import", "acl-early")
    id = run_cli("done", "quad", "--json").json["entries"][0]["id"]
    (entry,) = run_cli("amend", id, "--sets", "4", "--pain", "2", "--why", "typo", "--json").json["entries"]
    assert (entry["kind"], entry["pain"], entry["sets"][0]["reps"]) == ("amendment", 2, 4)
    assert run_cli("retract", id, "--why", "not mine").code == 0
    assert run_cli("amend", id, "--pain", "1", "--why", "typo").code == 1
