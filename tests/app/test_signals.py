"""What is heard: the system's own players and voices, the bell where there is none, and never too late."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.signal_tools import Tools
from hep_tui.settings import Settings
from hep_tui.signals import Sound, Sounds, lane, system

LONG = 10
"""Seconds after which a test gives up."""
ALL = Settings(speech=True)


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    """No programs yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return Tools(folder)


class Heard:
    """The sounds of an app, and how often its bell rang."""

    def __init__(self, tools: Tools, settings: Settings = ALL, **environ: str) -> None:
        self.rings: list[int] = []
        self.cache = tools.folder.parent / "cache"
        self.sounds = Sounds(lambda: settings, self.rings.append, self.cache, tools.environ | environ, "linux")

    def rest(self) -> None:
        """Wait until nothing is played or said any more."""
        assert self.sounds._tones.rest(LONG)  # type: ignore[union-attr]
        assert self.sounds._voice.rest(LONG)


@pytest.fixture
def heard(tools: Tools) -> Iterator[type[Heard]]:
    """Makes sounds, and is quiet at the end."""
    made: list[Heard] = []

    class Kept(Heard):
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(tools, *given, **more)  # type: ignore[arg-type]
            made.append(self)

    yield Kept
    for one in made:
        one.sounds.close()


def test_a_tone_is_played_by_the_systems_player(tools: Tools, heard: type[Heard]) -> None:
    """The first player found is given the file of the sound, and the bell stays still."""
    tools.make("paplay")
    tools.make("aplay")
    one = heard()
    one.sounds.play(Sound.START)
    one.rest()
    assert tools.log == [f"paplay|{one.cache}/tones-1/start.wav"]
    assert one.rings == []
    assert one.sounds.available() == "Tones, played by paplay."


@pytest.mark.parametrize(
    ("name", "options"),
    [("pw-play", []), ("aplay", ["-q"]), ("ffplay", ["-nodisp", "-autoexit", "-loglevel", "quiet"])],
)
def test_each_player_has_its_own_options(tools: Tools, heard: type[Heard], name: str, options: list[str]) -> None:
    """No window, no words, and an end when the sound ends."""
    tools.make(name)
    one = heard()
    one.sounds.play(Sound.TICK)
    one.rest()
    assert tools.log == ["|".join([name, *options, f"{one.cache}/tones-1/tick.wav"])]


def test_without_a_device_the_bell_rings_from_then_on(tools: Tools, heard: type[Heard]) -> None:
    """Players that end with an error are not asked again; the sound they could not play rings at once."""
    tools.make("pw-play", "exit 1")
    tools.make("paplay", "echo no device >&2; exit 2")
    one = heard()
    one.sounds.play(Sound.SWITCH)
    one.rest()
    one.sounds.play(Sound.START)
    one.rest()
    assert one.rings == [2, 1]
    assert len(tools.log) == 2
    assert one.sounds.available() == "pw-play and paplay could not play a tone here: the terminal's bell rings."


def test_a_player_that_cannot_be_started_is_left_out(tools: Tools, heard: type[Heard]) -> None:
    """A file that is no program for this computer counts as one that cannot."""
    broken = tools.make("pw-play")
    broken.write_bytes(b"\x7fELF, cut short")
    tools.make("aplay")
    one = heard()
    one.sounds.play(Sound.DONE)
    one.rest()
    assert tools.log == [f"aplay|-q|{one.cache}/tones-1/done.wav"]


def test_a_player_that_hangs_is_ended(tools: Tools, heard: type[Heard], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for longer than a tone lasts, and the next cue does not wait for it either."""
    monkeypatch.setattr("hep_tui.signals.sounds._LONGEST_TONE_S", 0.05)
    tools.make("paplay", "exec sleep 60")
    one = heard()
    one.sounds.play(Sound.DONE)
    one.rest()
    assert one.rings == [1]
    assert "paplay could not" in one.sounds.available()


def test_without_a_player_the_bell_rings(heard: type[Heard]) -> None:
    """Twice for changing sides, and not every second."""
    one = heard()
    for sound in Sound:
        one.sounds.play(sound)
    assert one.rings == [1, 1, 1, 1, 2, 1, 1]
    assert one.sounds.available().startswith("No player was found (pw-play, paplay")


@pytest.mark.parametrize(("how", "rings"), [("bell", [1]), ("off", [])])
def test_the_setting_is_followed(tools: Tools, heard: type[Heard], how: str, rings: list[int]) -> None:
    """`bell` rings although there is a player, `off` is silent."""
    tools.make("pw-play")
    one = heard(Settings(sound=how))
    one.sounds.play(Sound.HOLD)
    one.rest()
    assert (one.rings, tools.log) == (rings, [])


def test_over_ssh_nothing_sounds_in_the_other_room(tools: Tools, heard: type[Heard]) -> None:
    """The bell travels to the terminal the patient sits at; players and voices would not."""
    tools.make("pw-play")
    tools.make("espeak-ng")
    one = heard(SSH_CONNECTION="192.0.2.1 5022 192.0.2.2 22")
    one.sounds.play(Sound.START)
    one.sounds.say("Left side.")
    one.rest()
    assert (one.rings, tools.log) == ([1], [])
    assert "another computer" in one.sounds.available()
    assert "another computer" in one.sounds.can_speak()


def test_a_cache_that_cannot_be_written_means_the_bell(tools: Tools, heard: type[Heard]) -> None:
    """Where no file can be made there is nothing to play."""
    tools.make("pw-play")
    one = heard()
    one.cache.write_text("in the way")
    one.sounds.play(Sound.FINISH)
    one.rest()
    assert (one.rings, tools.log) == ([1], [])


def test_a_newer_cue_replaces_the_older_and_a_tick_stands_back(tools: Tools, heard: type[Heard]) -> None:
    """Nothing queues up: one child at a time, and the one that was replaced is gone and counts as able."""
    started = tools.pipe("started")
    tools.make("pw-play", f'case "$1" in *start.wav) echo $$ >"{started}"; exec sleep 60;; esac')
    one = heard()
    one.sounds.play(Sound.START)
    pid = int(started.read_text())
    one.sounds.play(Sound.TICK)
    one.sounds.play(Sound.SWITCH)
    one.rest()
    assert [line.rpartition("/")[2] for line in tools.log] == ["start.wav", "switch.wav"]
    assert one.rings == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_cue_whose_moment_is_over_is_left_out(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not begin at once is not heard later."""
    tools.make("pw-play")
    times = iter([0.0])
    monkeypatch.setattr(lane, "monotonic", lambda: next(times, 60.0))
    lost: list[str] = []
    one = lane.Lane(system.players(tools.environ), LONG, lost.append)
    assert one.ask("a.wav")
    assert one.rest(LONG)
    assert (tools.log, lost) == ([], [])
    one.close()
    assert not one.ask("b.wav")


def test_words_are_one_argument_behind_dashes(tools: Tools, heard: type[Heard]) -> None:
    """Nothing in a name is an option, a command or a control character of the terminal."""
    tools.make("espeak-ng")
    one = heard()
    one.sounds.say("--voice $(reboot) `x` \x1b]0;title\x07 left")
    one.rest()
    (line,) = tools.log
    assert line.startswith("espeak-ng|--|--voice $(reboot) `x` ")
    assert "\x1b" not in line
    assert line.count("|") == 2
    assert one.sounds.can_speak() == "Spoken by espeak-ng."


def test_nothing_is_said_unless_it_is_wished(tools: Tools, heard: type[Heard]) -> None:
    """Speech is off until it is asked for; empty words are never said."""
    tools.make("espeak-ng")
    one = heard(Settings())
    one.sounds.say("Left side.")
    heard().sounds.say("  ")
    one.rest()
    assert tools.log == []


def test_being_quiet_ends_the_sentence_and_the_service_behind_it(tools: Tools, heard: type[Heard]) -> None:
    """spd-say only hands the words on: what it handed on is cancelled too."""
    started = tools.pipe("started")
    tools.make("spd-say", f'case "$1" in -w) echo >"{started}"; exec sleep 60;; esac')
    one = heard()
    one.sounds.say("Rest one minute.")
    started.read_text()
    one.sounds.hush()
    one.rest()
    assert tools.log == ["spd-say|-w|--|Rest one minute.", "spd-say|-C"]
    assert one.sounds.can_speak() == "Spoken by spd-say."


def test_a_voice_that_cannot_is_not_asked_again(tools: Tools, heard: type[Heard]) -> None:
    """Without the service behind it the next voice speaks; without any it is said, and tones go on."""
    tools.make("spd-say", "exit 1")
    tools.make("pw-play")
    one = heard()
    assert one.sounds.can_speak() == "Spoken by spd-say."
    one.sounds.say("Done.")
    one.rest()
    assert one.sounds.can_speak() == "spd-say could not speak here: nothing is spoken."
    assert heard().sounds.available() == "Tones, played by pw-play."
    (tools.folder / "spd-say").unlink()
    assert heard().sounds.can_speak().startswith("No voice was found")


def test_windows_speaks_what_its_shell_reads(tmp_path: Path) -> None:
    """The words go in by standard input: the shell is given the same command always."""
    shell = tmp_path / "System32/WindowsPowerShell/v1.0/powershell.exe"
    assert system.voices({"SystemRoot": str(tmp_path)}, "win32") == []
    shell.parent.mkdir(parents=True)
    shell.touch()
    (tool,) = system.voices({"SystemRoot": str(tmp_path)}, "win32")
    assert tool.reads
    assert tool.argv("'; Remove-Item x") == tool.argv("Left side.")


def test_what_reads_is_given_the_words(tools: Tools) -> None:
    """A tool that reads its standard input gets exactly what is asked."""
    path = tools.make("reader", f'cat >"{tools.folder}/read"')
    one = lane.Lane([lane.Tool("reader", lambda words: (str(path),), reads=True)], LONG, lambda words: None)
    one.ask("Left side. Hold.")
    assert one.rest(LONG)
    assert (tools.folder / "read").read_text() == "Left side. Hold."
    one.close()


def test_a_program_in_the_present_folder_is_not_taken(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search path with relative folders finds only what lies in the others."""
    tools.make("pw-play")
    monkeypatch.chdir(tools.folder)
    assert system.find("pw-play", {"PATH": ":.:bin"}) is None
    assert system.find("pw-play", {"PATH": f".:{tools.folder}"}) == str(tools.folder / "pw-play")
