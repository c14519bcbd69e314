"""What can go wrong with the patient's file, as screens and commands meet it; each says so in a patient's words."""

from hep_tui.store.errors import CannotWrite, NotSaved, OpenElsewhere, OpeningProblem, StoreError

__all__ = ["CannotWrite", "NotSaved", "OpenElsewhere", "OpeningProblem", "StoreError"]
