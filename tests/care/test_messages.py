"""Which messages are one conversation, whatever of it is missing, out of order or made up."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hep_care.messages import UNSENT, Message, MessageStatus, Sender, threads

UID = "a4c1de20-7b0f-4f3a-8d92-0b1d5c6e7f11"


def said(name, minute, **rest):
    """A message that the server knows by this name."""
    return Message(name, Sender.PATIENT, server_id=name, sent=datetime(2026, 3, 5, 19, minute, tzinfo=UTC), **rest)


def names(messages):
    """The names in each conversation."""
    return [[message.text for message in each] for each in threads(messages)]


def test_a_thread_is_named_or_followed():
    """The thread that a message names comes first, then that of the message it answers, else it begins its own."""
    first, reply = said("a", 1), said("b", 2, thread="a", answers="a")
    later, other = said("c", 3, answers="b"), said("d", 0)

    assert names([later, reply, first, other]) == [["d"], ["a", "b", "c"]]


def test_a_question_that_was_not_sent_yet_is_found_by_its_uuid():
    """A second message names the first by its uuid, before and after the server gave that an id."""
    waiting = Message("a", Sender.PATIENT, uid=UID, sent=datetime(2026, 3, 5, tzinfo=UTC))
    second = said("b", 2, thread=UNSENT + UID)
    arrived = said("a", 0, uid=UID)

    assert names([waiting, second]) == [["a", "b"]]
    assert names([arrived, second, said("c", 3, thread="a")]) == [["a", "b", "c"]]


def test_answers_to_what_is_not_here_stay_together():
    """Where the first message is missing, those that name it are still one conversation."""
    assert names([said("b", 1, thread="gone"), said("c", 2, thread="gone"), said("d", 3, answers="b")]) == [
        ["b", "c", "d"]
    ]


def test_drafts_and_what_was_taken_back_are_not_shown():
    """A status that means "never said" leaves a message out; any other is shown."""
    hidden = (MessageStatus.PREPARATION, MessageStatus.NOT_DONE, MessageStatus.STOPPED, MessageStatus.ENTERED_IN_ERROR)
    shown = [names([said("a", 1, status=status)]) for status in MessageStatus if status not in hidden]

    assert [names([said("a", 1, status=status)]) for status in hidden] == [[]] * 4
    assert shown == [[["a"]]] * 4


LINKS = st.lists(st.tuples(st.sampled_from(["", *"abcdefgh"]), st.sampled_from(["", *"abcdefgh"])), max_size=6)


@given(LINKS, st.randoms())
@settings(max_examples=100, deadline=None)
def test_every_message_is_in_one_conversation(links, chance):
    """Rings, gaps and order of arrival make no difference to who belongs together, and nobody is lost."""
    made = [said("abcdef"[n], n, thread=thread, answers=answers) for n, (thread, answers) in enumerate(links)]
    mixed = chance.sample(made, len(made))

    assert names(mixed) == names(made)
    assert sorted(name for each in names(made) for name in each) == [message.text for message in made]


def test_a_long_chain_is_one_conversation():
    """Ten thousand answers to answers are followed once each."""
    chain = [Message(str(n), Sender.CLINIC, server_id=str(n), answers=str(n - 1) if n else "") for n in range(10_000)]

    assert [len(each) for each in threads(reversed(chain))] == [10_000]
