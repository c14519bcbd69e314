"""Two copies, one record: whatever fails on the way, all devices and the clinic end with the same entries, each once."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sync.twins.clinic import Server
from sync.twins.replica import MemoryReplica
from sync.twins.world import FAULTS, FOREIGN, Device, World

ats = st.integers(0, 2)
faults = st.lists(st.sampled_from(("", "", *FAULTS)), max_size=8)


class Histories(RuleBasedStateMachine):
    """Any order of work, kills, lost answers, clock jumps, restores, clones and syncs."""

    @initialize(seed=st.integers(0, 2**32), devices=st.integers(1, 3), tells=st.booleans(), coarse=st.booleans())
    def begin(self, seed: int, devices: int, tells: bool, coarse: bool) -> None:
        self.world = World(Random(seed), Server(tells_epoch=tells, whole_seconds=coarse))
        for _ in range(devices):
            self.world.add_device()

    @rule(at=ats)
    def log(self, at: int) -> None:
        self.world.log(at)

    @rule(at=ats)
    def amend(self, at: int) -> None:
        self.world.amend(at)

    @rule(at=ats)
    def retract(self, at: int) -> None:
        self.world.retract(at)

    @rule(at=ats, faults=faults)
    def sync(self, at: int, faults: list[str]) -> None:
        self.world.sync(at, faults)

    @rule()
    def the_clinic_looks(self) -> None:
        self.world.clinic_looks()

    @rule()
    def the_clinic_prescribes(self) -> None:
        self.world.clinic_prescribes()

    @rule()
    def hours_pass(self) -> None:
        self.world.hours_pass()

    @rule(at=ats)
    def back_up_device(self, at: int) -> None:
        self.world.back_up_device(at)

    @rule(at=ats)
    def restore_device(self, at: int) -> None:
        self.world.restore_device(at)

    @rule(at=ats)
    def clone_device(self, at: int) -> None:
        self.world.clone_device(at)

    @rule()
    def back_up_server(self) -> None:
        self.world.back_up_server()

    @rule()
    def restore_server(self) -> None:
        self.world.restore_server()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.settle()
            self.world.check()


Histories.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHistories = Histories.TestCase


def wander(seed: int, steps: int, make: Callable[[str], Device] = MemoryReplica) -> World:
    """A history by chance."""
    random = Random(seed)
    world = World(random, Server(tells_epoch=random.random() < 0.5, whole_seconds=random.random() < 0.5), make)
    for _ in range(random.randint(1, 3)):
        world.add_device()
    often: list[Callable[[int], object]] = [world.log, world.log, world.amend, world.sync]
    rarely: list[Callable[[], object]] = [
        world.clinic_looks, world.clinic_prescribes, world.hours_pass, world.back_up_server, world.restore_server,
    ]  # fmt: skip
    copies: list[Callable[[int], object]] = [
        world.back_up_device,
        world.restore_device,
        world.clone_device,
        world.retract,
    ]
    for _ in range(steps):
        at, chance = random.randint(0, 2), random.random()
        if chance < 0.45:
            random.choice(often)(at)
        elif chance < 0.75:
            world.sync(at, random.choices(("", *FAULTS), k=random.randint(0, 8)))
        elif chance < 0.9:
            random.choice(rarely)()
        else:
            random.choice(copies)(at)
    return world


@pytest.mark.parametrize("seed", [*range(12), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(12, 200))])
def test_any_history_ends_with_equal_copies_and_nothing_lost_or_doubled(seed: int) -> None:
    """Lost and doubled answers, kills, restores of either end and clones end in the exact union on all sides."""
    world = wander(seed, 60)

    world.settle()
    world.check()


def test_what_the_clinic_wrote_to_a_record_survives_its_correction() -> None:
    """An update is laid over what the server has, and elements that are not ours stay."""
    world = World(Random(1))
    world.add_device()
    world.log(0)
    world.sync(0)
    world.clinic_looks()
    world.amend(0)

    world.sync(0)

    (row,) = world.server.now_of("Observation")
    assert FOREIGN in row["extension"]
    assert row["status"] == "corrected"
