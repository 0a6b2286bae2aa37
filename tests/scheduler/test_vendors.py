"""WeCom, DingTalk and Feishu: payload, signature, byte limits, and what each answer of the vendor means."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from scheduler.channels import Answer, Channel, Message, Outcome
from scheduler.channels.dingtalk import DingtalkRobot
from scheduler.channels.dingtalk import signed as dingtalk_signed
from scheduler.channels.feishu import FeishuRobot
from scheduler.channels.feishu import signed as feishu_signed
from scheduler.channels.robots import Robot
from scheduler.channels.wecom_app import WecomAccount, WecomApp
from scheduler.channels.wecom_robot import WecomRobot
from scheduler.channels.wording import headline, plain
from tests.scheduler import vendors
from tests.scheduler.vendors import (
    AGENT,
    APP_SECRET,
    CORP,
    KEY,
    NOW,
    SECRET,
    DingtalkStand,
    FeishuStand,
    Stand,
    WecomStand,
)

GROUP, TIMEOUT = "专班三", 0.3
STANDS: dict[str, type[Stand]] = {
    "wecom_robot": WecomStand,
    "wecom_app": WecomStand,
    "dingtalk": DingtalkStand,
    "feishu": FeishuStand,
}
VENDORS = [*STANDS]
SENT = Outcome(Answer.SENT)
DINGTALK_SIGN = "h2q123D/+gQY8vK6wnreQxbWXiTF8k/UIuULapTiaTg="
FEISHU_SIGN = "73xtRvqwC/M+SMkF0UvUqfOw4W9JJ7INpSQ3iVw/484="


def channel_of(name: str, host: str, key: str = KEY, secret: str = SECRET) -> Channel:
    robots = {GROUP: Robot(key, secret)}
    if name == "wecom_robot":
        return WecomRobot(host, {GROUP: Robot(key)}, TIMEOUT)
    if name == "wecom_app":
        account = WecomAccount(CORP, AGENT, APP_SECRET if secret == SECRET else secret)
        return WecomApp(account, host, lambda: NOW, TIMEOUT)
    kind = DingtalkRobot if name == "dingtalk" else FeishuRobot
    return kind(robots, host, lambda: NOW, TIMEOUT)


def message(name: str, words: str = "【承诺到期】消防设计审查承诺2026-09-29办结。", address: str = "") -> Message:
    project = {"id": str(UUID(int=1)), "code": "HH-2026-0001", "name": "叁旺液压"}
    content: dict[str, Any] = {"project": project, "text": {"zh": words, "en": "[Promised date] fire design review."}}
    return Message(UUID(int=5), content, address or ("LiMing" if name == "wecom_app" else GROUP))


def a_digest(lines: int) -> Message:
    """A digest of many long lines, to one person."""
    words = ["【每日提醒】2026-09-30，共{lines}项：", *(f"{n}. {'消防设计审查' * 8}" for n in range(1, lines + 1))]
    content = {"text": {"zh": "\n".join(words)}, "lines": {"zh": words}, "items": []}
    return Message(UUID(int=5), content, "LiMing")


@pytest.mark.parametrize("limit", [2048, 500])
def test_a_digest_that_is_too_long_loses_whole_lines_and_says_how_many(limit: int) -> None:
    text = plain(a_digest(40), limit)
    *lines, more, number = text.splitlines()
    assert len(text.encode()) <= limit < len(text.encode()) + 160
    assert more == f"……另有{41 - len(lines)}项，见“我的提醒”"
    assert all(line.endswith("审查") for line in lines[1:])
    assert number == "#00000000"


def test_a_digest_with_room_is_whole() -> None:
    assert plain(a_digest(3), 2048).splitlines()[:-1] == a_digest(3).content["lines"]["zh"]
    assert headline(a_digest(3), 150) == a_digest(3).content["lines"]["zh"][0]


@pytest.fixture
def stand(vendor: str) -> Iterator[Stand]:
    running = STANDS[vendor]()
    yield running
    running.close()


@pytest.fixture
def channel(vendor: str, stand: Stand) -> Iterator[Channel]:
    made = channel_of(vendor, stand.host)
    yield made
    made.close()


def words_of(stand: Stand) -> str:
    """What the reader sees of the last message."""
    body = stand.bodies[-1]
    found: str = (body.get("text") or body["content"]).get("content") or body["content"]["text"]
    return found


each_vendor = pytest.mark.parametrize("vendor", VENDORS)
each_robot = pytest.mark.parametrize("vendor", [name for name in VENDORS if name != "wecom_app"])


@each_vendor
def test_the_vendor_takes_the_message_with_the_project_and_a_number(
    vendor: str, stand: Stand, channel: Channel
) -> None:
    assert channel.send(message(vendor)) == SENT
    words = "【承诺到期】消防设计审查承诺2026-09-29办结。\n叁旺液压 HH-2026-0001\n#00000000"
    assert words_of(stand) == words
    assert channel.name == vendor


@each_vendor
def test_a_long_message_is_cut_between_characters_within_the_vendors_bytes(
    vendor: str, stand: Stand, channel: Channel
) -> None:
    for shift in range(4):
        assert channel.send(message(vendor, "a" * shift + "限𠮷" * 9000)) == SENT
        assert "…\n叁旺液压 HH-2026-0001" in words_of(stand)
        assert "\ufffd" not in words_of(stand)


@each_vendor
def test_the_reader_gets_his_language(vendor: str, stand: Stand, channel: Channel) -> None:
    given = message(vendor)
    channel.send(Message(given.delivery, given.content, given.address, "en"))
    assert words_of(stand).startswith("[Promised date]")


def test_the_signatures_are_those_of_the_vendors_own_examples() -> None:
    # printf '1790557200000\nSEC' | openssl dgst -sha256 -hmac SEC -binary | base64
    assert dingtalk_signed("SEC", NOW) == {"timestamp": "1790557200000", "sign": DINGTALK_SIGN}
    # printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '1790557200\nSEC' | xxd -p) -binary | base64
    assert feishu_signed("SEC", NOW) == {"timestamp": "1790557200", "sign": FEISHU_SIGN}


@pytest.mark.parametrize(
    ("vendor", "answer", "expected"),
    [
        ("wecom_robot", {"errcode": 45009}, Outcome(Answer.LATER, "errcode_45009", timedelta(minutes=1))),
        ("wecom_robot", {"errcode": -1}, Outcome(Answer.LATER, "errcode_-1")),
        ("wecom_robot", {"errcode": 93000, "errmsg": "x"}, Outcome(Answer.REFUSED, "errcode_93000")),
        ("wecom_app", {"errcode": 45009}, Outcome(Answer.LATER, "errcode_45009", timedelta(minutes=1))),
        ("dingtalk", {"errcode": 130101}, Outcome(Answer.LATER, "errcode_130101", timedelta(minutes=10))),
        ("dingtalk", {"errcode": 310000}, Outcome(Answer.REFUSED, "errcode_310000")),
        ("feishu", {"code": 11232}, Outcome(Answer.LATER, "errcode_11232", timedelta(minutes=1))),
        ("feishu", (400, {"code": 99991400}), Outcome(Answer.LATER, "errcode_99991400", timedelta(minutes=1))),
        (
            "feishu",
            (429, ({}, {"x-ogw-ratelimit-reset": "7"})),
            Outcome(Answer.LATER, "http_429", timedelta(seconds=7)),
        ),
        ("feishu", {"StatusCode": 0}, SENT),
    ],
)
def test_an_error_in_an_answer_with_http_200_is_an_error(
    vendor: str, stand: Stand, channel: Channel, answer: vendors.Answer, expected: Outcome
) -> None:
    stand.answers.append(answer)
    assert channel.send(message(vendor)) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("slow", Outcome(Answer.LATER, "timeout")),
        ("drip", Outcome(Answer.LATER, "timeout")),
        ("drop", Outcome(Answer.LATER, "RemoteProtocolError")),
        ((503, {}), Outcome(Answer.LATER, "http_503")),
        ((503, ({}, {"Retry-After": "90"})), Outcome(Answer.LATER, "http_503", timedelta(seconds=90))),
        ((503, ({}, {"Retry-After": "999999"})), Outcome(Answer.LATER, "http_503", timedelta(hours=1))),
        ((503, ({}, {"Retry-After": "Wed, 21 Oct"})), Outcome(Answer.LATER, "http_503")),
        ((302, (b"", {"Location": "http://127.0.0.1:9/"})), Outcome(Answer.REFUSED, "http_302")),
        ((404, b"<html>"), Outcome(Answer.REFUSED, "http_404")),
        ((200, b"<html>"), Outcome(Answer.LATER, "http_200 not_json")),
        ((200, b" " * 70000), Outcome(Answer.LATER, "answer_too_long")),
        ((200, {"msg": "ok"}), Outcome(Answer.LATER, "no_code")),
        ((404, {"msg": "none"}), Outcome(Answer.REFUSED, "http_404")),
    ],
)
@each_vendor
def test_what_is_no_answer_of_the_vendor(
    vendor: str, stand: Stand, channel: Channel, answer: vendors.Answer, expected: Outcome
) -> None:
    stand.answers.append(answer)
    assert channel.send(message(vendor)) == expected


@each_robot
def test_a_robot_that_is_gone_or_unknown_is_refused(vendor: str, stand: Stand) -> None:
    channel = channel_of(vendor, stand.host, key="another")
    assert channel.send(message(vendor)).answer is Answer.REFUSED
    assert channel.send(message(vendor, address="别组")) == Outcome(Answer.REFUSED, "unknown_robot")
    channel.close()


@pytest.mark.parametrize("vendor", ["dingtalk", "feishu", "wecom_app"])
def test_another_secret_is_refused(vendor: str, stand: Stand) -> None:
    channel = channel_of(vendor, stand.host, secret="another")
    assert channel.send(message(vendor)).answer is Answer.REFUSED
    channel.close()


@each_vendor
def test_nobody_at_the_address(vendor: str, stand: Stand) -> None:
    channel = channel_of(vendor, "http://127.0.0.1:9")
    assert channel.send(message(vendor)) == Outcome(Answer.LATER, "ConnectError")
    channel.close()


@each_vendor
def test_a_proxy_of_the_environment_is_not_used(vendor: str, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    channel = channel_of(vendor, stand.host)
    assert channel.send(message(vendor)) == SENT
    channel.close()


@each_vendor
def test_no_key_and_no_address_shows_in_logs_or_representations(
    vendor: str, stand: Stand, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stand.answers.extend(["drop", {"errcode": 93000, "code": 19001, "errmsg": KEY}])
    outcomes = [channel.send(message(vendor)) for _ in range(3)]
    shown = caplog.text + repr(outcomes) + repr(message(vendor)) + repr(vars(channel))
    assert "127.0.0.1" in caplog.text
    for secret in (KEY, SECRET, APP_SECRET, "token-1", "LiMing"):
        assert secret not in shown


class TestApplication:
    """The access token of a WeCom application."""

    @pytest.fixture
    def vendor(self) -> str:
        return "wecom_app"

    @pytest.fixture
    def app(self, stand: Stand) -> Iterator[WecomApp]:
        self.now = NOW
        made = WecomApp(WecomAccount(CORP, AGENT, APP_SECRET), stand.host, lambda: self.now, TIMEOUT)
        yield made
        made.close()

    def test_a_token_serves_until_shortly_before_its_end(self, stand: WecomStand, app: WecomApp) -> None:
        for minutes in (0, 60, 114):
            self.now = NOW + timedelta(minutes=minutes)
            assert app.send(message("wecom_app")) == SENT
        assert stand.issued == 1
        self.now = NOW + timedelta(minutes=115)
        assert app.send(message("wecom_app")) == SENT
        assert stand.issued == 2

    @pytest.mark.parametrize("code", [40014, 42001])
    def test_one_that_does_not_count_is_replaced_and_the_message_sent_once_more(
        self, stand: WecomStand, app: WecomApp, code: int
    ) -> None:
        app.send(message("wecom_app"))
        stand.answers.append({"errcode": code})
        assert app.send(message("wecom_app")) == SENT
        assert stand.issued == 2

    def test_once_more_only(self, stand: WecomStand, app: WecomApp) -> None:
        app.send(message("wecom_app"))
        stand.answers.extend([{"errcode": 42001}, {"errcode": 0, "access_token": "stale"}])
        assert app.send(message("wecom_app")) == Outcome(Answer.REFUSED, "errcode_40014")
        assert app.send(message("wecom_app")) == SENT  # the stale one is not kept for ever

    def test_a_member_nobody_knows_is_refused(self, stand: WecomStand, app: WecomApp) -> None:
        assert app.send(message("wecom_app", address="Nobody")) == Outcome(Answer.REFUSED, "errcode_81013")
        stand.answers.append({"errcode": 0, "invaliduser": "LiMing"})
        assert app.send(message("wecom_app")) == Outcome(Answer.REFUSED, "invaliduser")

    def test_a_busy_token_service_is_later(self, stand: WecomStand, app: WecomApp) -> None:
        stand.answers.append({"errcode": -1})
        assert app.send(message("wecom_app")) == Outcome(Answer.LATER, "errcode_-1")

    def test_the_vendor_is_asked_to_drop_repetitions(self, stand: WecomStand, app: WecomApp) -> None:
        app.send(message("wecom_app"))
        assert stand.bodies[-1]["enable_duplicate_check"] == 1
