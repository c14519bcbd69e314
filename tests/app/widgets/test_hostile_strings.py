"""Any string at all in any widget that shows foreign text: no control character is drawn and nothing can be clicked."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual.app import ComposeResult
from textual.widget import Widget

from app.hostile_program import PAYLOADS
from app.terminal_tokens import control_characters
from app.widgets.conftest import WidgetApp
from hep_tui.app import HepApp
from hep_tui.screens.choice import Choice, ChoiceDialog
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.screens.when_to_call import WhenToCallScreen
from hep_tui.widgets.board import Board, Sheet
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.numbers import Anchors, NumberScale
from hep_tui.widgets.plain import PlainStatic, content
from hep_tui.widgets.set_amounts import Amount, SetAmounts

MARKUP = ("[b]", "[/b]", "[@click=app.bell]x[/]", "[$accent]", "\\[", "]", "[link=x:y]", "[", "\x1b[", "\x1b]")
COMMANDS = st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me"])
PIECES = (
    st.sampled_from(PAYLOADS),
    st.sampled_from(MARKUP),
    st.text(COMMANDS, min_size=1, max_size=12),
    st.text(max_size=12),
)
NASTY = st.lists(st.one_of(*PIECES), min_size=1, max_size=6).map("".join)


class ShowsAll(WidgetApp):
    """Every widget that shows foreign words, and keys that are described with them."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.words = words

    def dress(self, screen: object) -> None:
        """These screens need no classes of the settings."""

    def compose(self) -> ComposeResult:
        one, two, three, *more = self.words
        kinds = tuple(RowKind)
        yield PlainStatic(one)
        yield PlainStatic(content(two, (three, "bold $accent")))
        yield ItemList([Row(f"{n}", kinds[n % 3], word, two, one[:1], three) for n, word in enumerate(more)])
        yield SetAmounts([Amount(one, 1, two), Amount(three, None, one)])
        yield NumberScale(Anchors(one, two, three))
        yield Board()
        yield KeyLine()

    def on_mount(self) -> None:
        sheet = Sheet(60, 3)
        for y, word in enumerate(self.words[:3]):
            sheet.write(2, y, word, most=50)
        self.query_one(Board).put(sheet)
        for n, word in enumerate(self.words[:3], 1):
            self.bind(f"f{n}", "bell", description=word, key_display=word)


def wrong_on(screen: Widget) -> set[str]:
    """What the widgets of a screen draw and must not."""
    found: set[str] = set()
    for widget in (screen, *screen.walk_children(Widget)):
        for y in range(widget.size.height):
            for segment in widget.render_line(y):
                found |= set(map(ascii, control_characters(segment.text)))
                style = segment.style
                found |= {key for key in (style.meta if style else {}) if key.startswith("@")}
                found |= {"a link"} if style and style.link else set()
    return found


async def wrong_with(words: list[str]) -> set[str]:
    """What is wrong in widgets, notices and dialogs that show these words."""
    app = ShowsAll(words)
    async with app.run_test(size=(80, 40)) as pilot:
        HepApp.say(app, words[0], title=words[1], warn=True)
        await pilot.pause()
        found = wrong_on(app.screen)
        for dialog in (
            ChoiceDialog(words[0], words[1:3], [Choice("a", "a", words[3])]),
            ConfirmDialog(words[0], words[1], words[2]),
            WhenToCallScreen(None, lead=words[4]),
        ):
            app.push_screen(dialog)
            await pilot.pause()
            found |= wrong_on(app.screen)
    return found


def test_every_payload_is_only_words() -> None:
    """Each payload comes out of widgets, notices and dialogs as plain segments."""
    doubled = [*PAYLOADS, *PAYLOADS]
    for at in range(0, len(PAYLOADS), 3):
        assert asyncio.run(wrong_with(doubled[at : at + 12])) == set()


@pytest.mark.long
@given(st.lists(NASTY, min_size=12, max_size=12))
@settings(
    max_examples=60,
    deadline=None,
    # An example is an app of its own: making one smaller would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)
def test_any_string_is_only_words(words: list[str]) -> None:
    """Random strings of commands, marks and markup do so, too."""
    assert asyncio.run(wrong_with(words)) == set()
