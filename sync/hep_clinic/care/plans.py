"""A plan as it lies on the server: its resources, what holds them together, and what is to be written of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from hep_clinic.care import revising
from hep_clinic.fhir.archive import Archive
from hep_clinic.fhir.query import MOST_COUNT, read_query
from hep_sync import exact_json
from hep_sync.fhir.element import Json, part, parts, reference_id

OPEN = ("active", "on-hold", "draft")
"""States in which something of a plan is in force, or will be."""


@dataclass(slots=True)
class Plan:
    """The resources of a plan by what their author calls them, and the ids they have here."""

    patient: str
    today: date
    zone: str
    reason: str
    stored: list[Json]
    renew: bool = False
    """It has not begun and is to begin on another day, so that every order gets its new dates."""
    ids: dict[str, str] = field(default_factory=dict)
    """`CarePlan/<id in the file>` to `CarePlan/<id here>`."""
    writes: list[Json] = field(default_factory=list)

    def open_of(self, type: str, business: str) -> Json | None:
        """The resource in force of this name."""
        return next(
            (
                one
                for one in self.stored
                if one["resourceType"] == type and one.get("status") in OPEN and revising.business_id(one) == business
            ),
            None,
        )


def stored_plan(archive: Archive, patient: str) -> list[Json]:
    """The newest version of each CarePlan and ServiceRequest of a patient."""
    found: list[Json] = []
    for type in ("CarePlan", "ServiceRequest"):
        query = read_query(type, [("patient", patient), ("_count", str(MOST_COUNT))])
        after: int | None = None
        while True:
            page = archive.search(query, after=after)
            found += [exact_json.loads(row.body) for row in page.rows]
            after = page.after
            if after is None:
                break
    return found


def below(root: Json, resources: Sequence[Json]) -> list[Json]:
    """The phases and orders of a program, in the order of the file."""
    plans = {str(root["id"])}
    for _ in resources:
        more = {str(one["id"]) for one in resources if part_of(one) & plans}
        if more <= plans:
            break
        plans |= more
    listed = {
        reference_id(part(item, "reference"), "ServiceRequest")
        for one in resources
        if str(one["id"]) in plans
        for item in parts(one, "activity")
    }
    return [one for one in resources if one is not root and (part_of(one) & plans or str(one["id"]) in listed)]


def part_of(resource: Json) -> set[str]:
    """Ids of the plans that a plan or an order belongs to."""
    key = "partOf" if resource["resourceType"] == "CarePlan" else "basedOn"
    return {reference_id(item, "CarePlan") for item in parts(resource, key)} - {""}


def start_of(plan: Json | None) -> date | None:
    """The first day of a plan, where it says one."""
    said = part(plan, "period").get("start") if plan is not None else None
    return date.fromisoformat(said[:10]) if isinstance(said, str) and len(said) >= 10 else None
