"""The board: its pages, its counts, the figures above it."""
