"""The plan of the twins' clinic: one exercise, whose note changes with every version."""

from __future__ import annotations

from typing import Any

from sync.records import example

Json = dict[str, Any]


def _bare(resource: Json) -> Json:
    return {key: value for key, value in resource.items() if key not in ("id", "meta", "partOf", "activity")}


PLAN: Json = {
    **_bare(example("careplan-program")),
    "id": "plan-1",
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-02-01"},
}


def prescription(number: int) -> Json:
    """A version of the one order."""
    order = _bare(example("servicerequest-n-per-day"))
    return {
        **order,
        "subject": {"reference": "Patient/p1"},
        "basedOn": [{"reference": "CarePlan/plan-1"}],
        "note": [{"text": f"Version {number}."}],
    }
