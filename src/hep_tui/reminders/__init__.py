"""Reminders: when one comes, what it says, and the computer's own scheduler and notices that carry it."""
