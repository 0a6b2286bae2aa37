"""Reminders: the key nodes and their days, and what became of each rung, as facts."""
