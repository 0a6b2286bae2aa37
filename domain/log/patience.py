"""How long a database is waited for, whichever it is."""

PATIENCE = 10  # seconds in which it must answer
LOCK_TIMEOUT = 10  # seconds a writer waits for another process
