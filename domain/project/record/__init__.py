"""A project's log as it reads today: known, corrected, in order, with what follows from the facts and what is odd."""
