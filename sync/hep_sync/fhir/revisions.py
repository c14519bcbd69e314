"""From when to when each version of an order is in force.

FHIR gives an order no end of validity, and the past must not move: the first version seen is in force from
its own start, whatever day it arrived; a later one from the local date it was first seen; an order that
another one replaces ends the day before that one starts, and one withdrawn without a replacement the day before
its withdrawal was seen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hep_care.frozen import frozen
from hep_care.program import Prescription, Status
from hep_sync.fhir.service_request import ReadOrder

ENDED = (Status.REVOKED, Status.COMPLETED, Status.ENTERED_IN_ERROR)
_NOT_YET = (Status.DRAFT, Status.ENTERED_IN_ERROR, Status.UNKNOWN)
_MOST_LINKS = 1000
_DAY = timedelta(days=1)


@frozen
class SeenOrder:
    """One version of an order; `order` is None where it was set aside, which ends the version before it too."""

    order: ReadOrder | None
    effective_from: date


def replaced_on(orders: dict[str, list[SeenOrder]], first_days: dict[str, date]) -> dict[str, date]:
    """For each order that another one has taken the place of, the day that one starts."""
    days: dict[str, date] = {}
    for id, seen in orders.items():
        newest = seen[-1].order
        if newest is None or newest.prescription.status in _NOT_YET or not newest.prescription.replaces:
            continue
        old, start = newest.prescription.replaces, first_days.get(id)
        if start is not None and old != id:
            days[old] = min(start, days.get(old, start))
    return days


def revisions(seen: list[SeenOrder], first_day: date, replaced: date | None) -> list[Prescription]:
    """The versions of one order with the local dates they are in force, oldest first."""
    made: list[Prescription] = []
    for place, one in enumerate(seen):
        if one.order is None:
            continue
        begins = first_day if place == 0 else one.effective_from
        after = seen[place + 1] if place + 1 < len(seen) else None
        ends = _last_day(one.order, after, replaced, one.effective_from if place == 0 else None)
        if place and replaced is not None and one.order.prescription.status in ENDED:
            begins = max(begins, replaced)
        made.append(replace(one.order.prescription, valid_from=begins, valid_to=ends))
    return made


def _last_day(order: ReadOrder, after: SeenOrder | None, replaced: date | None, first_seen: date | None) -> date | None:
    """The last day of one version; None while it goes on.

    `first_seen` is given for the first version: where that one is already withdrawn it was still in force before.
    """
    if order.prescription.status in ENDED:
        if first_seen is None:
            return None
        return (replaced or first_seen) - _DAY
    if after is None:
        return None if replaced is None else replaced - _DAY
    ends = after.effective_from - _DAY
    if replaced is None:
        return ends
    withdrawn = after.order is not None and after.order.prescription.status in ENDED
    return replaced - _DAY if withdrawn else min(ends, replaced - _DAY)


def lineages(orders: dict[str, list[SeenOrder]]) -> dict[str, str]:
    """The lineage of each order: its own, else that of the order it replaces, however far back."""
    newest = {id: seen[-1].order.prescription for id, seen in orders.items() if seen[-1].order is not None}
    found: dict[str, str] = {}
    for id in newest:
        at, path = id, {id}
        for _ in range(_MOST_LINKS):
            here = newest.get(at)
            if here is None or here.lineage or not here.replaces or here.replaces in path:
                break
            at = here.replaces
            path.add(at)
        root = newest.get(at)
        found[id] = root.lineage if root is not None and root.lineage else at
    return found
