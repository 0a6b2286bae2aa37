"""Settings: the environment `HUHANG_*`, or a file `.env` beside the command."""

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.store import POSTGRESQL, SQLITE


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
        if not url.startswith((SQLITE, POSTGRESQL)) or url in (SQLITE, POSTGRESQL):
            raise ValueError("write sqlite:///FOLDER or postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
        return url
