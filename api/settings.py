"""Settings: the environment `HUHANG_*`, or a file `.env` beside the command."""

from pathlib import Path

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SQLITE = "sqlite:///"


class Settings(BaseSettings):
    """What an installation may choose. Unknown HUHANG_ names in `.env` are refused."""

    model_config = SettingsConfigDict(env_prefix="HUHANG_", env_file=".env", extra="forbid")

    district: str = "jimo"
    database_url: str = "sqlite:///var/huhang"
    language: str = "zh"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None

    @field_validator("database_url")
    @classmethod
    def known_engine(cls, url: str) -> str:
        if not url.startswith(SQLITE) or len(url) == len(SQLITE):
            raise ValueError("write sqlite:///FOLDER; the folder then holds events, views and ops")
        return url

    @property
    def folder(self) -> Path:
        """The folder of the embedded databases."""
        return Path(self.database_url.removeprefix(SQLITE))
