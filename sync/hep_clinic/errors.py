"""What goes wrong for whoever works at the server; each text is one plain sentence for them."""

from __future__ import annotations


class Refused(Exception):
    """The input cannot be used; nothing was changed."""


class NotDone(Exception):
    """Nothing was changed, and that is no mistake of the input."""
