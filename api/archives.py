"""Archives from outside: all the ways in which reading one fails."""

import zipfile
import zlib

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""None, bytes that do not unpack, cut short; encrypted or packed by an unknown method (RuntimeError), a bad name."""
