"""`huhang contact`, the settings of the channels, and a reminder that goes out by them."""

from collections.abc import Iterator

import pytest

from api.channel_settings import channels_of
from api.cli.main import main
from api.settings import load_settings
from domain.errors import DomainError
from domain.reminders.events import ReminderSent
from scheduler.channels.mail import Mail, Security
from tests.scenario import Scenario
from tests.scheduler.policies import load_policy, promises_only_content
from tests.scheduler.stage import accepted, started
from tests.scheduler.vendors import WecomStand

Capture = pytest.CaptureFixture[str]
ROBOTS = '{"专班三": {"key": "KEY-1", "secret": "SEC-1"}}'
WHOLE = {
    "WEBHOOK_URL": "http://127.0.0.1:9/",
    "WEBHOOK_SECRET": "S-1",
    "WECOM_CORP_ID": "ww1",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_APP_SECRET": "secret-of-the-application",
    "WECOM_ROBOTS": ROBOTS,
    "DINGTALK_ROBOTS": ROBOTS,
    "FEISHU_ROBOTS": ROBOTS,
    "SMTP_HOST": "mail.jimo.example.cn",
    "SMTP_FROM": "huhang@jimo.example.cn",
    "SMTP_SECURITY": "tls",
}


@pytest.fixture(autouse=True)
def store(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    monkeypatch.setenv("HUHANG_DATABASE_URL", scenario.url)
    monkeypatch.delenv("HUHANG_LANGUAGE", raising=False)
    for name in WHOLE:
        monkeypatch.delenv(f"HUHANG_{name}", raising=False)
    return scenario


@pytest.fixture
def stand() -> Iterator[WecomStand]:
    running = WecomStand()
    yield running
    running.close()


def settle(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"HUHANG_{name}", value)


def refused(capsys: Capture) -> str:
    return capsys.readouterr().err


def test_a_contact_is_noted_listed_and_forgotten(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch, WECOM_ROBOTS=ROBOTS)
    assert main(["contact", "add", "--staff", "s-07", "--channel", "wecom_robot", "--address", "专班三"]) == 0
    assert capsys.readouterr().out == "已登记：s-07 的第 1 通道，企业微信群机器人\n"
    main(["contact", "add", "--staff", "s-07", "--channel", "email", "--address", "li@x.cn", "--language", "en"])
    assert capsys.readouterr().out.splitlines()[1] == "（邮件尚未配置，暂不会经此发送）"
    main(["contact", "add", "--staff", "s-08", "--channel", "wecom_robot", "--address", "专班四"])
    assert capsys.readouterr().out.splitlines()[1] == "（企业微信群机器人中没有这个名称的机器人）"
    assert main(["contact", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "s-07  1  wecom_robot  专班三  zh",
        "s-07  2  email  li@x.cn  en  （邮件尚未配置，暂不会经此发送）",
        "s-08  1  wecom_robot  专班四  zh  （企业微信群机器人中没有这个名称的机器人）",
    ]
    assert main(["contact", "remove", "--staff", "s-07"]) == 0
    assert capsys.readouterr().out == "已删除 s-07 的 2 种联系方式\n"
    assert main(["contact", "remove", "--staff", "s-07", "--channel", "email"]) == 2
    assert "s-07 没有这种联系方式" in refused(capsys)


@pytest.mark.parametrize("address", ["@all", "13812345678|LiMing"])
def test_a_wrong_address_is_refused_in_one_line_without_it(capsys: Capture, address: str) -> None:
    assert main(["contact", "add", "--staff", "s-07", "--channel", "wecom_app", "--address", address]) == 2
    error = refused(capsys)
    assert error.count("\n") == 1
    assert address not in error


def test_everything_set_makes_every_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch, **WHOLE)
    settings = load_settings()
    channels = channels_of(settings)
    assert set(channels) == {"webhook", "wecom_app", "wecom_robot", "dingtalk", "feishu", "email"}
    mail = channels["email"]
    assert isinstance(mail, Mail)
    assert (mail.server.port, mail.server.security) == (465, Security.TLS)
    shown = repr(settings) + repr([vars(one) for one in channels.values()])
    for secret in ("KEY-1", "SEC-1", "secret-of-the-application"):
        assert secret not in shown
    for channel in channels.values():
        channel.close()


def test_nothing_set_makes_none() -> None:
    assert channels_of(load_settings()) == {}


@pytest.mark.parametrize(
    ("values", "code", "named"),
    [
        ({"WEBHOOK_SECRET": "geheim-1"}, "channel_incomplete", "HUHANG_WEBHOOK_URL"),
        ({"WECOM_APP_SECRET": "geheim-1"}, "channel_incomplete", "HUHANG_WECOM_CORP_ID、HUHANG_WECOM_AGENT_ID"),
        ({"SMTP_HOST": "geheim-1"}, "channel_incomplete", "HUHANG_SMTP_FROM"),
        ({"WECOM_ROBOTS": "geheim-1"}, "bad_setting", "HUHANG_WECOM_ROBOTS"),
        ({"FEISHU_ROBOTS": '{"一": "geheim-1"}'}, "bad_setting", "HUHANG_FEISHU_ROBOTS"),
        ({"DINGTALK_ROBOTS": '{"一": {"key": "geheim-1", "token": "x"}}'}, "bad_setting", "HUHANG_DINGTALK_ROBOTS"),
        ({"WECOM_HOST": "ftp://geheim-1"}, "bad_setting", "HUHANG_WECOM_HOST"),
        ({"SMTP_FROM": "geheim-1"}, "bad_setting", "HUHANG_SMTP_FROM"),
    ],
)
def test_a_slip_in_the_settings_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], code: str, named: str
) -> None:
    settle(monkeypatch, **values)
    with pytest.raises(DomainError) as error:
        channels_of(load_settings())
    assert error.value.code == code
    assert named in str(error.value.params)
    assert "geheim-1" not in str(error.value.params)


def test_a_reminder_goes_out_by_the_persons_own_channel(
    store: Scenario, stand: WecomStand, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_policy(store, promises_only_content())
    accepted(started(store))
    application = {name: value for name, value in WHOLE.items() if name.startswith("WECOM_") and name != "WECOM_ROBOTS"}
    settle(monkeypatch, **application, WECOM_HOST=stand.host)
    main(["contact", "add", "--staff", "s-07", "--channel", "wecom_app", "--address", "LiMing"])
    assert main(["remind", "--at", "2026-09-28T09:00"]) == 0
    assert "已发送 1" in capsys.readouterr().out
    assert stand.bodies[-1]["touser"] == "LiMing"
    sent = [event for _, event in store.ledger.after(0, 10_000) if isinstance(event, ReminderSent)]
    assert [event.channel for event in sent] == ["wecom_app"]
    assert "LiMing" not in str([vars(event) for event in sent])
