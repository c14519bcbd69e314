"""`tracker`: how a patient is getting on, in the numbers of their own app."""

from __future__ import annotations

import click

from hep_care.adherence import STATE_WORDS
from hep_care.counts import Tally
from hep_care.credit import MARKS, ItemState, ItemStatus
from hep_clinic.care.patients import find_patient
from hep_clinic.care.record import PatientRecord, moment_of, read_record
from hep_clinic.care.tracker import Tracker, is_known, track, tracker_shape
from hep_clinic.commands.common import (
    clinic_of,
    day_of,
    json_option,
    note,
    open_clinic,
    out,
    out_json,
    patient_argument,
)
from hep_clinic.errors import Refused
from hep_clinic.fhir import tables

_MOST_DAYS = 3700


@click.command("tracker", short_help="How a patient is getting on.")
@patient_argument
@click.option("--from", "first", metavar="D", help="First day; otherwise 28 days of it.")
@click.option("--to", "last", metavar="D", help="Last day; otherwise today.")
@json_option
@click.pass_context
def tracker_command(ctx: click.Context, patient: str, first: str | None, last: str | None, as_json: bool) -> None:
    """What a patient did, day by day: the numbers of their own app as of the last contact. Later days are unknown."""
    settings = clinic_of(ctx)
    db = open_clinic(ctx, settings)
    with tables.transaction(db):
        id, name = find_patient(db, patient)
        note(db, ctx, "read", "Observation", id)
        record = read_record(db, id, settings)
    now = tables.now()
    today = record.today(now)
    begin, end = day_of(first, today), day_of(last, today)
    if (begin or (end or today)) > (end or today):
        raise Refused("The first day is after the last one; turn --from and --to round.")
    if begin and ((end or today) - begin).days > _MOST_DAYS:
        raise Refused("A tracker shows ten years at most.")
    found = track(record, begin, end, now)
    if as_json:
        out_json(tracker_shape(record, found))
    else:
        _print(record, found, name)


def _print(record: PatientRecord, tracker: Tracker, name: str) -> None:
    out(f"{name}: {_heading(record, tracker)}")
    for tally in tracker.tallies:
        out(_line(tracker, tally))
    for one in record.quarantined[:10]:
        out(f"Not understood: {one.what}, because {one.why}.")


def _heading(record: PatientRecord, tracker: Tracker) -> str:
    if not record.courses:
        return "no program yet."
    if tracker.contact is None:
        return "no contact yet, so nothing is known."
    value = "" if tracker.score.value is None else f" {tracker.score.value}"
    seen = moment_of(tracker.contact)
    return f"{STATE_WORDS[tracker.score.state]}{value} · last contact {seen:%Y-%m-%d %H:%M} UTC"


def _line(tracker: Tracker, tally: Tally) -> str:
    day = tally.plan.day
    known = is_known(tracker, day)
    marks = "".join(_mark(state, known) for state in tally.states)
    told = (
        f"{tally.count.done}/{tally.count.due}" if tally.count.due and known else "unknown" if tally.count.due else "–"
    )
    if tally.count.excused:
        told = "excused"
    pains = [r.entry.pain for state in tally.states for r in state.records if r.entry.pain is not None]
    pain = f"  pain {max(pains)}" if pains else ""
    return f"{day:%a} {day.isoformat()}  {told:>7}  {marks}{pain}"


def _mark(state: ItemState, known: bool) -> str:
    return MARKS[ItemStatus.UNKNOWN if not known and state.status is ItemStatus.TODO else state.status]
