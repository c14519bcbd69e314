"""Where each order stands in a program: its phase, its place in a session, and the day it is in force from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hep_care.frozen import frozen
from hep_care.program import PhaseEntry, Prescription, Status
from hep_sync.fhir.care_plan import ReadPlan, phase_of
from hep_sync.fhir.revisions import SeenOrder, lineages, replaced_on, revisions

_LAST = 10**6


@frozen
class SeenPlan:
    """One version of a CarePlan, and the local date it was first seen."""

    plan: ReadPlan
    effective_from: date


def held_start(seen: list[SeenPlan]) -> date | None:
    """The first local date of a program: once it has begun, a later version cannot put it off any more."""
    start: date | None = None
    for one in seen:
        said = one.plan.start or one.plan.created
        if said is None:
            continue
        begun = start is not None and start < one.effective_from and one is not seen[0]
        start = min(start, said) if begun and start is not None else said
    return start


def phase_start(seen: list[SeenPlan]) -> date | None:
    """The first local date of a phase, where that is known.

    A phase that was seen waiting starts no earlier than the day it was seen entered: the past does not move.
    """
    start = seen[-1].plan.start
    entered = next((one for one in seen if one.plan.status is not Status.DRAFT), None)
    if entered is None or phase_of(seen[-1].plan, start).entry is PhaseEntry.WEEKS:
        return start
    if entered is not seen[0]:
        return max(start or entered.effective_from, entered.effective_from)
    return start or entered.effective_from


@frozen
class Placement:
    """The plans of one program and the orders that may belong to it."""

    plans: dict[str, list[SeenPlan]]
    orders: dict[str, list[SeenOrder]]
    root: str
    phases: list[str]
    waiting: dict[str, None]
    """Collects references to what has not arrived."""

    def prescriptions(self) -> tuple[Prescription, ...]:
        """Every revision of every order of the program, in the order of a session."""
        homes = [self.root, *self.phases]
        listed = self._listed(homes)
        found = {id: self._home(id, homes, listed) for id in self.orders}
        home = {id: plan for id, plan in found.items() if plan is not None}
        attached = {id: self.orders[id] for id in home}
        lines = lineages(attached)
        first = {id: self._first_day(seen, home[id]) for id, seen in attached.items()}
        replaced = replaced_on(attached, first)
        places = _places(listed, lines)
        placed: list[tuple[tuple[int, int, date, str], Prescription]] = []
        for id, seen in attached.items():
            line = lines.get(id, id)
            key = homes.index(home[id]), places.get((home[id], line), _LAST), first[id], id
            phase = None if home[id] == self.root else home[id]
            for revision in revisions(seen, first[id], replaced.get(id)):
                placed.append((key, replace(revision, phase=phase, lineage="" if line == id else line)))
        placed.sort(key=lambda item: item[0])
        return tuple(prescription for _, prescription in placed)

    def _listed(self, homes: list[str]) -> dict[str, tuple[str, int]]:
        """The plan that lists each order, and its place there; the newest version of a plan first."""
        found: dict[str, tuple[str, int]] = {}
        for home in homes:
            for seen in reversed(self.plans[home]):
                for place, id in enumerate(seen.plan.orders):
                    found.setdefault(id, (home, place))
            missing = (id for id in self.plans[home][-1].plan.orders if id not in self.orders)
            self.waiting.update(dict.fromkeys(f"ServiceRequest/{id}" for id in missing))
        return found

    def _home(self, id: str, homes: list[str], listed: dict[str, tuple[str, int]]) -> str | None:
        """The plan an order belongs to: the one it names, else the one that lists it."""
        order = next((seen.order for seen in reversed(self.orders[id]) if seen.order is not None), None)
        named = order.plan if order is not None else ""
        if named in homes:
            return named
        if named and named not in self.plans:
            self.waiting[f"CarePlan/{named}"] = None
        return listed[id][0] if id in listed else None

    def _first_day(self, seen: list[SeenOrder], home: str) -> date:
        """The day an order is in force from: its own start, else its plan's, else the day it was written."""
        order = next((one.order for one in seen if one.order is not None), None)
        starts = (
            order.prescription.start if order else None,
            self.plans[home][0].plan.start,
            self.plans[self.root][0].plan.start,
            order.authored if order else None,
        )
        return next((day for day in starts if day is not None), seen[0].effective_from)


def _places(listed: dict[str, tuple[str, int]], lines: dict[str, str]) -> dict[tuple[str, str], int]:
    places: dict[tuple[str, str], int] = {}
    for id, (home, place) in listed.items():
        key = home, lines.get(id, id)
        places[key] = min(place, places.get(key, place))
    return places
