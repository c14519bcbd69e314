"""Starts terminal programs in a real pty and measures what a person would see."""
