"""The bodies of accounts: whom the administrator lets in, as whom."""

from typing import Annotated

from pydantic import ConfigDict, Field, SecretStr

from api.schemas.fields import Body, Name
from projections.ops.accounts import Role

Password = Annotated[SecretStr, Field(min_length=1, max_length=200, description="至少 10 个字")]
Staff = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w.-]+$", description="人员编号，记入事件")]


class RoleBody(Body):
    """What somebody is: an officer of a department, a lead or specialist of a task force."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "specialist", "team": "1"}]})

    role: Role
    department: Name | None = Field(default=None, description="经办人必填")
    team: Name | None = Field(default=None, description="专班长、服务专员必填")


class AccountBody(RoleBody):
    """An account: without a password nobody signs in with one; `subject` is for the identity provider."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"account": "s-101", "role": "specialist", "team": "1", "password": "three-wet-herons"}]
        }
    )

    account: Staff
    name: Annotated[str, Field(max_length=200, description="姓名，只在账号库中")] = ""
    password: Password | None = None
    subject: Annotated[str, Field(min_length=1, max_length=255)] | None = Field(
        default=None, description="统一身份认证中的 sub"
    )


class PasswordBody(Body):
    """Another password."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "three-wet-herons"}]})

    password: Password
