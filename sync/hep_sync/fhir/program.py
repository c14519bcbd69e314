"""A program from the resources a clinic wrote: every version of its CarePlans and ServiceRequests, put together.

A clinic's server and a program file come this same way. Nothing is guessed: what cannot be read is set aside
one item at a time with a plain reason, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.program import Program, Status
from hep_sync.errors import NotUnderstood, Quarantined
from hep_sync.fhir.care_plan import ReadPlan, phase_of, phase_order, program_of, read_plan
from hep_sync.fhir.limits import check
from hep_sync.fhir.placement import Placement, SeenPlan, held_start, phase_start
from hep_sync.fhir.revisions import SeenOrder
from hep_sync.fhir.service_request import ReadOrder, read_order

MOST_LEVELS = 10
"""How deep plans may be part of one another."""
_PREFERRED = (Status.ACTIVE, Status.ON_HOLD, Status.COMPLETED, Status.REVOKED, Status.UNKNOWN, Status.DRAFT)


@frozen
class ResourceVersion:
    """One version of a resource as it came."""

    resource: dict[str, Any]
    version: str
    """`meta.versionId`, or "1" where the server gives none."""
    effective_from: date
    """Local date on which this version was first seen here."""


@frozen
class ReadProgram:
    """What could be read."""

    program: Program | None
    quarantined: tuple[Quarantined, ...] = ()
    waiting: tuple[str, ...] = ()
    """References to plans and orders that have not arrived: "ServiceRequest/x". After a full pull they are missing."""


def read_program(
    versions: Iterable[ResourceVersion], *, zone: str, patient: str | None = None, plan: str | None = None
) -> ReadProgram:
    """The program of these resource versions, oldest version first.

    `zone` is the patient's, for dates given as moments. `patient` is who everything must be about, by default
    whoever the program is about. `plan` picks the program by the id of its CarePlan; without it the active one
    that begins last is taken.
    """
    return _Reader(zone, patient).read(versions, plan)


class _Reader:
    """Collects what is set aside while the pieces are put together."""

    def __init__(self, zone: str, patient: str | None) -> None:
        self.zone = zone
        self.patient = patient
        self.quarantined: list[Quarantined] = []
        self.waiting: dict[str, None] = {}
        self.plans: dict[str, list[SeenPlan]] = {}
        self.orders: dict[str, list[SeenOrder]] = {}

    def read(self, versions: Iterable[ResourceVersion], wanted: str | None) -> ReadProgram:
        for one in self._distinct(versions):
            self._take(one)
        root = self._root(wanted)
        if root is None:
            return ReadProgram(None, tuple(self.quarantined), tuple(self.waiting))
        self.patient = self.patient or root.patient
        self._refuse_other_patients()
        phases = self._phases(root)
        placement = Placement(self.plans, self.orders, root.id, phases, self.waiting)
        program = replace(
            program_of(root),
            start=held_start(self.plans[root.id]),
            phases=tuple(phase_of(self._newest(id), phase_start(self.plans[id])) for id in phases),
            prescriptions=placement.prescriptions(),
        )
        return ReadProgram(program, tuple(self.quarantined), tuple(self.waiting))

    def _set_aside(self, what: str, why: str) -> None:
        item = Quarantined(what, why)
        if item not in self.quarantined[-50:]:
            self.quarantined.append(item)

    def _distinct(self, versions: Iterable[ResourceVersion]) -> Iterable[ResourceVersion]:
        seen: dict[tuple[str, str], ResourceVersion] = {}
        spelled: dict[str, str] = {}
        for one in versions:
            name = name_of(one.resource)
            before = seen.setdefault((name, one.version), one)
            if before is not one:
                if before.resource != one.resource:
                    self._set_aside(name, f"it came twice as version {one.version} with different contents")
                continue
            if "/" in name and spelled.setdefault(name.lower(), name) != name:
                self._set_aside(name, "its id differs from another one only in upper and lower case")
                continue
            yield one

    def _take(self, one: ResourceVersion) -> None:
        name = name_of(one.resource)
        try:
            resource = check(one.resource)
            if resource["resourceType"] == "CarePlan":
                self._take_plan(read_plan(resource, one.version, zone=self.zone), one)
            elif resource["resourceType"] == "ServiceRequest":
                self._take_order(read_order(resource, one.version, zone=self.zone), one)
        except NotUnderstood as error:
            self._set_aside(name, str(error))
            kind, _, id = name.partition("/")
            if kind == "ServiceRequest" and id in self.orders:
                self.orders[id].append(SeenOrder(None, one.effective_from))

    def _take_plan(self, plan: ReadPlan, one: ResourceVersion) -> None:
        self.plans.setdefault(plan.id, []).append(SeenPlan(plan, one.effective_from))
        for what in plan.inline:
            self._set_aside(f"CarePlan/{plan.id}", f"it asks for {what!r} without an order, which is not supported")

    def _take_order(self, order: ReadOrder, one: ResourceVersion) -> None:
        id = order.prescription.id
        self.orders.setdefault(id, []).append(SeenOrder(order, one.effective_from))
        if order.doubt:
            self._set_aside(f"ServiceRequest/{id}", order.doubt)

    def _refuse_other_patients(self) -> None:
        for id, plans in list(self.plans.items()):
            if any(seen.plan.patient != self.patient for seen in plans):
                self._set_aside(f"CarePlan/{id}", "it is about another patient")
                del self.plans[id]
        for id, orders in list(self.orders.items()):
            if any(seen.order is not None and seen.order.patient != self.patient for seen in orders):
                self._set_aside(f"ServiceRequest/{id}", "it is about another patient")
                del self.orders[id]

    def _newest(self, id: str) -> ReadPlan:
        return self.plans[id][-1].plan

    def _root(self, wanted: str | None) -> ReadPlan | None:
        """The plan that is the program: the one asked for, or the best of those that are part of no other."""
        roots = [self._newest(id) for id in self.plans if not self._newest(id).part_of]
        if wanted is not None:
            return next((plan for plan in roots if plan.id == wanted), None)
        shown = [
            plan
            for plan in roots
            if plan.status is not Status.ENTERED_IN_ERROR and self.patient in (None, plan.patient)
        ]
        used = {order for seen in self.orders.values() if seen[-1].order for order in (seen[-1].order.plan,)}
        used |= {self._newest(id).part_of for id in self.plans}

        def rank(plan: ReadPlan) -> tuple[bool, int, date, str]:
            has_orders = bool(plan.orders) or plan.id in used
            return has_orders, -_PREFERRED.index(plan.status), plan.start or plan.created or date.min, plan.id

        return max(shown, key=rank, default=None)

    def _phases(self, root: ReadPlan) -> list[str]:
        """Ids of the plans below the program, in the order of the phases."""
        below: list[ReadPlan] = []
        for id in self.plans:
            plan = self._newest(id)
            if id == root.id or plan.status is Status.ENTERED_IN_ERROR:
                continue
            try:
                if self._is_below(plan, root):
                    phase_of(plan, None)
                    below.append(plan)
            except NotUnderstood as error:
                self._set_aside(f"CarePlan/{id}", str(error))
        return [plan.id for plan in sorted(below, key=phase_order)]

    def _is_below(self, plan: ReadPlan, root: ReadPlan) -> bool:
        at = plan
        for _ in range(MOST_LEVELS):
            if not at.part_of:
                return False
            if at.part_of == root.id:
                return True
            if at.part_of not in self.plans:
                self.waiting[f"CarePlan/{at.part_of}"] = None
                return False
            at = self._newest(at.part_of)
        raise NotUnderstood(f"it is part of plans more than {MOST_LEVELS} levels up, or of itself")


def name_of(resource: object) -> str:
    """What a resource is called in messages: "ServiceRequest/sr-slr-1"."""
    if not isinstance(resource, dict):
        return "something that is not a resource"
    kind, id = (resource.get(key) for key in ("resourceType", "id"))
    named = plain_text(kind, limit=60) if isinstance(kind, str) else "a resource"
    return f"{named}/{plain_text(id, limit=80)}" if isinstance(id, str) else f"{named} without an id"
