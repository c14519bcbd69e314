"""Ten years of one patient as a FHIR R4 Bundle: ten exercises a day, every one of them logged.

`python benchmarks/ten_years.py FILE [DAYS]` writes it; `hep-tui import FILE` takes it in. The same days
give the same bytes, so that importing it twice adds nothing.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from hep_sync.fhir import codes

EXERCISES = 10
DAYS = 3650
FIRST_NAME = "Bench exercise 1"
PATIENT = {"reference": "Patient/bench"}
_NAMESPACE = uuid.UUID("5d0f3d0e-8f0c-4a0a-9a4e-1f6f3c6f7b10")


def bundle(days: int, today: date) -> Iterator[dict]:
    """The resources: a plan, its orders, and a completion for each exercise of the `days` days before `today`."""
    start = today - timedelta(days=days)
    yield _plan(start)
    for n in range(1, EXERCISES + 1):
        yield _order(n, start)
    for ago in range(days, 0, -1):
        for n in range(1, EXERCISES + 1):
            yield _completion(n, today - timedelta(days=ago))


def write(file: Path, days: int = DAYS, today: date | None = None) -> int:
    """Write the Bundle and give its number of completions."""
    with file.open("w", encoding="utf-8") as out:
        out.write('{"resourceType":"Bundle","type":"collection","entry":[')
        comma = ""
        for resource in bundle(days, today or date.today()):
            out.write(comma + json.dumps({"resource": resource}, separators=(",", ":")))
            comma = ",\n"
        out.write("]}")
    return days * EXERCISES


def _plan(start: date) -> dict:
    return {
        "resourceType": "CarePlan",
        "id": "bench",
        "meta": {"versionId": "1"},
        "status": "active",
        "intent": "plan",
        "category": [{"coding": [{"system": codes.CARE_PLAN_CATEGORY, "code": "assess-plan"}]}],
        "title": "Ten exercises a day",
        "subject": PATIENT,
        "period": {"start": start.isoformat()},
        "created": f"{start}T08:00:00+00:00",
        "activity": [{"reference": {"reference": f"ServiceRequest/bench-{n}"}} for n in range(1, EXERCISES + 1)],
    }


def _coded(n: int) -> dict:
    return {
        "coding": [{"system": codes.EXERCISES, "code": f"bench-{n}", "display": f"Bench exercise {n}"}],
        "text": f"Bench exercise {n}",
    }


def _order(n: int, start: date) -> dict:
    amounts = [
        ("sets", "valuePositiveInt", 3),
        ("repsPerSet", "valueString", "10,10,10"),
        ("side", "valueCode", "left"),
    ]
    return {
        "resourceType": "ServiceRequest",
        "id": f"bench-{n}",
        "meta": {"versionId": "1"},
        "extension": [
            {"url": codes.EXERCISE_DOSE, "extension": [{"url": url, kind: value} for url, kind, value in amounts]}
        ],
        "basedOn": [{"reference": "CarePlan/bench"}],
        "status": "active",
        "intent": "order",
        "code": _coded(n),
        "subject": PATIENT,
        "occurrenceTiming": {
            "repeat": {"boundsPeriod": {"start": start.isoformat()}, "frequency": 1, "period": 1, "periodUnit": "d"}
        },
        "authoredOn": start.isoformat(),
        "patientInstruction": "3 x 10 on the left, once a day",
    }


def _quantity(code: str, value: int, unit: str) -> dict:
    return {
        "code": {"coding": [{"system": codes.LOINC, "code": code}]},
        "valueQuantity": {"value": value, "unit": unit, "system": codes.UCUM, "code": f"{{{unit}}}"},
    }


def _set(number: int) -> dict:
    parts = [{"url": "number", "valuePositiveInt": number}, {"url": "side", "valueCode": "left"}]
    return {
        "extension": [{"url": codes.PERFORMED_SET, "extension": parts}],
        **_quantity(codes.REPETITIONS, 10, "reps"),
    }


def _completion(n: int, day: date) -> dict:
    ended = f"{day}T08:{n * 5:02}:00+00:00"
    coded = {"coding": [{"system": codes.HEP, "code": "complete"}]}
    return {
        "resourceType": "Observation",
        "id": f"bench-{day}-{n}",
        "meta": {"versionId": "1", "profile": [codes.PROFILE_COMPLETION]},
        "extension": [
            {"url": codes.SCHEDULED_SLOT, "valueString": f"{day}/1"},
            {"url": codes.LOCAL_DATE, "valueDate": day.isoformat()},
            {"url": codes.LOCAL_ZONE, "valueString": "UTC"},
        ],
        "identifier": [{"system": codes.URI, "value": f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{day}/{n}')}"}],
        "basedOn": [
            {
                "extension": [{"url": codes.PRESCRIPTION_VERSION, "valueId": "1"}],
                "reference": f"ServiceRequest/bench-{n}",
            }
        ],
        "status": "final",
        "category": [{"coding": [{"system": codes.OBSERVATION_CATEGORY, "code": "activity"}]}],
        "code": {"coding": [{"system": codes.LOINC, "code": codes.EXERCISE_ACTIVITY}]},
        "subject": PATIENT,
        "effectivePeriod": {"start": f"{day}T08:{n * 5 - 5:02}:00+00:00", "end": ended},
        "issued": ended,
        "performer": [PATIENT],
        "valueCodeableConcept": _coded(n),
        "component": [
            {
                "code": {"coding": [{"system": codes.HEP, "code": "completion"}]},
                "valueCodeableConcept": coded,
            },
            _quantity(codes.PAIN, n % 4, "score"),
            *(_set(number) for number in (1, 2, 3)),
        ],
    }


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else DAYS), "completions")
