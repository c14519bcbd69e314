"""How a diary stands with its clinic, in a few words; and what is for the clinic at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hep_care.entry import EntryKind
from hep_tui.diary.for_clinic import ForClinic
from hep_tui.diary.plan_news import News, add_news, news, note_news_seen, seen_changes
from hep_tui.diary.standing import (
    LAST_SYNC,
    Standing,
    Trouble,
    badge,
    needs_a_person,
    stale_words,
    standing,
)

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
FINE = Standing("Riverside", 0, 0, NOW - timedelta(minutes=5), NOW - timedelta(days=20), Trouble.NONE, "")


@pytest.mark.parametrize(
    ("told", "words", "person"),
    [
        ({}, "synced 5 min ago", False),
        ({"last_sync": NOW}, "synced just now", False),
        ({"last_sync": NOW - timedelta(hours=3)}, "synced at 11:00", False),
        ({"last_sync": NOW - timedelta(days=3)}, "synced on 1 Mar", False),
        ({"last_sync": None}, "not synced yet", False),
        ({"unsent": 3}, "3 to send", False),
        ({"trouble": Trouble.OFFLINE}, "offline", False),
        ({"trouble": Trouble.OFFLINE, "unsent": 3}, "offline · 3 to send", False),
        ({"trouble": Trouble.OTHER}, "sync did not work", True),
        ({"parked": 1}, "1 not taken by the clinic", True),
        ({"held": "It takes away 6 of 8."}, "a question about your plan", True),
        ({"trouble": Trouble.SIGNED_OUT, "held": "x", "parked": 2, "unsent": 3}, "pair again · 3 to send", True),
    ],
)
def test_what_needs_a_person_is_said_first(told: dict[str, Any], words: str, person: bool) -> None:
    """Then what hinders, then what waits, and only then that all is well."""
    found = replace(FINE, **told)

    assert (badge(found, NOW), needs_a_person(found)) == (words, person)


def test_the_words_do_without_a_dot_of_their_own() -> None:
    """Where only letters of every keyboard are drawn."""
    assert badge(replace(FINE, trouble=Trouble.OFFLINE, unsent=1), NOW, dot="-") == "offline - 1 to send"


def test_an_unpaired_diary_has_nothing_to_say(diary: Any) -> None:
    """Without a clinic there is no badge, no warning and no news."""
    assert standing(diary) is None
    assert (stale_words(diary), news(diary)) == ("", ())


def test_a_plan_not_compared_for_a_week_says_so(diary: Any) -> None:
    """From the last sync on, or from the pairing where there was none."""
    from hep_tui.diary.binding import Binding, bind

    now = diary.clock.now()
    bind(diary.store, Binding("https://c.example/fhir", "p1", "Riverside", "open", now - timedelta(days=8)))
    assert stale_words(diary) == "Your plan was last checked with Riverside on 24 Feb."

    diary.store.set_meta(LAST_SYNC, (now - timedelta(days=6, hours=23)).isoformat())

    assert stale_words(diary) == ""


def test_news_stay_until_they_were_seen(diary: Any) -> None:
    """What a scheduled sync found is told when the app is opened, once; what came while it was read stays."""
    new = News("New: Bridge.", order="sr-1", version="2")
    add_news(diary, (new,))
    add_news(diary, ())
    shown = news(diary)
    add_news(diary, (News("No longer: \x1b[2JPlank."),))
    assert shown == (new,)

    note_news_seen(diary, shown)

    assert [one.words for one in news(diary)] == ["No longer: �Plank."]
    note_news_seen(diary, news(diary))
    assert news(diary) == ()


def test_having_seen_a_change_is_kept_for_the_clinic(diary: Any) -> None:
    """Which orders, once, and not delivered before a sync; what names no order says nothing to it."""
    add_news(diary, (News("New: Bridge.", order="sr-1", version="2"), News("An old line.")))
    note_news_seen(diary, news(diary))

    (kept,) = seen_changes(diary)

    assert (kept.seen.orders, kept.seen.at, kept.delivered) == ((("sr-1", "2"),), diary.clock.now(), False)


def test_nothing_of_a_diary_without_a_plan_of_the_clinic_is_for_it() -> None:
    """Neither entries of another plan nor symptoms by themselves."""
    audience = ForClinic((), "p1", loopback=True)

    assert not audience.takes(EntryKind.COMPLETION, "sr-1", date(2026, 3, 4), pinned=False)
    assert not audience.takes(EntryKind.SYMPTOM, None, date(2026, 3, 4), pinned=False)
