"""What is recorded of a project: a file a family, its events, their guards and what they change."""
