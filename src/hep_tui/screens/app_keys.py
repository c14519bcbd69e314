"""The keys that work on every screen."""

from __future__ import annotations

from textual.binding import Binding

APP_KEYS = (
    Binding("T", "go('today')", "Today", id="go.today", tooltip="What is due now.", show=False),
    Binding("C", "go('calendar')", "Calendar", id="go.calendar", tooltip="A year of days.", show=False),
    Binding(
        "O", "go('settings')", "Settings", id="go.settings", tooltip="Colours, sounds, reminders, keys.", show=False
    ),
    Binding("exclamation_mark", "when_to_call", "When to call", id="app.call", key_display="!", show=False),
    Binding("question_mark", "help", "Help", id="app.help", key_display="?", show=False),
    Binding("u", "undo", "Undo", id="app.undo", tooltip="Take back what was logged last.", show=False),
    Binding(
        "S", "sync", "Sync", id="app.sync", tooltip="Send what you did to your clinic, fetch what is new.", show=False
    ),
    Binding("q", "leave", "Quit", id="app.quit", show=False),
    Binding("ctrl+q", "leave", "Quit", id="app.quit_always", show=False, priority=True),
    Binding("ctrl+z", "suspend_process", "to the shell; fg comes back", id="app.suspend", show=False, priority=True),
)
"""Bindings of the app itself."""
