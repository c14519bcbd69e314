"""Settings of the tests of care: properties are searched without a time limit and leave no files behind."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("care", deadline=None, database=None)
settings.load_profile("care")
