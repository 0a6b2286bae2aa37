"""Concerns (问题线索): raised, assigned, answered, rated."""
