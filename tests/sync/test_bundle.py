"""Bundles: an export that comes back byte for byte, and files that are refused or read entry by entry."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hep_care.entry import fold
from hep_sync.errors import FileRefused, NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.bundle import export_bundle, read_bundle, stamp, unstamp, write_bundle
from hep_sync.fhir.observation import observation_to_entries
from hep_sync.fhir.program import ResourceVersion, read_program
from hep_sync.programs import sample_text
from hep_sync.programs.reader import read_toml, to_resources
from sync.records import EXAMPLES, example, records

START = date(2026, 3, 2)
TODAY = date(2026, 5, 1)


def versions():
    """A sample program, with one order in a second version."""
    resources = to_resources(read_toml(sample_text("rotator-cuff")), start=START)
    seen = [ResourceVersion(resource, resource["meta"]["versionId"], START) for resource in resources]
    changed = {**seen[-1].resource, "status": "on-hold"}
    return [*seen, ResourceVersion(changed, "2", date(2026, 3, 20))]


@given(st.lists(records(), max_size=4, unique_by=lambda record: record.id))
@settings(max_examples=25, deadline=None)
def test_export_comes_back(histories):
    """Exported and imported on an empty profile, the same history and program are there, and export the same bytes."""
    program = versions()
    first = write_bundle(export_bundle(program, histories, "me"))
    found = [one for one in read_bundle(first) if isinstance(one, dict)]
    back = [unstamp(one, today=TODAY) for one in found if one["resourceType"] != "Observation"]
    entries = [entry for one in found for entry in observation_to_entries(one)]
    assert {record.id: record for record in fold(entries)} == {record.id: record for record in histories}
    assert sorted((one.version, one.effective_from) for one in back) == sorted(
        (one.version, one.effective_from) for one in program
    )
    assert read_program(back, zone="UTC").program == read_program(program, zone="UTC").program
    assert write_bundle(export_bundle(back, fold(entries), "me")) == first


def test_order_does_not_matter():
    """The same things in another order make the same bytes."""
    program = versions()
    shuffled = random.Random(4).sample(program, len(program))
    assert write_bundle(export_bundle(program, (), "me")) == write_bundle(export_bundle(shuffled, (), "me"))
    bundle = export_bundle(program, (), "me")
    assert bundle["type"] == "collection"
    assert "timestamp" not in bundle


def test_stamps_come_off():
    """The date of a version travels in `meta` and leaves no trace in the resource."""
    resource = {"resourceType": "Goal", "id": "g", "meta": {"versionId": "3", "extension": [{"url": "x"}]}}
    version = ResourceVersion(resource, "3", START)
    assert unstamp(stamp(version), today=TODAY) == version
    plain = {"resourceType": "Goal", "id": "g"}
    assert unstamp(plain, today=TODAY) == ResourceVersion(plain, "1", TODAY)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_examples_are_read(path):
    """Every example file is read; a Bundle gives its resources in order, another file itself."""
    raw = path.read_bytes()
    parsed = json.loads(raw)
    wanted = [entry["resource"] for entry in parsed["entry"]] if parsed["resourceType"] == "Bundle" else [parsed]
    assert list(read_bundle(raw)) == wanted


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"null", "not a FHIR Bundle"),
        (b"[]", "not a FHIR Bundle"),
        (b"<html>", "not a FHIR Bundle"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b'{"a": "\xff"}', "not UTF-8: byte 8"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"id": ', "line 1"),
        (b'{"resourceType": "Bundle"', "line 1"),
        (b'{"resourceType": "Bundle"} x', "line 1"),
        (b'{"a": ' + b"[" * 100_000, "too deeply"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1e400}', "too large"),
        (b'{"a": {"b": 1, "b": 2}}', "twice"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"entry": [], "entry": []}', "twice"),
        (b'{"entry": [{"resource": {}}]}', "not a FHIR Bundle"),
    ],
)
def test_bad_files_are_refused(raw, why):
    """A file that is not JSON, or that JSON readers would take in silence, is refused with a plain reason."""
    with pytest.raises(FileRefused, match=why):
        list(read_bundle(raw))


def test_entries_without_a_resource():
    """An entry without a resource is reported, and those around it are read."""
    goal = {"resourceType": "Goal", "id": "g"}
    raw = json.dumps({"entry": [{"resource": goal}, {}, 5, {"resource": goal}], "resourceType": "Bundle"}).encode()
    found = list(read_bundle(raw))
    assert [type(one) for one in found] == [dict, NotUnderstood, NotUnderstood, dict]


def test_byte_order_mark_is_accepted():
    """A UTF-8 file that begins with a byte order mark is read."""
    assert list(read_bundle(b"\xef\xbb\xbf" + json.dumps(example("patient")).encode())) == [example("patient")]


def test_large_files_are_not_one_tree():
    """Entries come one at a time: the first is there before the last is looked at."""
    raw = b'{"resourceType":"Bundle","entry":[{"resource":{"id":"a"}},' + b"x" * 1000
    reading = read_bundle(raw)
    assert next(reading) == {"id": "a"}
    with pytest.raises(FileRefused):
        next(reading)


def test_records_are_named_by_their_uuid():
    """The address of an exported record is the urn of its first entry, of a plan its canonical address."""
    bundle = export_bundle([example("careplan-program"), example("completion-complete")], (), "p1")
    assert [entry["fullUrl"] for entry in bundle["entry"]] == [
        f"{codes.BASE}/CarePlan/hep42",
        "urn:uuid:0f8b5f0e-6f0b-4b3e-9c52-3d1e7a1c0a01",
    ]
