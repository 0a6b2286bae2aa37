"""What is to be said at a moment, to whom, and together with what."""
