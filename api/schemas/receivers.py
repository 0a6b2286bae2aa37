"""The bodies of receivers: where the log goes, and from where on."""

import base64
import re
import secrets
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.schemas.fields import Body

PREFIX = "whsec_"
FOUR, END = "[A-Za-z0-9+/]{4}", "[A-Za-z0-9+/]"
KEY = f"(?:{FOUR}){{8,21}}|(?:{FOUR}){{8,21}}{END}{{2}}==|(?:{FOUR}){{8,20}}{END}{{3}}="
SECRET = re.compile(f"^{PREFIX}(?:{KEY})$")  # 24 to 64 bytes in base64 (Standard Webhooks 1.0.0)
HOST = r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\]"
ADDRESS = rf"^https?://(?:{HOST})(?::[0-9]{{1,5}})?(?:/[!\x22$-~]*)?$"  # without user and fragment
Position = Annotated[int, Field(ge=0, le=2**53, strict=True)]
Topic = Annotated[str, Field(max_length=100)]


def new_secret() -> str:
    """A secret as the specification writes it, for who has none of his own."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def key_of(secret: SecretStr) -> bytes:
    """The key that a secret writes in base64."""
    return base64.b64decode(secret.get_secret_value().removeprefix(PREFIX))


def strong(secret: SecretStr) -> SecretStr:
    """`whsec_` and the base64 of 24 to 64 bytes."""
    if not SECRET.fullmatch(secret.get_secret_value()):
        raise PydanticCustomError("secret_form", "whsec_ and the base64 of 24 to 64 bytes")
    return secret


Secret = Annotated[SecretStr, AfterValidator(strong), WithJsonSchema({"type": "string", "pattern": SECRET.pattern})]


class ReceiverBody(Body):
    """A receiver. The secret is kept and never shown; `after` none: what is recorded from now on."""

    model_config = ConfigDict(
        hide_input_in_errors=True,
        json_schema_extra={
            "examples": [
                {
                    "url": "https://receiver.example/huhang",
                    "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                    "topics": ["MatterGranted"],
                }
            ]
        },
    )

    url: Annotated[str, Field(max_length=2000, pattern=ADDRESS)]
    secret: Secret = Field(description="whsec_ 加 24–64 字节的 base64，不再显示")
    topics: tuple[Topic, ...] = Field(default=(), max_length=200, description="只要这些事件；不写则全部")
    after: Position | None = Field(default=None, description="从该位置之后开始；0 为全部历史；不写则从现在起")


class ResumeBody(Body):
    """Go on where it was, or once more from behind a position."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"after": 0}]})

    after: Position | None = Field(default=None, description="从该位置之后重发（消息 id 不变）")
