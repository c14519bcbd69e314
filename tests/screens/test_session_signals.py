"""A session with the eyes shut: what is heard, what is said, and that it is one signal a moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hep_care.dose import Dose, Kind, Side
from hep_tui.player import Cue, CueKind, PlannedExercise, Player, PlayState
from hep_tui.screens import session_signals
from hep_tui.screens.session_signals import hush, signal, sounds_of
from hep_tui.screens.spoken import spoken
from hep_tui.settings import Settings
from hep_tui.signals import Sound
from screens.session_stories import HOLDS, REPS, exercise


class Desk:
    """A screen that only counts."""

    def __init__(self, settings: Settings, player: Player | None = None) -> None:
        self.hep = self
        self.app = self
        self.sounds = self
        self.settings = settings
        self.player = player
        self.heard: list[Sound] = []
        self.said: list[str] = []
        self.flashes = 0
        self.hushed = 0

    def play(self, sound: Sound) -> None:
        self.heard.append(sound)

    def say(self, words: str) -> None:
        self.said.append(words)

    def hush(self) -> None:
        self.hushed += 1

    def prescription(self, number: int):
        return exercise("raise", REPS, "Leg raise")

    def add_class(self, name: str) -> None:
        self.flashes += 1

    def remove_class(self, name: str) -> None: ...

    def set_timer(self, seconds: float, then) -> None:
        then()


@pytest.mark.parametrize(
    ("cues", "heard", "flashes"),
    [
        ([CueKind.SET_DONE, CueKind.SWITCH], [Sound.SWITCH], 1),
        ([CueKind.SET_DONE, CueKind.REST], [Sound.DONE], 1),
        ([CueKind.SET_DONE, CueKind.EXERCISE_DONE, CueKind.SESSION_DONE], [Sound.FINISH], 1),
        ([CueKind.REST_OVER, CueKind.GO, CueKind.HOLD], [Sound.REST_OVER], 1),
        ([CueKind.GO, CueKind.REP, CueKind.TEMPO], [Sound.START], 1),
        ([CueKind.HOLD], [Sound.HOLD], 0),
        ([CueKind.REP, CueKind.TEMPO], [Sound.BEAT], 0),
        ([CueKind.TEMPO], [], 0),
        ([], [], 0),
    ],
)
def test_one_signal_a_moment(cues, heard, flashes):
    """However many cues come at once there is one sound, the one that matters most, and one flash."""
    desk = Desk(Settings())
    signal(desk, [Cue(kind, "") for kind in cues])
    assert (desk.heard, desk.flashes, desk.said) == (heard, flashes, [])


def test_late_cues_are_not_made_up_for():
    """After a stretch without a tick only the newest moment is heard."""
    desk = Desk(Settings())
    signal(desk, [Cue(CueKind.SWITCH, "", 3.0), Cue(CueKind.GO, "", 8.0), Cue(CueKind.TICK, "", 15.0)])
    assert desk.heard == [Sound.TICK]


@pytest.mark.parametrize("settings", [Settings(flash=False), Settings(reduced_motion=True)])
def test_no_flash_where_it_is_not_wished(settings):
    """The sound comes all the same."""
    desk = Desk(settings)
    signal(desk, [Cue(CueKind.GO, "")])
    assert (desk.heard, desk.flashes) == ([Sound.START], 0)


def test_a_pause_is_quiet():
    """What is being said ends with the clock."""
    desk = Desk(Settings())
    hush(desk)
    assert desk.hushed == 1


def heard_in(dose: Dose, name: str = "Leg raise", until: float = 300) -> list[tuple[float, str]]:
    """Everything a voice says in one exercise, each with its second."""
    prescription = exercise("raise", dose, name)
    planned = PlannedExercise.of(prescription, 1)
    player = Player([planned])
    told = [*player.start(0.0)]
    said, now = [], 0.0
    while player.state is PlayState.RUNNING and now < until:
        if cues := [event for event in told if isinstance(event, Cue)]:
            said.append((now, spoken(cues, player.view(now), prescription)))
        now += 1.0
        told = [*player.tick(now)]
    cues = [event for event in told if isinstance(event, Cue)]
    return [(at, words) for at, words in [*said, (now, spoken(cues, player.view(now), prescription))] if words]


def test_holds_on_both_sides_can_be_followed_without_looking():
    """The side comes first, with each set and each hold; then the switch, the rest and the end."""
    assert [words for _, words in heard_in(replace(HOLDS, rest_s=60))] == [
        "Left side. Leg raise. Get ready. Only if it feels steady.",
        "Left side. Set 1 of 2. Hold.",
        "Left side. Hold. Last one.",
        "Done. Switch sides. Right side.",
        "Right side. Set 1 of 2. Hold.",
        "Right side. Hold. Last one.",
        "Done. Rest one minute.",
        "Left side. Set 2 of 2. Hold.",
        "Left side. Hold. Last one.",
        "Done. Switch sides. Right side.",
        "Right side. Set 2 of 2. Hold.",
        "Right side. Hold. Last one.",
        "Done. That was all.",
    ]


def test_the_last_repetitions_are_counted_down():
    """Three, two and one are told; the phases of a slow repetition are named, quick ones not."""
    dose = Dose(Kind.REPS, sets=2, reps=5, tempo=(2, 0, 1), rest_s=45, side=Side.NONE)
    said = [words for _, words in heard_in(dose, "Squat")]
    assert said[:7] == [
        "Squat. Get ready. Only if it feels steady.",
        "Set 1 of 2. Go.",
        "Lower.",
        "Three left. Lower.",
        "Two left. Lower.",
        "Last one. Lower.",
        "Done. Rest 45 seconds.",
    ]


def test_the_first_cue_is_said_while_getting_ready():
    """Where no condition is to be checked first."""
    prescription = replace(exercise("raise", REPS), gate="")
    player = Player([PlannedExercise.of(prescription, 1)])
    cues = [event for event in player.start(0.0) if isinstance(event, Cue)]
    assert spoken(cues, player.view(0.0), prescription).endswith("Get ready. Squeeze before lifting.")


def test_a_session_speaks_where_it_is_wished():
    """The words belong to the moment at which they are said."""
    player = Player([PlannedExercise.of(exercise("raise", REPS, "Leg raise"), 1)])
    desk = Desk(Settings(speech=True), player)
    signal(desk, [event for event in player.start(0.0) if isinstance(event, Cue)])
    assert desk.said == ["Left side. Leg raise. Get ready. Only if it feels steady."]


async def test_the_bell_rings_twice_for_changing_sides(make_app, monkeypatch):
    """Without a player here, through the app's own bell; every screen has the same sounds, and they end with the app."""
    app = make_app()
    rings = []
    monkeypatch.setattr(app, "bell", lambda: rings.append(1))
    monkeypatch.setattr(session_signals, "SECOND_BELL_S", 0.001)
    async with app.run_test() as pilot:
        sounds = sounds_of(app)
        assert sounds_of(app) is sounds
        sounds.play(Sound.SWITCH)
        for _ in range(20):
            await pilot.pause()
            if len(rings) == 2:
                break
        assert len(rings) == 2
