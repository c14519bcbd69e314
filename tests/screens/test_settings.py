"""The settings screen: what is changed there holds at once, is kept, and can be changed back on the same row."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input

import hep_tui.settings
from hep_tui.palette import commands
from hep_tui.reminders import memory, schedulers
from hep_tui.screens import setting_deeds
from hep_tui.screens.choice import Choice, ChoiceDialog
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.screens.first_run import FirstRunScreen
from hep_tui.screens.hear_dialog import HearDialog
from hep_tui.screens.help import HelpScreen
from hep_tui.screens.keys_screen import KeysScreen, PressKeyDialog
from hep_tui.screens.setting_deeds import Facts
from hep_tui.screens.settings import SettingsScreen
from hep_tui.screens.theme_picker import ThemePicker
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.type_value import TypeValueDialog
from hep_tui.settings import load
from hep_tui.signals import Sound, Sounds
from hep_tui.widgets.item_list import ItemList
from screens.conftest import lines, settle

FACTS = Facts("/home/robin/.local/share/hep-tui/me", "312 KB", "today", 5, False)


@pytest.fixture(autouse=True)
def _no_look_at_the_disk(monkeypatch):
    """The page shows the same sizes and dates on every computer."""

    async def look(app: object) -> Facts:
        return FACTS

    monkeypatch.setattr(setting_deeds, "look", look)


@pytest.fixture
def file(home):
    """Where the settings are kept."""
    return home / "config" / "me" / "config.toml"


async def until(pilot, true) -> None:
    """Goes on once this is true; what a thread does takes as long as it takes."""
    for _ in range(400):
        if true():
            break
        await pilot.pause()
    else:
        pytest.fail("it never came true:\n" + "\n".join(lines(pilot.app)))
    await pilot.pause()


def shows(pilot, words: str):
    """Whether the terminal shows these words."""
    return lambda: any(words in line for line in lines(pilot.app))


async def at(pilot, key: str) -> None:
    """Opens the settings with the cursor on a row."""
    if not isinstance(pilot.app.screen, SettingsScreen):
        await pilot.press("O")
        await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
    pilot.app.screen.query_one(ItemList).highlight(key)
    await pilot.pause()


async def test_a_row_is_changed_and_changed_back(make_app, file):
    """The arrows change a value at once, it is kept when it says so, and the same row takes it back."""
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "speech")
        await pilot.press("right")
        await until(pilot, shows(pilot, "Saved."))
        assert app.settings.speech
        assert app.diary.settings.speech
        assert load(file).settings.speech
        await pilot.press("enter")
        await until(pilot, lambda: not load(file).settings.speech and not app.settings.speech)
        # Pressed at once, the second key finds the row that the first one led to.
        await at(pilot, "text_size")
        pilot.app.simulate_key("down")
        pilot.app.simulate_key("right")
        await until(pilot, lambda: app.settings.reduced_motion)
        await pilot.press("backspace")
        await at(pilot, "lead_in_s")
        await pilot.press("1", "2", "enter")
        await until(pilot, lambda: load(file).settings.lead_in_s == 12)
        await pilot.press("backspace")
        await until(pilot, lambda: load(file).chosen == {"speech"} and not app.settings.reduced_motion)
        assert app.settings.lead_in_s == 5
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))


async def test_what_cannot_be_kept_is_told_and_is_as_before(make_app, file, monkeypatch):
    """A full disk costs no setting: the old value holds again, and no word of “Saved” is drawn."""
    app = make_app()

    def full(*about: object) -> None:
        raise OSError(28, "No space left on device")

    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "text_size")
        monkeypatch.setattr(hep_tui.settings, "save", full)
        await pilot.press("right")
        await until(pilot, shows(pilot, "could not be kept"))
        assert app.settings.text_size == "normal"
        assert not app.screen.has_class("-large")
        assert not shows(pilot, "Saved")()
        assert await app.change_setting("rollover_hour", 99) == "rollover_hour must be from 0 to 12."
        assert app.settings.rollover_hour == 4
        assert not file.exists()


async def test_themes_are_worn_as_the_cursor_passes(make_app, file):
    """A preview writes nothing; Esc puts the theme of before back, and Enter keeps the one under the cursor."""
    (file.parent / "themes").mkdir(parents=True)
    (file.parent / "themes" / "broken.toml").write_text('primary = "no"')
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "theme")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ThemePicker))
        ground = app.screen_stack[-2].styles.background
        await pilot.press("down", "down")
        assert app.theme == "house-light"
        assert app.screen_stack[-2].styles.background != ground
        await pilot.press("escape")
        await until(pilot, lambda: app.theme == "house-dark")
        assert not file.exists()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ThemePicker))
        await pilot.press("down", "down", "enter")
        await until(pilot, shows(pilot, "Saved."))
        assert (app.theme, load(file).settings.theme) == ("house-light", "house-light")
        # One that cannot be used is not kept.
        assert "cannot be used" in await app.change_setting("theme", "broken")
        assert (app.theme, load(file).settings.theme) == ("house-light", "house-light")


async def test_large_text_is_a_class_of_every_screen(make_app, file):
    """Screens and questions that are there and those that come later wear it, until it is changed back."""
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert await app.change_setting("text_size", "large") == ""
        await pilot.press("question_mark")
        assert [screen.has_class("-large") for screen in app.screen_stack] == [True] * len(app.screen_stack)
        assert app.has_class("-large")
        assert await app.reset_setting("text_size") == ""
        assert not any(screen.has_class("-large") for screen in app.screen_stack)


async def test_another_rollover_moves_no_past_day(make_app, file):
    """It holds for what comes now, in both diaries; what was logged stays on its day and counts as before."""
    app = make_app("acl-early", lambda diary: None, days=5)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("d")
        await settle(pilot)
        before = [(entry.id, entry.date) for entry in app.diary.history(None, None).entries]
        assert await app.change_setting("rollover_hour", 9) == ""
        assert app.diary.today == date(2026, 3, 3)
        assert await app.write(lambda diary: diary.today) == date(2026, 3, 3)
        assert [(entry.id, entry.date) for entry in app.diary.history(None, None).entries] == before
        assert await app.reset_setting("rollover_hour") == ""
        assert app.diary.today == date(2026, 3, 4)


async def test_keys_of_ones_own(make_app, file):
    """They hold from the start, a wrong one is told in a line, and the page of keys changes and resets them."""
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\n"today.done" = "z"\n"today.skip" = "l"\n"today.hop" = "x"\n')
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert [notice.message for notice in app._notifications] == [
            "keys: “l” is already “Log” (Today).",
            "keys: there is no action “today.hop”.",
        ]
        await pilot.press("z")
        await settle(pilot)
        assert len(app.diary.history(None, None).entries) == 1
        await at(pilot, "keys")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, KeysScreen))
        app.screen.query_one(ItemList).highlight("today.done")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PressKeyDialog))
        await pilot.press("l")
        await until(pilot, shows(pilot, "“l” is already “Log” (Today). Nothing was changed."))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PressKeyDialog))
        await pilot.press("g")
        await until(pilot, lambda: load(file).settings.keys.get("today.done") == "g")
        await pilot.press("backspace")
        await until(pilot, lambda: "today.done" not in load(file).settings.keys)
        await pilot.press("delete")
        await until(pilot, lambda: load(file).settings.keys == {})
        await pilot.press("escape", "T")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.press("d")
        await settle(pilot)
        assert len(app.diary.history(None, None).entries) == 2


@pytest.mark.long
async def test_sounds_can_be_heard(make_app, monkeypatch):
    """p opens what a session sounds like, each sound is played by Enter; on speech it speaks at once."""
    heard: list[str] = []
    monkeypatch.setattr(Sounds, "play", lambda self, sound: heard.append(sound))
    monkeypatch.setattr(Sounds, "say", lambda self, words: heard.append(words))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "sound")
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, HearDialog))
        await pilot.press("enter", "down", "p", "escape")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await at(pilot, "speech")
        await pilot.press("p")
        await until(pilot, lambda: len(heard) == 3)
    assert heard == [Sound.START, list(Sound)[1], "Left side. Hold. Three left."]


async def test_reminders_are_handed_to_the_computer(make_app, file, monkeypatch):
    """Turning them on asks for a time and tells the scheduler; other times are told too, and off takes them out."""
    asked: list[tuple[str, ...]] = []

    def turn_on(places, times, again, now):
        asked.append((*(f"{one:%H:%M}" for one in times), str(again)))
        memory.save(places, memory.Memory(on=True, scheduler="cron"))

    def turn_off(places):
        asked.append(("off",))
        memory.save(places, memory.Memory())

    monkeypatch.setattr(schedulers, "turn_on", turn_on)
    monkeypatch.setattr(schedulers, "turn_off", turn_off)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "reminders")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TypeValueDialog))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "Reminders are on"))
        await at(pilot, "remind_again_minutes")
        await pilot.press("left")
        await until(pilot, lambda: len(asked) == 2)
        await at(pilot, "reminders")
        await pilot.press("enter")
        await until(pilot, shows(pilot, "No more reminders."))
    assert asked == [("07:30", "60"), ("07:30", "45"), ("off",)]


@pytest.mark.long
async def test_a_demonstration_reminds_of_nothing(make_app, tmp_path, monkeypatch):
    """Its folder goes when it is left: a scheduler that was told would call into nothing for ever."""
    monkeypatch.setenv("HEP_TUI_HOME", str(tmp_path / "hep-tui-demo-1"))
    monkeypatch.setattr(schedulers, "turn_on", lambda *about: pytest.fail("the scheduler was told"))
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "reminders")
        await pilot.press("enter")
        await until(pilot, shows(pilot, "Reminders need a profile that stays"))


@pytest.mark.long
async def test_a_copy_is_made_and_a_routine_is_written(make_app, file):
    """Enter on the last copy makes one and says how much is in it; on a session it asks for the patient's words."""
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "copy")
        await pilot.press("enter")
        await until(pilot, shows(pilot, "Copied and read"))
        await at(pilot, "routine morning")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TypeValueDialog))
        app.screen.query_one(Input).value = "After my [b]coffee[/b]."
        await pilot.press("enter")
        await until(pilot, lambda: load(file).settings.routines == {"morning": "After my [b]coffee[/b]"})
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TypeValueDialog))
        app.screen.query_one(Input).value = ""
        await pilot.press("enter")
        await until(pilot, lambda: load(file).settings.routines == {})


async def test_the_palette_has_this_screens_actions_and_the_themes(make_app, file):
    """Every action once, by the name it has in the line of keys; nothing of the toolkit's own; a theme is kept."""
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        offered = {command.title: command for command in commands(app, app.screen)}
        assert {"Start", "Done", "Skip", "Calendar", "Settings", "Undo", "Quit", "Theme", "Theme: paper"} <= set(
            offered
        )
        assert not {"Screenshot", "Maximize", "Keys", "Down", "Palette"} & set(offered)
        offered["Theme: paper"].callback()
        await until(pilot, lambda: load(file).settings.theme == "paper")
        offered["Done"].callback()
        await until(pilot, lambda: len(app.diary.history(None, None).entries) == 1)


@pytest.mark.long
async def test_settings_open_before_there_is_a_program(make_app):
    """Sounds and colours may come first; Esc leads back to the ways to a program."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "theme")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))


async def test_help_tells_our_keys_and_scrolls(make_app):
    """None of the toolkit's scroll keys is listed, the app's keys are told once, and a low window scrolls to the end."""
    app = make_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        screen = HelpScreen.of(app.screen)
        (_, here), (head, everywhere) = screen._groups
        told = [words for _, words in here + everywhere]
        assert head == "Everywhere"
        assert len(told) == len(set(told))
        assert not [words for words in told if "croll" in words]
        assert [keys for keys, words in everywhere if words.startswith("When to call")] == ["!"]
        await app.push_screen(screen)
        await pilot.press("end")
        assert shows(pilot, "Esc closes it")()


@pytest.mark.long
@pytest.mark.parametrize("size", [(40, 12), (60, 20)])
async def test_dialogs_scroll_in_a_small_window(make_app, size):
    """Each lies within the window, and what does not fit comes with the arrows."""
    app = make_app()
    sentence = "Stop for now, and speak with your therapist before you do this exercise again. "
    dialogs = (
        ConfirmDialog(sentence * 16, "yes, end it", "no"),
        ChoiceDialog("One moment", [sentence * 16], [Choice("a", "a", "go on"), Choice("b", "b", "stop here")]),
        ThemePicker(["auto", *app.theme_choices()], "auto"),
        TypeValueDialog(sentence, "7", bool),
    )
    async with app.run_test(size=size) as pilot:
        for dialog in dialogs:
            await app.push_screen(dialog)
            await pilot.pause()
            sheet = dialog.query_one(".sheet")
            assert app.screen.region.contains_region(sheet.region)
            await pilot.press(*["down"] * 4)
            assert sheet.scroll_offset.y > 0 or sheet.max_scroll_y == 0 or isinstance(dialog, TypeValueDialog)
            app.pop_screen()


@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(s, marks=pytest.mark.long) for s in [(60, 20), (120, 40), (200, 60)])]
)
def test_picture(make_app, snap_compare, size):
    """The page of settings at four sizes."""
    assert snap_compare(make_app(), terminal_size=size, press=["O", "down"])
