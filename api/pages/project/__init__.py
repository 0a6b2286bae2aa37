"""A project's pages: what it is, what is recorded of it, what would become of it."""
