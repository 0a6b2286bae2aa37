"""What the generated requests need beyond the description, and what is checked beyond the tool's own checks."""
