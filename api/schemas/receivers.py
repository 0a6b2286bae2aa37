"""The bodies of receivers: where the log goes, and from where on."""

import base64
import binascii
from typing import Annotated

import httpx2
from pydantic import AfterValidator, ConfigDict, Field, SecretStr
from pydantic_core import PydanticCustomError

from api.schemas.fields import Body

PREFIX = "whsec_"
BYTES = range(24, 65)  # Standard Webhooks 1.0.0: 192 to 512 bits
Position = Annotated[int, Field(ge=0, le=2**53, strict=True)]
Topic = Annotated[str, Field(max_length=100)]


def web_address(value: str) -> str:
    """http or https, a host, and nothing that signs in."""
    try:
        url = httpx2.URL(value)
    except httpx2.InvalidURL:
        url = httpx2.URL()
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.fragment:
        raise PydanticCustomError("url_form", "an http or https address without user and fragment")
    return value


def key_of(secret: SecretStr) -> bytes:
    """The key that a secret writes in base64."""
    try:
        return base64.b64decode(secret.get_secret_value().removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return b""


def strong(secret: SecretStr) -> SecretStr:
    """`whsec_` and the base64 of 24 to 64 bytes."""
    if not secret.get_secret_value().startswith(PREFIX) or len(key_of(secret)) not in BYTES:
        raise PydanticCustomError("secret_form", "whsec_ and the base64 of 24 to 64 bytes")
    return secret


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

    url: Annotated[str, Field(max_length=2000), AfterValidator(web_address)]
    secret: Annotated[SecretStr, AfterValidator(strong)] = Field(description="whsec_ 加 24–64 字节的 base64,不再显示")
    topics: tuple[Topic, ...] = Field(default=(), max_length=200, description="只要这些事件;不写则全部")
    after: Position | None = Field(default=None, description="从该位置之后开始;0 为全部历史;不写则从现在起")


class ResumeBody(Body):
    """Go on where it was, or once more from behind a position."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"after": 0}]})

    after: Position | None = Field(default=None, description="从该位置之后重发(消息 id 不变)")
