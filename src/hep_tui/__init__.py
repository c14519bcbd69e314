"""The patient's app: today's exercises, timers, a calendar, and a file of one's own."""

__version__ = "0.1.0"
