"""What changed in the plan: kept until the patient has seen it, and that they have, for the clinic to know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.program import Program, Status
from hep_sync.fhir.plan_seen import PlanSeen
from hep_tui.diary.plan_arrival import urgent_orders
from hep_tui.store import wire

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

NEWS = "plan_news"
"""Single value of the file: what changed and was not seen yet."""
_SEEN = "plan-seen:"
_MOST_NEWS = 40


@frozen
class News:
    """One exercise that is not as it was."""

    words: str
    urgent: bool = False
    """Whether the clinic took it away and marked that as urgent."""
    order: str = ""
    """Id of the prescription, and its version."""
    version: str = ""


@frozen
class Seen:
    """One time that the patient said that they have seen a change."""

    seen: PlanSeen
    pinned: bool
    """Whether a pinned clock says when."""
    delivered: bool


def changes_of(diary: Diary, before: Program | None, after: Program | None) -> tuple[News, ...]:
    """What is other than before, urgent withdrawals first; a first plan of a clinic is no change of one."""
    from hep_care.plan_changes import change_line, plan_changes

    if before is None or after is None or before.patient != after.patient:
        return ()
    urgent = urgent_orders(diary)
    found = [
        News(change_line(one), one.prescription in urgent, one.prescription, one.version)
        for one in plan_changes(before, after, diary.today)
    ]
    return tuple(sorted(found, key=lambda one: not one.urgent))


def add_news(diary: Diary, found: Sequence[News]) -> None:
    """Keep what changed until the patient has seen it, also where a scheduled sync found it."""
    if found:
        _keep(diary, (*news(diary), *found)[-_MOST_NEWS:])


def news(diary: Diary) -> tuple[News, ...]:
    """What changed in the plan and was not seen yet."""
    said = diary.store.meta(NEWS)
    return tuple(_read(one) for one in json.loads(said)) if said else ()


def note_news_seen(diary: Diary, seen: Sequence[News]) -> None:
    """Note that the patient has seen these, and nothing that came while they were read; the clinic is told so."""
    orders = list(dict.fromkeys((one.order, one.version) for one in seen if one.order))
    with diary.store.transaction():
        if orders:
            told = json.dumps({"orders": orders, "pinned": bool(diary.clock.pinned)})
            diary.store.acknowledge(f"{_SEEN}{uuid4()}", told, diary.clock.now())
        _keep(diary, [one for one in news(diary) if one not in seen])


def seen_changes(diary: Diary) -> tuple[Seen, ...]:
    """Every time that the patient said so, oldest first."""
    found = [_seen(diary, name, told, at) for name, told, at in diary.store.acknowledgements(_SEEN)]
    return tuple(sorted(found, key=lambda one: one.seen.at))


def _seen(diary: Diary, name: str, told: str, at: datetime) -> Seen:
    uid, data = name.removeprefix(_SEEN), json.loads(told)
    orders = tuple((str(order), str(version)) for order, version in data["orders"])
    return Seen(PlanSeen(uid, at, orders), bool(data["pinned"]), wire.place(diary.store.connection, uid) is not None)


def withdrawn(diary: Diary, program: Program, prescription: str) -> str | None:
    """Why a prescription must not be done any more, in the therapist's words; None where it may, or gave way to another.

    Empty where it was withdrawn as urgent and nobody said why.
    """
    now = program.prescription(prescription)
    if now is None or now.status in (Status.ACTIVE, Status.COMPLETED):
        return None
    if any(other.replaces == now.id and other.status is Status.ACTIVE for other in program.prescriptions):
        return None
    if now.status is Status.REVOKED and now.reason:
        return now.reason
    return now.reason if now.id in urgent_orders(diary) else None


def _keep(diary: Diary, kept: Sequence[News]) -> None:
    shapes = [{"words": n.words, "urgent": n.urgent, "order": n.order, "version": n.version} for n in kept]
    text = json.dumps(shapes, ensure_ascii=False) if shapes else None
    if diary.store.meta(NEWS) != text:
        diary.store.set_meta(NEWS, text)


def _read(one: dict[str, object]) -> News:
    words = plain_text(str(one["words"]), limit=600)
    return News(words, one["urgent"] is True, str(one["order"]), str(one["version"]))
