"""Entries as payloads: exact both ways, one canonical form, a digest that notices every change."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings

from hep_care.dose import Dose, Kind, Load, LoadKind
from hep_sync.errors import NotUnderstood
from hep_sync.payload import canonical, digest, dose_from_plain, dose_to_plain, from_payload, moment_text, to_payload
from sync.records import doses, entries


@given(entries())
@settings(max_examples=150, deadline=None)
def test_entry_round_trip(entry):
    """Any entry comes back equal from its payload, also through the canonical bytes."""
    assert from_payload(to_payload(entry)) == entry
    again = from_payload(json.loads(canonical(to_payload(entry))))
    assert again == entry
    assert digest(to_payload(again)) == digest(to_payload(entry))


@given(doses())
@settings(max_examples=80, deadline=None)
def test_dose_round_trip(dose):
    """Any dose comes back equal from its plain form, and decimals keep their last zero."""
    again = dose_from_plain(json.loads(json.dumps(dose_to_plain(dose))))
    assert again == dose
    assert dose_to_plain(again) == dose_to_plain(dose)


def test_decimals_keep_their_digits():
    """2.50 kg stays 2.50, and no float appears anywhere."""
    dose = Dose(Kind.REPS, reps=10, load=Load(LoadKind.KG, Decimal("2.50")))
    assert dose_to_plain(dose) == {"kind": "reps", "reps": 10, "load": {"kind": "kg", "value": "2.50"}}
    assert str(dose_from_plain(dose_to_plain(dose)).load.value) == "2.50"


@given(entries())
@settings(max_examples=20, deadline=None)
def test_private_notes_stay_out(entry):
    """The private note is in no payload and comes back only where it is handed over."""
    secret = replace(entry, private_note="nobody else")
    assert to_payload(secret) == to_payload(entry)
    assert from_payload(to_payload(secret), private_note="nobody else") == secret


def test_only_what_differs_is_written():
    """A default is not written, so that a later field with a default leaves old digests alone."""
    assert dose_to_plain(Dose(Kind.COMPLETION)) == {"kind": "completion"}


@pytest.mark.parametrize(
    ("micro", "text"),
    [(0, "07:41:05-06:00"), (120_000, "07:41:05.120-06:00"), (120_001, "07:41:05.120001-06:00")],
)
def test_times_keep_their_precision(micro, text):
    """Seconds stay seconds, milliseconds stay milliseconds, and the offset stays."""
    moment = datetime(2026, 3, 4, 7, 41, 5, micro, timezone(timedelta(hours=-6)))
    assert moment_text(moment) == f"2026-03-04T{text}"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "dance"},
        {"date": "2026-02-30"},
        {"at": "2026-03-04T07:41:05"},
        {"device_seq": True},
        {"device_seq": 1.5},
        {"slot": 2**60},
        {"dose": []},
        {"dose": {"kind": "reps", "distance_m": "NaN"}},
        {"dose": {"kind": "reps", "distance_m": "1" * 50}},
        {"sets": [{"id": "a"}]},
        {"sets": ["x"]},
        {"id": None},
        {"note": 5},
        {"effort": "4"},
    ],
)
def test_damaged_payloads_are_refused(change):
    """A value of the wrong kind raises NotUnderstood, and never another exception."""
    good = {
        "id": "a",
        "kind": "completion",
        "date": "2026-03-04",
        "zone": "UTC",
        "at": "2026-03-04T07:41:05+00:00",
        "logged_at": "2026-03-04T07:41:05+00:00",
        "device": "d",
        "device_seq": 1,
    }
    assert from_payload(good).device_seq == 1
    with pytest.raises(NotUnderstood):
        from_payload({**good, **change})


def test_missing_values_are_named():
    """A payload without a value that has no default says which one."""
    with pytest.raises(NotUnderstood, match="has no id"):
        from_payload({"kind": "completion"})


@pytest.mark.parametrize("value", [1.0, {"a": [0.5]}, float("nan"), "\ud800"])
def test_canonical_refuses_what_is_not_exact(value):
    """Floats and text that is not Unicode have no canonical form."""
    with pytest.raises(NotUnderstood):
        canonical({"x": value})


def test_canonical_form():
    """Keys are sorted, nothing is escaped that need not be, and there are no spaces."""
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()


def test_payload_is_light():
    """The app reads entries at its start: this module brings in nothing but the standard library and hep_care."""
    code = (
        "import hep_sync.payload, sys; print([m for m in sys.modules if m.startswith(('hep_sync.fhir', 'dateutil'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
