"""Who a patient has to do with, as far as the record names them."""

from __future__ import annotations

from hep_care.frozen import frozen


@frozen
class Person:
    """A therapist, a clinic or whoever else is named."""

    name: str = ""
    """As it is shown."""
    reference: str = ""
    """Kind and id on the clinic's server, as in "Practitioner/pt7"; empty where only a name is known."""
