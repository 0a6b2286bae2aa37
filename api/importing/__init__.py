"""Imports: rows of tables become the commands of the API, judged as a whole and written in one transaction."""
