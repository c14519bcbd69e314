"""Versions of a plan's resources: which ones say something new, and from when they are in force."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from hep_care.day import local_date
from hep_care.plain_text import plain_text
from hep_sync.errors import Quarantined
from hep_tui.store.resources import Resource

if TYPE_CHECKING:
    from hep_sync.fhir.program import ResourceVersion
    from hep_tui.diary.diary import Diary


class Found(NamedTuple):
    """One version of a resource of a plan, as it came."""

    resource: dict[str, Any]
    raw: str
    """Its own text."""
    since: date | None = None
    """Local date from which it is in force, where the file says that beside it."""


def versions_of(resources: Iterable[Resource]) -> list[ResourceVersion]:
    """Stored resources as the reader of programs takes them, oldest first."""
    from hep_sync.fhir.program import ResourceVersion

    return [
        ResourceVersion(json.loads(r.raw), r.version, r.effective_from or r.first_seen_at.date()) for r in resources
    ]


def fresh_versions(diary: Diary, found: Sequence[Found]) -> list[Resource]:
    """Those resources that say something new, numbered as versions of what is here.

    A resource is in force from the date said beside it, else from the local date of its `meta.lastUpdated`, else from today. One without a version of
    its own gets the next number when its content differs.
    """
    here: dict[tuple[str, str], list[Resource]] = {}
    for old in diary.store.resources():
        here.setdefault((old.type, old.id), []).append(old)
    fresh = []
    for resource, raw, since in found:
        type, id = str(resource.get("resourceType")), str(resource.get("id"))
        known = here.setdefault((type, id), [])
        stated = _meta(resource).get("versionId")
        same = not stated and bool(known) and _same(known[-1], resource)
        if same or any(stated == one.version for one in known):
            continue
        version = str(stated) if stated else str(len(known) + 1)
        kept = Resource(type, id, version, raw, diary.clock.now(), since or _seen_on(diary, resource))
        known.append(kept)
        fresh.append(kept)
    return fresh


def clashes(diary: Diary, found: Iterable[Found]) -> tuple[Quarantined, ...]:
    """Versions that are here already and say something else now; the ones that are here stay."""
    here = {(old.type, old.id, old.version): old for old in diary.store.resources()}
    set_aside = []
    for one in found:
        type, id = str(one.resource.get("resourceType")), str(one.resource.get("id"))
        version = str(_meta(one.resource).get("versionId"))
        old = here.get((type, id, version))
        if old is not None and not _same(old, one.resource):
            what = plain_text(f"{type}/{id}", limit=120)
            why = f"it says something else than the version {plain_text(version, limit=40)} that is here already"
            set_aside.append(Quarantined(what, why))
    return tuple(set_aside)


def stamped(diary: Diary, resources: Iterable[dict[str, Any]]) -> list[Found]:
    """Resources made here, given the version and time that a server would give them."""
    newest: dict[tuple[str, str], Resource] = {(r.type, r.id): r for r in diary.store.resources()}
    count: dict[tuple[str, str], int] = {}
    for old in diary.store.resources():
        count[old.type, old.id] = count.get((old.type, old.id), 0) + 1
    made = []
    for resource in resources:
        key = (str(resource["resourceType"]), str(resource["id"]))
        if key in newest and _same(newest[key], resource):
            continue
        moment = diary.clock.now().isoformat(timespec="seconds")
        meta = {**_meta(resource), "versionId": str(count.get(key, 0) + 1), "lastUpdated": moment}
        whole = {**resource, "meta": meta}
        made.append(Found(whole, json.dumps(whole, ensure_ascii=False)))
    return made


def _seen_on(diary: Diary, resource: dict[str, Any]) -> date:
    from hep_sync.errors import NotUnderstood
    from hep_sync.fhir.moment import read_moment

    try:
        updated = local_date(read_moment(_meta(resource).get("lastUpdated")), diary.rules)
    except NotUnderstood:
        return diary.today
    return min(updated, diary.today)


def _meta(resource: dict[str, Any]) -> dict[str, Any]:
    meta = resource.get("meta")
    return meta if isinstance(meta, dict) else {}


def _same(old: Resource, resource: dict[str, Any]) -> bool:
    before = json.loads(old.raw)
    return _content(before) == _content(resource)


def _content(resource: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key != "meta"}
