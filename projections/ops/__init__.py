"""The operational store: what must be kept but is no fact of a project (accounts' tokens, claims)."""
