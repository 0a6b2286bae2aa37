"""A project's dossier: all that is recorded of it, to be taken to another installation."""
