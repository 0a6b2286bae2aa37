"""Settings: the environment `HUHANG_*`, or a file `.env` beside the command."""

import os
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import DomainError
from domain.store import POSTGRESQL, SQLITE

PREFIX = "HUHANG_"
ENV_FILE = ".env"


class Settings(BaseSettings):
    """What an installation may choose; `language` is the command line's and the messages'."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore")

    district: str = "jimo"
    database_url: str = "sqlite:///var/huhang"
    language: str = "zh"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None

    @field_validator("database_url")
    @classmethod
    def known_engine(cls, url: str) -> str:
        if not url.startswith((SQLITE, POSTGRESQL)) or url in (SQLITE, POSTGRESQL):
            raise ValueError("write sqlite:///FOLDER or postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
        return url


def load_settings() -> Settings:
    """The settings of this process. A misspelt HUHANG_ name is refused, not ignored.

    Raises DomainError: unknown_setting, bad_setting.
    """
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    given = [*os.environ, *(dotenv_values(ENV_FILE) if Path(ENV_FILE).exists() else ())]
    for name in given:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            nearest = get_close_matches(name.upper(), known, 1) or known
            raise DomainError("unknown_setting", name=name, suggestion="、".join(nearest))
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise DomainError("bad_setting", name=name, problem=first["msg"].removeprefix("Value error, ")) from error
