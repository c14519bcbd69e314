"""Entries, doses and loads as Hypothesis strategies: everything the data model can hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from hep_care.dose import (
    Dose,
    Floor,
    Kind,
    Load,
    LoadKind,
    RepsCounted,
    RepsMode,
    Side,
    SideDose,
    SideStyle,
    Unit,
)
from hep_care.entry import Clock, Entry, EntryKind, Outcome, PerformedSet, Reason, Source, Symptom, When, fold

EXAMPLES = Path(__file__).parent / "fhir_examples"


def example(name: str) -> dict[str, Any]:
    """One of the example resources, parsed."""
    return json.loads((EXAMPLES / f"{name}.json").read_text())


# Text as it is kept after it was made safe to draw: no marks or controls to trim.
plain = st.text("abcdefghijklmnopqrstuvwxyzäöüß ABC,.'\"\\[]{}漢字한글日本 5×–", max_size=30).map(str.strip)
decimals = st.decimals(Decimal("0.001"), Decimal(999), places=3)
offsets = st.sampled_from((0, -360, 330, 765, -570)).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.builds(
    lambda at, zone, milli: at.replace(microsecond=milli * 1000, tzinfo=UTC).astimezone(zone),
    st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)),
    offsets,
    st.sampled_from((0, 0, 7, 120, 999)),
)


@st.composite
def loads(draw: st.DrawFn) -> Load:
    """A load of any kind, saying only what its kind can say."""
    kind = draw(st.sampled_from(LoadKind))
    text = draw(st.sampled_from(("", "ankle weight", "both hands")))
    if kind in (LoadKind.KG, LoadKind.LB, LoadKind.PERCENT):
        return Load(kind, draw(decimals), text=text)
    if kind is LoadKind.BAND:
        return Load(
            kind, colour=draw(st.sampled_from(("red", "light blue"))), maker=draw(st.sampled_from(("", "Acme")))
        )
    return Load(kind, text=text or "level 2") if kind is LoadKind.TEXT else Load(kind)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


_seconds = st.integers(1, 3600)
_side_doses = st.lists(
    st.builds(
        SideDose,
        st.sampled_from((Side.LEFT, Side.RIGHT)),
        sets=_maybe(st.integers(1, 9)),
        reps=_maybe(st.integers(1, 50)),
        hold_s=_maybe(_seconds),
        load=_maybe(loads()),
    ),
    max_size=2,
    unique_by=lambda own: own.side,
).map(tuple)


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    """A dose that means something: a kind with its amount, and any of the rest."""
    kind = draw(st.sampled_from(Kind))
    sets = draw(st.integers(1, 9))
    reps = draw(st.integers(1, 30))
    counted = kind in (Kind.REPS, Kind.HOLD)
    return Dose(
        kind=kind,
        sets=sets,
        sets_max=draw(_maybe(st.integers(sets, 12))),
        reps=reps if counted else None,
        reps_max=draw(_maybe(st.integers(reps, 40))) if counted else None,
        reps_per_set=draw(st.lists(st.integers(1, 30), max_size=4).map(tuple)) if counted else (),
        reps_counted=draw(st.sampled_from(RepsCounted)),
        reps_mode=draw(st.sampled_from(RepsMode)),
        hold_s=draw(_seconds) if kind is Kind.HOLD else None,
        duration_s=draw(_seconds) if kind is Kind.DURATION else None,
        distance_m=draw(decimals) if kind is Kind.DISTANCE else None,
        tempo=draw(st.sampled_from(((), (3, 0, 3), (0, 0, 3), (2, 5, 3, 1)))),
        rep_s=draw(_maybe(_seconds)),
        rep_rest_s=draw(_maybe(st.integers(0, 3600))),
        rest_s=draw(_maybe(st.integers(0, 3600))),
        between_s=draw(_maybe(st.integers(0, 3600))),
        switch_s=draw(_maybe(st.integers(0, 60))),
        lead_in_s=draw(_maybe(st.integers(0, 60))),
        side=draw(st.sampled_from(Side)),
        style=draw(_maybe(st.sampled_from(SideStyle))),
        start_side=draw(_maybe(st.sampled_from((Side.LEFT, Side.RIGHT)))),
        side_doses=draw(_side_doses),
        load=draw(_maybe(loads())),
        floor=draw(_maybe(st.builds(Floor, st.integers(1, 900), st.sampled_from(Unit)))),
        effort_target=draw(_maybe(st.integers(0, 10))),
        effort_max=draw(_maybe(st.integers(0, 10))),
        pain_max=draw(_maybe(st.integers(0, 10))),
        bpm=draw(_maybe(st.integers(10, 300))),
        set_labels=draw(st.sampled_from(((), ("circles", "side-side")))),
    )


@st.composite
def _sets(draw: st.DrawFn, number: int) -> PerformedSet:
    amount = draw(
        st.sampled_from(
            (
                {"reps": 10},
                {"reps": 0, "seconds": 5},
                {"seconds": 45},
                {"metres": Decimal("12.5")},
            )
        )
    )
    return PerformedSet(
        id=f"set-{number}",
        n=number,
        side=draw(st.sampled_from((Side.NONE, Side.LEFT, Side.RIGHT, Side.BOTH))),
        load=draw(_maybe(loads())),
        planned=draw(_maybe(st.integers(0, 60))),
        source=draw(st.sampled_from(Source)),
        **amount,
    )


_symptoms = st.builds(
    Symptom,
    st.integers(0, 10),
    st.sampled_from(("pain_0_10", "dizziness_0_10")),
    st.sampled_from(When),
    st.sampled_from(("", "left knee")),
)
_days = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@st.composite
def entries(draw: st.DrawFn, kinds: tuple[EntryKind, ...] = tuple(EntryKind), refers_to: str | None = None) -> Entry:
    """An entry of one of these kinds."""
    kind = draw(st.sampled_from(kinds))
    at = draw(moments)
    sets = tuple(draw(_sets(number)) for number in range(1, draw(st.integers(0, 3)) + 1))
    return Entry(
        id=str(draw(st.uuids(version=4))),
        kind=kind,
        date=draw(_days),
        zone=draw(st.sampled_from(("America/Chicago", "Asia/Kolkata", "UTC"))),
        at=at,
        logged_at=at + draw(st.timedeltas(timedelta(0), timedelta(days=2)).map(lambda t: timedelta(seconds=t.seconds))),
        device=draw(st.sampled_from(("d1", "d2"))),
        device_seq=draw(st.integers(1, 10_000)),
        refers_to=refers_to,
        prescription=draw(_maybe(st.sampled_from(("acl-early-slr", "sr-1.2")))),
        prescription_version=draw(_maybe(st.sampled_from(("1", "1-ab12cd34")))),
        exercise=draw(_maybe(st.sampled_from(("slr", "quad-set")))),
        dose=draw(_maybe(doses())),
        slot=draw(_maybe(st.integers(1, 4))),
        status=Outcome.SKIPPED if kind is EntryKind.SKIP else draw(_maybe(st.sampled_from(Outcome))),
        ended=draw(_maybe(st.just(at + timedelta(minutes=8, seconds=35)))),
        sets=sets,
        symptoms=tuple(draw(st.lists(_symptoms, max_size=2))),
        effort=draw(_maybe(st.integers(0, 10))),
        reason=draw(_maybe(st.sampled_from(Reason))),
        reason_text=draw(plain),
        note=draw(plain),
        source=draw(st.sampled_from(Source)),
        clock=draw(st.sampled_from(Clock)),
        why=draw(plain),
    )


@st.composite
def records(draw: st.DrawFn):
    """A record of exercise or symptoms with up to three corrections."""
    first = draw(entries((EntryKind.COMPLETION, EntryKind.SKIP, EntryKind.SYMPTOM)))
    later = [
        draw(entries((EntryKind.AMENDMENT, EntryKind.RETRACTION), first.id)) for _ in range(draw(st.integers(0, 3)))
    ]
    [record] = fold([first, *later])
    return record
