"""The sets a dose asks for, and what a patient's numbers make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from hep_care.blocks import set_dose, set_order
from hep_care.credit import ALL, share_of_sets
from hep_care.dose import Dose, Kind, RepsMode, Side
from hep_care.entry import Outcome, PerformedSet, Source
from hep_care.frozen import frozen


class WrongSetsError(ValueError):
    """The numbers given do not fit the dose; the message says why."""


@frozen
class PlannedSet:
    """One set on one side, as the timer runs it: the upper end of every range."""

    n: int
    side: Side
    reps: int | None = None
    seconds: int | None = None
    """Of one hold, or of the whole set of a timed exercise."""
    metres: Decimal | None = None

    @property
    def amount(self) -> int | None:
        """What the set counts: repetitions, seconds or whole metres; None is open-ended."""
        if self.reps is not None:
            return self.reps
        return self.seconds if self.seconds is not None else (None if self.metres is None else int(self.metres))


def planned_sets(dose: Dose) -> tuple[PlannedSet, ...]:
    """Every set of a dose in the order a session does them."""
    return tuple(_planned(dose, n, side) for side, n in set_order(dose))


def _planned(dose: Dose, n: int, side: Side) -> PlannedSet:
    one = set_dose(dose, side, n)
    if dose.kind is Kind.DISTANCE:
        return PlannedSet(n, side, metres=one.distance_m)
    if dose.kind is Kind.DURATION:
        return PlannedSet(n, side, seconds=one.duration_s)
    if dose.kind is Kind.COMPLETION or dose.reps_mode is not RepsMode.COUNTED:
        return PlannedSet(n, side)
    return PlannedSet(n, side, reps=one.reps or 1, seconds=one.hold_s if dose.kind is Kind.HOLD else None)


def as_planned(
    dose: Dose, new_id: Callable[[], str], source: Source, side: Side | None = None, *, open: bool = False
) -> tuple[PerformedSet, ...]:
    """The sets of a dose done exactly as planned, on one side only where one is given.

    A set that ends when the patient can no more has no plan to be done as; `open` gives it too, for a number.
    """
    return tuple(
        PerformedSet(
            new_id(),
            one.n,
            one.side,
            one.reps,
            one.seconds,
            one.metres,
            set_dose(dose, one.side, one.n).load,
            one.amount,
            source,
        )
        for one in planned_sets(dose)
        if (open or one.amount is not None) and side in (None, one.side)
    )


def with_amounts(
    sets: Sequence[PerformedSet],
    dose: Dose,
    reps: Sequence[int] | None = None,
    seconds: Sequence[int] | None = None,
) -> tuple[PerformedSet, ...]:
    """Sets with the patient's own numbers, in the order a session does them; sets without a number were not done.

    Raises `WrongSetsError` for more numbers than there are sets, or numbers of the wrong unit.
    """
    done = list(sets)
    for name, given in (("reps", reps), ("seconds", seconds)):
        if given is None:
            continue
        if len(given) > len(sets):
            raise WrongSetsError(f"{len(given)} numbers for {len(sets)} sets.")
        if name == "reps" and dose.kind in (Kind.DURATION, Kind.DISTANCE):
            raise WrongSetsError("this exercise is timed or measured: give seconds instead of repetitions.")
        if name == "seconds" and dose.kind is Kind.REPS:
            raise WrongSetsError("this exercise counts repetitions: give those instead of seconds.")
        done = [
            replace(one, reps=amount) if name == "reps" else replace(one, seconds=amount)
            for one, amount in zip(done, given, strict=False)
        ]
    return tuple(one for one in done if one.reps != 0 and one.seconds != 0)


def outcome_of(dose: Dose, sets: Sequence[PerformedSet]) -> Outcome:
    """Complete or partial, by the share of the dose that the sets make up."""
    return Outcome.COMPLETE if share_of_sets(dose, sets) == ALL else Outcome.PARTIAL
