"""One widget alone in an app that wears a house theme."""

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from hep_tui.theming import DEFAULT_THEME, load_themes, variable_defaults


class WidgetApp(App[None]):
    """Shows the widgets it is given and remembers the messages they send."""

    def __init__(self, *widgets: Widget, theme: str = DEFAULT_THEME, css: str = "") -> None:
        self.CSS = css
        super().__init__()
        self.widgets = widgets
        self.heard: list[object] = []
        for shipped in load_themes(None).themes:
            self.register_theme(shipped)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    def compose(self) -> ComposeResult:
        yield from self.widgets

    def hear(self, message: object) -> None:
        """Keeps a message of ours once, however many listeners it passes."""
        if type(message).__module__.startswith("hep_tui") and not any(message is known for known in self.heard):
            self.heard.append(message)

    def said(self, kind: type) -> list:
        """The messages of one kind, in the order they were sent."""
        return [message for message in self.heard if isinstance(message, kind)]

    def lines(self) -> list[str]:
        """What the screen shows, line by line."""
        return [strip.text for strip in self.screen._compositor.render_strips()]


@pytest.fixture
def show():
    """Starts an app around widgets: `async with show(widget, size=(80, 24)) as (app, pilot)`."""

    def start(*widgets, size=(80, 24), theme=DEFAULT_THEME, css=""):
        return _Running(WidgetApp(*widgets, theme=theme, css=css), size)

    return start


class _Running:
    def __init__(self, app, size):
        self.app = app
        self.test = app.run_test(size=size, message_hook=app.hear)

    async def __aenter__(self):
        pilot = await self.test.__aenter__()
        await pilot.pause()
        return self.app, pilot

    async def __aexit__(self, *error):
        return await self.test.__aexit__(*error)


@pytest.fixture
def painted(monkeypatch):
    """The regions a widget was told to repaint, `None` for all of it."""
    found = []
    refresh = Widget.refresh

    def spy(self, *regions, **options):
        if not options.get("layout"):
            found.append((self, regions or None))
        return refresh(self, *regions, **options)

    monkeypatch.setattr(Widget, "refresh", spy)
    return found


@pytest.fixture
def widget_app():
    """An app around widgets, not yet running, as pictures want it."""
    return WidgetApp
