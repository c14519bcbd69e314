"""How what was prescribed ends: a program that another one follows, and what a program no longer holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hep_clinic.care import revising
from hep_clinic.care.plans import OPEN, Plan, below, part_of, start_of
from hep_sync.fhir.element import Json, part

_DAY = timedelta(days=1)


def end_others(plan: Plan, start: date) -> None:
    """The programs that were the patient's until now end the day before the new one begins."""
    ended: set[str] = set()
    for one in plan.stored:
        if one["resourceType"] != "CarePlan" or one.get("partOf") or one.get("status") not in OPEN:
            continue
        begun = start_of(one) or start
        period = {**part(one, "period"), "end": max(begun, start - _DAY).isoformat()}
        made = {**one, "period": period}
        # One that begins later leaves the present one in force until then.
        if start <= plan.today or begun >= start:
            made["status"] = "completed" if begun < start else "revoked"
            made = revising.with_reason(made, plan.reason)
            ended.add(str(one["id"]))
        plan.writes.append(made)
    for _ in plan.stored:
        phases = {str(o["id"]) for o in plan.stored if o["resourceType"] == "CarePlan" and part_of(o) & ended}
        if phases <= ended:
            break
        ended |= phases
    for one in plan.stored:
        if one.get("status") in OPEN and part_of(one) & ended:
            plan.writes.append({**one, "status": "completed"})


def withdraw_missing(plan: Plan, known: Json, wanted: Sequence[Json]) -> None:
    """Whatever of the present program is in the file no more is withdrawn."""
    kept = {(one["resourceType"], revising.business_id(one)) for one in wanted}
    mine = [known, *below(known, plan.stored)]
    for one in mine:
        if one.get("status") in OPEN and (one["resourceType"], revising.business_id(one)) not in kept:
            plan.writes.append(revising.with_reason({**one, "status": "revoked"}, plan.reason))
