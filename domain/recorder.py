"""Where the log is kept: the library's native recorder on an SQLite file.

Each connection runs with the library's defaults: write-ahead log, synchronous FULL. An acknowledged save is on disk.
"""

from pathlib import Path

from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

LOCK_TIMEOUT = 10  # seconds a writer waits for another process


def open_recorder(path: Path) -> ApplicationRecorder:
    """The recorder of a log file, made when it is new. The file is never VACUUMed: rowid is the notification id."""
    path.parent.mkdir(parents=True, exist_ok=True)
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(path), lock_timeout=LOCK_TIMEOUT))
    recorder.create_table()
    return recorder


def close_recorder(recorder: ApplicationRecorder) -> None:
    """Give the connections back."""
    if isinstance(recorder, SQLiteApplicationRecorder):
        recorder.datastore.close()
