"""What the generated requests need beyond the description, and what is checked beyond the tool's own checks."""

SHARED = frozenset({"idempotency-key", "if-match", "preview", "accept-language", "min_position"})
FIELDS = frozenset({"effective_on", "reason", "document", "decided_by"})
"""Parameters, and fields of bodies, with one definition for all operations: `test_described.py` holds them to it."""
