"""How it stands with the clinic, in a few words in the corner of a screen."""

from __future__ import annotations

from hep_tui.widgets.plain import PlainStatic


class SyncBadge(PlainStatic):
    """Words at the right end of a screen's first row; brighter where a person is needed."""

    def tell(self, words: str, needs_a_person: bool) -> None:
        """Says how it stands."""
        self.set_class(needs_a_person, "-needs")
        self.say(words)
