"""In which language the command line speaks, and how it says that its input is bad."""

import errno
import os
from pathlib import Path

from api.locale import LANGUAGES, text, texts

BAD_INPUT = 2
LANGUAGE = "HUHANG_LANGUAGE"


def language() -> str:
    """HUHANG_LANGUAGE of the environment or of `.env`, or Chinese."""
    chosen = os.environ.get(LANGUAGE) or language_of_file(Path(".env")) or "zh"
    return chosen if chosen in LANGUAGES else "zh"


def language_of_file(path: Path) -> str | None:
    """The language a `.env` names; read by hand, for the settings' own reader would slow `huhang due` down."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return next((line.partition("=")[2].strip("'\" ") for line in lines if line.startswith(f"{LANGUAGE}=")), None)


def cause_of(error: OSError) -> str:
    """Why the system would not do it, in the reader's language where the cause is a usual one."""
    key = f"os.{errno.errorcode.get(error.errno or 0, '')}"
    return text(key, language()) if key in texts(language()) else error.strerror or str(error)
