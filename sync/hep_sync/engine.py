"""Does what `plan` decides: pushes what the patient did, pulls what changed, and leaves both ends equal.

    push    records the server does not hold: created once, whatever is lost on the way
    pull    every type from where it was read last, a page and its mark in one transaction
    publish the pulled plan, whole
    push    corrections of what the server holds, each laid over the version that was just read
    check   when the server was restored, and once a week: compare every row

A fault ends the round, never the record: what was accepted stays accepted, and the next round goes on from there.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

from hep_care.frozen import frozen
from hep_sync import exact_json, plan
from hep_sync.answers import Answer
from hep_sync.errors import Busy, ClinicError, NotThere, Offline, Refused, SignedOut, TooLarge, Unreachable
from hep_sync.fhir.element import Json, code
from hep_sync.plan import Parcel, Verdict
from hep_sync.replica import Accepted, Clinic, Outcome, Outgoing, Replica

_ROUNDS_OF_MERGING = 5
_AT_ONCE = 500
_TRIES = 3
_LONGEST_WAIT_S = 20.0
"""A server that asks for more is left alone until the next round."""

Sleep = Callable[[float], Awaitable[None]]
Told = Callable[[str, int], None]
"""Progress: what is being done ("push", or a type) and how many of it so far."""


@frozen
class Options:
    """How a sync is to go about it."""

    allow_large: bool = False
    """Take a change of the plan that removes much of it."""
    check: bool = False
    """Compare every row, even where that is not due."""
    page: int = 100
    most_in_batch: int = plan.MOST_IN_BATCH
    unknown_wait_s: float = 30.0
    """After an attempt whose outcome is not known: at least as long as it may still be under way."""


async def sync(
    replica: Replica,
    clinic: Clinic,
    options: Options = Options(),
    *,
    sleep: Sleep = asyncio.sleep,
    tell: Told = lambda what, n: None,
    chance: Callable[[], float] = random.random,
) -> Outcome:
    """One round both ways. Raises a `ClinicError` where it had to end early; what was exchanged by then is kept."""
    engine = _Engine(replica, clinic, options, sleep, tell, chance)
    await engine.push(corrections=False)
    await engine.pull()
    published = replica.publish(allow_large=options.allow_large)
    engine.outcome.program_changed, engine.outcome.held = published.changed, published.held
    # Only after reading: a server restored from a backup gives the same version numbers out again, so that `If-Match`
    # alone can match what somebody else wrote meanwhile.
    await engine.push(corrections=True)
    replica.complete(epoch=engine.epoch, checked=engine.checked)
    return engine.outcome


class _Engine:
    def __init__(
        self,
        replica: Replica,
        clinic: Clinic,
        options: Options,
        sleep: Sleep,
        tell: Told,
        chance: Callable[[], float],
    ) -> None:
        self.replica, self.clinic, self.options = replica, clinic, options
        self._sleep, self._tell, self._chance = sleep, tell, chance
        self.outcome = Outcome()
        self.epoch = replica.epoch()
        self.checked = False
        self._left: set[str] = set()
        """Records that this round has done with, whatever came of them."""
        self._there: set[tuple[str, str]] = set()
        """Type and id of every row of the present pull."""

    # --- push

    async def push(self, *, corrections: bool) -> None:
        """Send what the server does not hold, until nothing is left that this round can do."""
        put_off: set[str] = set()
        while waiting := self.replica.outgoing(_AT_ONCE, frozenset(self._left)):
            self._left.update(one.uid for one in waiting)
            now = [one for one in waiting if corrections or not one.server_id]
            put_off.update(one.uid for one in waiting if one.server_id and not corrections)
            for parcels in plan.batches(map(plan.parcel, now), most=self.options.most_in_batch):
                await self._send(parcels)
        self._left -= put_off

    async def _send(self, parcels: Sequence[Parcel]) -> None:
        self.replica.freeze(
            {
                one.outgoing.uid: exact_json.dumps(one.entry["resource"])
                for one in parcels
                if not one.outgoing.server_id and not one.outgoing.frozen
            }
        )
        try:
            answers = await self._batch(parcels)
        except (TooLarge, Refused) as error:
            if len(parcels) > 1:
                # Which one it is about is found by halving, so that the others go on.
                half = len(parcels) // 2
                await self._send(parcels[:half])
                await self._send(parcels[half:])
            else:
                self._park(parcels[0].outgoing, str(error))
            return
        wait: Busy | None = None
        done: list[Accepted] = []
        for sent, answer in zip(parcels, answers, strict=True):
            if isinstance(answer.error, Busy):
                wait = answer.error
            if isinstance(answer.error, SignedOut):
                self.replica.accepted(done)
                raise answer.error
            if (now := await self._settle(sent, answer)) is not None:
                done.append(now)
        self._keep(done)
        if wait is not None:
            raise wait

    def _keep(self, done: Sequence[Accepted]) -> None:
        self.replica.accepted(done)
        self.outcome.pushed += len(done)
        self._tell("push", self.outcome.pushed)
        # A record that was corrected while its first body was under way is still unsent.
        self._left.difference_update(one.uid for one in done if self.replica.outgoing_of(one.uid) is not None)

    async def _batch(self, parcels: Sequence[Parcel]) -> tuple[Answer, ...]:
        entries = [one.entry for one in parcels]
        for attempt in range(1, _TRIES + 1):
            asked: float | None = None
            try:
                answers = await self.clinic.batch(entries)
                if answers is not None:
                    return answers
                error: Unreachable = Unreachable("The clinic's server did not say what became of what was sent.")
            except Busy as busy:
                error, asked = busy, busy.seconds or None
            except Offline:
                raise
            except Unreachable as unreachable:
                error = unreachable
            if attempt == _TRIES or (asked or 0.0) > _LONGEST_WAIT_S:
                raise error
            wait = plan.wait_before(attempt, asked, self._chance())
            await self._sleep(wait if isinstance(error, Busy) else max(wait, self.options.unknown_wait_s))
        raise AssertionError("unreachable")

    async def _settle(self, sent: Parcel, answer: Answer) -> Accepted | None:
        said = plan.verdict(sent.outgoing, answer)
        if said is Verdict.ACCEPTED:
            return await self._accepted(sent, answer)
        if said is Verdict.MERGE:
            return await self._merge(sent.outgoing)
        if said is Verdict.LOST:
            self._lost([sent.outgoing.uid])
        elif said is Verdict.DOUBLED:
            await self._bind_oldest(sent.outgoing)
        elif said is Verdict.PARKED:
            self._park(sent.outgoing, str(answer.error))
        return None

    async def _accepted(self, sent: Parcel, answer: Answer) -> Accepted:
        stands = answer.resource
        if stands is None or not plan.version_of(stands):
            type = str(sent.entry["resource"]["resourceType"])
            stands = await self.clinic.read(type, answer.id or sent.outgoing.server_id)
        return plan.accepted(sent, answer, stands)

    async def _merge(self, outgoing: Outgoing) -> Accepted | None:
        """Somebody else wrote to the record: take their entries in and send the union, which is what both end with."""
        type = str(outgoing.resource["resourceType"])
        for _ in range(_ROUNDS_OF_MERGING):
            try:
                stands = await self.clinic.read(type, outgoing.server_id)
                self.outcome.pulled += self.replica.take(type, [stands], None)
                again = self.replica.outgoing_of(outgoing.uid)
                if again is None:
                    return None
                one = plan.parcel(again)
                answer = await self.clinic.update(one.entry["resource"], version=again.version)
                return await self._accepted(one, answer)
            except NotThere:
                self._lost([outgoing.uid])
                return None
            except Refused as error:
                self._park(outgoing, str(error))
                return None
            except ClinicError as error:
                if error.retry or isinstance(error, SignedOut):
                    raise
        return None

    async def _bind_oldest(self, outgoing: Outgoing) -> None:
        """An identifier that several resources carry was created twice by a server: all devices take the same one."""
        type = str(outgoing.resource["resourceType"])
        name, _, value = plan.identifier_query(outgoing.uid).partition("=")
        found: list[Json] = []
        async for page in self.clinic.search(type, [(name, value)]):
            found += page.resources
        if found:
            self.outcome.pulled += self.replica.take(type, [plan.oldest(found)], None)
            self._left.discard(outgoing.uid)

    def _lost(self, uids: Sequence[str]) -> None:
        self.replica.unbind(uids)
        self._left.difference_update(uids)
        self.outcome.restored = True

    def _park(self, outgoing: Outgoing, why: str) -> None:
        self.replica.park(outgoing.uid, why)
        self.outcome.parked.append((outgoing.uid, why))

    # --- pull

    async def pull(self) -> None:
        """Take what changed; where the server has lost what it had, compare everything."""
        whole = self.options.check or self.replica.check_is_due()
        if not await self._pull_all(whole=whole):
            self.outcome.restored = whole = True
            await self._pull_all(whole=True)
        if whole:
            await self._check()

    async def _pull_all(self, *, whole: bool) -> bool:
        """Pull every type; False where a row that was read before has gone, or the server tells another epoch."""
        self._there.clear()
        for type in plan.TYPES:
            if not await self._pull_type(type, whole=whole) and not whole:
                return False
        return True

    async def _pull_type(self, type: str, *, whole: bool) -> bool:
        cursor = None if whole else self.replica.cursor(type)
        parameters = plan.pull_parameters(type, self.replica.patient, cursor, self.options.page)
        progress = plan.Progress(cursor)
        rows = 0
        try:
            async for page in self.clinic.search(type, parameters):
                if page.epoch and page.epoch != self.epoch:
                    known, self.epoch = self.epoch, page.epoch
                    if known and not whole:
                        return False
                rows += len(page.resources)
                self._there.update((type, code(one, "id")) for one in page.resources)
                mark = progress.page(page.resources, last=not page.next)
                self.outcome.pulled += self.replica.take(type, page.resources, mark)
                self._tell(type, rows)
        except (Refused, NotThere) as error:
            if type in plan.REQUIRED:
                if isinstance(error, Refused) and error.status == 403:
                    raise SignedOut("The clinic no longer lets this device see your program.") from error
                raise
            if type not in self.outcome.skipped:
                self.outcome.skipped.append(type)
            return True
        # Reading begins before the newest row that was kept, so at least that one comes again.
        return cursor is None or (type, cursor.newest) in self._there

    async def _check(self) -> None:
        """Look for each record that a whole pull did not bring, and make unsent what the server has lost."""
        for one in list(self.replica.bound()):
            if (one.type, one.server_id) in self._there or one.type in self.outcome.skipped:
                continue
            # Missing from a search is not gone: some servers need a while, and some show only what was reviewed.
            try:
                stands = await self.clinic.read(one.type, one.server_id)
            except NotThere:
                self._lost([one.uid])
            else:
                self.outcome.pulled += self.replica.take(one.type, [stands], None)
        self.checked = True
