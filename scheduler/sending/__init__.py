"""Telling people: to whom, by which ways, and what becomes of it."""
