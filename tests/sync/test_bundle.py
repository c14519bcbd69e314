"""Bundles: an export that comes back byte for byte, and files that are refused or read entry by entry."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hep_care.entry import fold
from hep_sync.errors import FileRefused
from hep_sync.fhir import codes
from hep_sync.fhir.bundle import bundle_text, entries_of, record_line, resource_line
from hep_sync.fhir.observation import observation_to_entries
from sync.records import EXAMPLES, example, records

BUNDLES = sorted(EXAMPLES.glob("bundle-*.json"))


@given(st.lists(records(), max_size=4, unique_by=lambda record: record.id))
@settings(max_examples=25, deadline=None)
def test_records_come_back(histories):
    """Written and read again, the same history is there, and writing it again gives the same bytes."""
    first = bundle_text(record_line(record, "me") for record in histories)
    entries = [entry for piece in entries_of([first]) for entry in observation_to_entries(piece.resource)]
    back = {record.id: record for record in fold(entries)}

    assert back == {record.id: record for record in histories}
    assert bundle_text(record_line(back[record.id], "me") for record in histories) == first


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_text_may_come_in_any_chunks(size):
    """Where the text is cut makes no difference, and a resource keeps its own text byte for byte."""
    raw = '{"resourceType":"Goal", "id":"g",  "n":1.50, "words":"\\u00e9 ü"}'
    extension = {"url": "u", "valueString": "v"}
    text = bundle_text([resource_line("Goal", "g", raw, [extension]), resource_line("Goal", "h", "{}")])
    pieces = list(entries_of(text[at : at + size] for at in range(0, len(text), size)))

    assert [piece.raw for piece in pieces] == [raw, "{}"]
    assert pieces[0].beside["extension"] == [extension]
    assert pieces[0].beside["fullUrl"] == f"{codes.BASE}/Goal/g"


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem)
def test_example_bundles_are_read(path):
    """Every example Bundle gives its resources in order."""
    text = path.read_text("utf-8")
    wanted = [entry["resource"] for entry in json.loads(text)["entry"]]

    assert [piece.resource for piece in entries_of([text])] == wanted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "too early"),
        ("   ", "too early"),
        ("null", "not expected"),
        ("[]", "not expected"),
        ("<html>", "not expected"),
        ('{"resourceType": "Bundle", "entry": [{"resource": {"id": ', "too early"),
        ('{"resourceType": "Bundle"', "too early"),
        ('{"resourceType": "Bundle"} x', "after its end"),
        ('{"a": ' + "[" * 100_000, "too deeply"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "-Infinity"),
        ('{"a": 1e400}', "too large"),
        ('{"a": 123456789012345678901234567890}', "too large"),
        ('{"a": {"b": 1, "b": 2}}', "twice"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"entry": [], "entry": []}', "twice"),
        ('{"entry": [{"resource": {}, "resource": {}}]}', "twice"),
        ('{"entry": [{"resource": {}}]}', "not a FHIR Bundle"),
        (json.dumps(example("patient")), "not a FHIR Bundle"),
    ],
)
def test_bad_files_are_refused(text, why):
    """A file that is not JSON, or that JSON readers would take in silence, is refused with a plain reason."""
    with pytest.raises(FileRefused, match=why):
        list(entries_of([text]))


def test_entries_without_a_resource():
    """An entry without a resource is told from the others, and those around it are read."""
    goal = {"resourceType": "Goal", "id": "g"}
    text = json.dumps({"entry": [{"resource": goal}, {}, {"resource": goal}], "resourceType": "Bundle"})

    assert [piece.resource for piece in entries_of([text])] == [goal, {}, goal]


def test_large_files_are_not_one_tree():
    """Entries come one at a time: the first is there before the last is looked at."""
    reading = entries_of(['{"resourceType":"Bundle","entry":[{"resource":{"id":"a"}},' + "x" * 1000])

    assert next(reading).resource == {"id": "a"}
    with pytest.raises(FileRefused):
        next(reading)
