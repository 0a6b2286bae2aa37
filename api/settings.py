"""Settings: the environment `HUHANG_*`, or a file `.env` beside the command."""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from domain.errors import DomainError
from domain.log.store import POSTGRESQL, SQLITE
from domain.project.events.targets import START_ON_LAND
from scheduler.channels.mail import Security

PREFIX = "HUHANG_"
ENV_FILE = ".env"
ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?/?")


class RobotSetting(BaseModel):
    """A group robot: the key in its address, and the secret of its signatures where it signs."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    key: SecretStr
    secret: SecretStr = SecretStr("")


class Settings(BaseSettings):
    """What an installation may choose; `language` is the command line's and the messages'."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", hide_input_in_errors=True)

    district: str = "jimo"
    database_url: str = "sqlite:///var/huhang"
    language: str = "zh"
    base_url: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    requests_per_second: int = Field(default=200, ge=1)  # of one account; ten times as many may come at once
    alert_after_minutes: int = Field(default=15, ge=1)
    start_on_land_days: int = Field(default=START_ON_LAND, ge=0)  # working days from the contract to the permit
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_name: str | None = None
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    receiver_networks: list[IPvAnyNetwork] = []
    wecom_host: str = "https://qyapi.weixin.qq.com"
    wecom_corp_id: str | None = None
    wecom_agent_id: int | None = None
    wecom_app_secret: SecretStr | None = None
    wecom_robots: dict[str, RobotSetting] = {}
    dingtalk_host: str = "https://oapi.dingtalk.com"
    dingtalk_robots: dict[str, RobotSetting] = {}
    feishu_host: str = "https://open.feishu.cn"
    feishu_robots: dict[str, RobotSetting] = {}
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_security: Security = Security.STARTTLS
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str | None = None

    @field_validator("database_url")
    @classmethod
    def known_engine(cls, url: str) -> str:
        if not url.startswith((SQLITE, POSTGRESQL)) or url in (SQLITE, POSTGRESQL):
            raise ValueError("write sqlite:///FOLDER or postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
        return url

    @field_validator("base_url")
    @classmethod
    def own_address(cls, address: str | None) -> str | None:
        if address is not None and not ADDRESS.fullmatch(address):
            raise ValueError("write https://HOST or http://HOST:PORT, as people reach the page, without a path")
        return address and address.rstrip("/")

    @field_validator("wecom_host", "dingtalk_host", "feishu_host")
    @classmethod
    def web_address(cls, host: str) -> str:
        if not ADDRESS.fullmatch(host):
            raise ValueError("write https://HOST or http://HOST:PORT, without a path")
        return host

    @field_validator("oidc_issuer")
    @classmethod
    def issuer_address(cls, issuer: str | None) -> str | None:
        if issuer is not None and not re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?(/[\w./-]*)?", issuer):
            raise ValueError("write the issuer's address, https://HOST/PATH")
        return issuer and issuer.rstrip("/")

    @field_validator("smtp_from")
    @classmethod
    def mail_address(cls, sender: str | None) -> str | None:
        if sender is not None and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", sender):
            raise ValueError("write NAME@DOMAIN")
        return sender


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
    except SettingsError as error:  # what is no JSON; its own words hold the text, and so perhaps a key
        field = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "")
        raise DomainError("bad_setting", name=f"{PREFIX}{field.upper()}", problem="not JSON") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise DomainError("bad_setting", name=name, problem=first["msg"].removeprefix("Value error, ")) from error
