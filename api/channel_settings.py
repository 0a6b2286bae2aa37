"""The channels that the settings set up. Secrets are taken out here, and go nowhere but into the channels."""

from collections.abc import Iterator, Mapping

from pydantic import SecretStr

from api.settings import PREFIX, RobotSetting, Settings
from domain.errors import DomainError
from projections.ops.contacts import Contact
from scheduler.channels import Channel
from scheduler.channels.dingtalk import DingtalkRobot
from scheduler.channels.feishu import FeishuRobot
from scheduler.channels.mail import Mail, MailServer, Security
from scheduler.channels.robots import Robot
from scheduler.channels.webhook import Webhook
from scheduler.channels.wecom_app import WecomAccount, WecomApp
from scheduler.channels.wecom_robot import WecomRobot

PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


def channels_of(settings: Settings) -> dict[str, Channel]:
    """The channels by their names; one of which nothing is set is left out. Raises DomainError channel_incomplete."""
    return {channel.name: channel for channel in set_up(settings)}


def set_up(settings: Settings) -> Iterator[Channel]:
    """Each channel of which all that it needs is set."""
    if hook := given(settings, "webhook_url", "webhook_secret"):
        url, key = hook
        yield Webhook(url, key)
    if application := given(settings, "wecom_corp_id", "wecom_agent_id", "wecom_app_secret"):
        corp_id, agent_id, secret = application
        yield WecomApp(WecomAccount(corp_id, int(agent_id), secret), settings.wecom_host)
    if settings.wecom_robots:
        yield WecomRobot(settings.wecom_host, robots(settings.wecom_robots))
    if settings.dingtalk_robots:
        yield DingtalkRobot(robots(settings.dingtalk_robots), settings.dingtalk_host)
    if settings.feishu_robots:
        yield FeishuRobot(robots(settings.feishu_robots), settings.feishu_host)
    if server := given(settings, "smtp_host", "smtp_from"):
        yield Mail(mail_server(settings, *server))


def given(settings: Settings, *names: str) -> tuple[str, ...] | None:
    """The values of settings that belong together; None when nothing is set. Half of them is a slip, and refused."""
    values = {name: value for name in names if (value := plain(getattr(settings, name)))}
    if values and len(values) < len(names):
        missing = "、".join(f"{PREFIX}{name.upper()}" for name in names if name not in values)
        raise DomainError("channel_incomplete", missing=missing)
    return tuple(values.values()) or None


def plain(value: SecretStr | str | int | None) -> str:
    """The text of a setting; empty when it is not set."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else str(value)


def robots(settings: Mapping[str, RobotSetting]) -> dict[str, Robot]:
    return {name: Robot(plain(one.key), plain(one.secret)) for name, one in settings.items()}


def mail_server(settings: Settings, host: str, sender: str) -> MailServer:
    account = given(settings, "smtp_user", "smtp_password") or ("", "")
    security = settings.smtp_security
    return MailServer(host, settings.smtp_port or PORTS[security], sender, security, *account)


def reaches(channels: Mapping[str, Channel], contact: Contact) -> bool:
    """Whether a contact's channel is set up, and its robot known."""
    channel = channels.get(contact.channel)
    known = getattr(channel, "robots", None)
    return channel is not None and (known is None or contact.address in known)
