"""Token families through lost answers, replays and time: nobody honest is sent away, no thief stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.rig import CLINIC
from hep_clinic.access import tokens
from hep_clinic.access.callers import caller_of
from hep_clinic.access.invitations import DAY, MINUTE, SECOND
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Archive
from hep_clinic.fhir.outcome import Wrong

NOW = 1_800_000_000 * SECOND


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A clinic's file inside one open transaction."""
    opened = tables.open_file(tmp_path / "clinic.sqlite")
    opened.execute("BEGIN IMMEDIATE")
    yield opened
    opened.close()


def paired(db: sqlite3.Connection, device: str = "d1", now: int = NOW) -> tokens.Granted:
    """A device with its first tokens."""
    resource = {"resourceType": "Patient", "birthDate": "1961"}
    patient = Archive(db, CLINIC).create(resource)[0].id
    return tokens.open_family(db, patient, device, "", now)


def works(db: sqlite3.Connection, access: str, now: int) -> bool:
    """Whether an access token opens anything."""
    try:
        caller_of(db, f"Bearer {access}", now)
    except Wrong:
        return False
    return True


def test_a_thousand_lost_answers_send_nobody_to_pair_again(db: sqlite3.Connection) -> None:
    """However many answers are lost, and however long the device then sleeps, it goes on from what it holds."""
    random = Random(7)
    held, now, lost = paired(db), NOW, 0
    while lost < 1000:
        granted = tokens.refresh(db, held.refresh, now)
        assert granted is not None
        if random.random() < 0.7:
            lost += 1
            now += random.choice((1, 30, 59, 61, 600)) * SECOND
            continue
        assert works(db, granted.access, now)
        held = granted
        now += random.choice((1, 60, 900)) * SECOND


def test_a_token_that_was_given_up_answers_the_same_successor_for_a_minute(db: sqlite3.Connection) -> None:
    """Eight processes that refresh at once all go on with one token, even when the successor is in use already."""
    first = paired(db)
    answers = [tokens.refresh(db, first.refresh, NOW + n * SECOND) for n in range(8)]
    assert len({one.refresh for one in answers if one}) == 1
    assert all(one and works(db, one.access, NOW + MINUTE) for one in answers)
    late = tokens.refresh(db, first.refresh, NOW + MINUTE)
    assert late is not None
    assert answers[0] is not None
    assert late.refresh == answers[0].refresh


@pytest.mark.parametrize("uses", ["access", "refresh"])
def test_a_real_replay_ends_the_family_in_one_request(db: sqlite3.Connection, uses: str) -> None:
    """A minute later, with the successor in use, the old token ends everything that came of it."""
    first = paired(db)
    second = tokens.refresh(db, first.refresh, NOW)
    assert second is not None
    if uses == "access":
        assert works(db, second.access, NOW + SECOND)
    else:
        third = tokens.refresh(db, second.refresh, NOW + SECOND)
        assert third is not None
    assert tokens.refresh(db, first.refresh, NOW + MINUTE + 1) is None
    assert not works(db, second.access, NOW + MINUTE + 2)
    assert tokens.refresh(db, second.refresh, NOW + MINUTE + 2) is None


def test_a_family_ends_after_ninety_days(db: sqlite3.Connection) -> None:
    """Refreshing does not put the end off, and an access token does not outlive it."""
    held = paired(db)
    for day in range(1, 90):
        following = tokens.refresh(db, held.refresh, NOW + day * DAY)
        assert following is not None
        held = following
    last = tokens.refresh(db, held.refresh, NOW + 90 * DAY - 5 * SECOND)
    assert last is not None
    assert last.expires_in == 5
    assert tokens.refresh(db, last.refresh, NOW + 90 * DAY) is None
    assert not works(db, last.access, NOW + 90 * DAY)


def test_the_last_contact_outlives_its_family(db: sqlite3.Connection) -> None:
    """When a device was heard of last is known after it was disconnected, and long after its end."""
    held = paired(db)
    assert works(db, held.access, NOW + 5)
    tokens.revoke(db, held.family, NOW + 6)
    paired(db, now=NOW + 1000 * DAY)
    assert tokens.last_contact(db, held.patient) == NOW + 5


def test_a_patient_has_at_most_twenty_devices(db: sqlite3.Connection) -> None:
    """The one not used for longest goes."""
    first = paired(db)
    for n in range(20):
        tokens.open_family(db, first.patient, f"more{n}", "", NOW + 1 + n)
    found = tokens.devices(db, first.patient, NOW + 100)
    assert len(found) == 20
    assert first.family not in {one.id for one in found}


STEP = st.tuples(
    st.sampled_from(("refresh", "lost", "use", "steal", "thief refreshes", "thief uses")),
    st.sampled_from((1, 20, 61, 1000)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=25))
def test_whoever_is_honest_stays_and_two_holders_never_both_go_on(steps: list[tuple[str, int]]) -> None:
    """Without a thief no step ends the family. With one, the two never both hold tokens that go on for long."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for statement in tables.TABLES:
        db.execute(statement)
    db.execute("BEGIN")
    held, now, stolen = paired(db), NOW, ""
    robbed = False
    for step, seconds in steps:
        now += seconds * SECOND
        if step == "refresh":
            following = tokens.refresh(db, held.refresh, now)
            assert following is not None or robbed
            held = following or held
        elif step == "lost":
            assert tokens.refresh(db, held.refresh, now) is not None or robbed
        elif step == "use":
            works(db, held.access, now)
        elif step == "steal":
            stolen = held.refresh
        elif stolen:
            taken = tokens.refresh(db, stolen, now)
            robbed = robbed or taken is not None
            if taken is not None and step == "thief uses":
                works(db, taken.access, now)
                stolen = taken.refresh
    if robbed and stolen != held.refresh:
        _both_try(db, held.refresh, stolen, now + 2 * MINUTE)
    db.close()


def _both_try(db: sqlite3.Connection, mine: str, theirs: str, now: int) -> None:
    """Two holders who each use what they are given: within two rounds the family is over for both."""
    alive: Callable[[str, int], tokens.Granted | None] = lambda token, at: tokens.refresh(db, token, at)  # noqa: E731
    for n in range(2):
        for who in (0, 1):
            at = now + (4 * n + 2 * who) * MINUTE
            granted = alive((mine, theirs)[who], at)
            if granted is not None:
                works(db, granted.access, at)
                mine, theirs = (granted.refresh, theirs) if who == 0 else (mine, granted.refresh)
    same = mine == theirs
    assert same or not (tokens.refresh(db, mine, now + DAY) and tokens.refresh(db, theirs, now + DAY))
