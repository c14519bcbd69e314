"""The floors: the least that a Textual program of each kind can be.

floor_app.py            says hello               (first paint, memory, idle, quit)
floor_app.py 30         and a list of 30 rows    (keys: a real cursor to move)
floor_app.py timer      a clock, once a second   (idle while a timer runs)
floor_app.py dialog     o opens a dialog, esc closes it
"""

import sys

from textual.app import App, ComposeResult
from textual.widgets import Static

KIND = sys.argv[1] if len(sys.argv) > 1 else ""


class Hello(App):
    BINDINGS = [("o", "open", "Open")] if KIND == "dialog" else []

    def compose(self) -> ComposeResult:
        yield Static("Hello, world")
        if KIND.isdigit():
            from textual.widgets import OptionList

            yield OptionList(*[f"Row {i}" for i in range(int(KIND))])
        if KIND == "timer":
            from textual.widgets import Digits

            self.seconds, self.digits = 0, Digits("00:00")
            yield self.digits

    def on_mount(self) -> None:
        if KIND == "timer":
            self.set_interval(1, self.tick)

    def tick(self) -> None:
        self.seconds += 1
        self.digits.update(f"{self.seconds // 60:02}:{self.seconds % 60:02}")

    def action_open(self) -> None:
        from textual.screen import ModalScreen

        class Dialog(ModalScreen):
            BINDINGS = [("escape", "dismiss", "Close")]

            def compose(self) -> ComposeResult:
                yield Static("Dialog open")

        self.push_screen(Dialog())


Hello().run()
