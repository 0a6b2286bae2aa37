"""Words that stand for something the catalogue or the record knows: matters, departments, facts, posts, results."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.locale import text
from api.tables.model import CellError, Reader
from api.tables.values import IDENTIFIER, choice, key_of, plain, shown
from domain.catalogue.model import Catalogue
from domain.project.events.reviews import Opinion
from domain.project.model.phases import Act
from domain.staff.posts import Post

DISTRICT = re.compile(r"^(青岛市)?(即墨区|即墨市|区|市)?")
TAIL = re.compile(r"(核发|审批|审查|审核|审定|手续|办理|申请批准|批准|核准|备案)$")
BRACKETS = re.compile(r"[(][^)]*[)]")
TEAM = re.compile(
    r"^(?:服务)?(?:第)?(?:专班)?(?:第)?([0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:号)?(?:服务)?(?:专班|组|班)?$"
)
NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)}
TEN = 10
RESULTS: Mapping[Act, tuple[str, ...]] = {
    Act.GRANT: (
        "准予",
        "准予许可",
        "同意",
        "通过",
        "批准",
        "许可",
        "已办结",
        "办结",
        "合格",
        "已发证",
        "核准",
        "准予备案",
        "granted",
    ),
    Act.REFUSE: ("不予许可", "不予", "不同意", "不批准", "不通过", "驳回", "refused"),
    Act.NOT_ACCEPT: ("不予受理", "不受理", "not accepted"),
    Act.WITHDRAW: ("撤回申请", "撤回", "申请人撤回", "withdrawn"),
    Act.CLOSE: ("终止办理", "终止", "退件", "退回", "closed"),
}
OPINIONS: Mapping[Opinion, tuple[str, ...]] = {
    Opinion.FAVOURABLE: ("同意", "通过", "无意见", "符合要求", "favourable"),
    Opinion.OBJECTIONS: ("有修改意见", "需修改", "不同意", "有意见", "不通过", "objections"),
    Opinion.LAPSED: ("失效", "作废", "lapsed"),
}
UNDER_WAY = ("在办", "办理中", "未办结", "已受理", "已收件", "正在办理", "待办", "under way")


SHORT: Mapping[str, str] = {
    "施工许可证": "construction_permit",
    "施工许可": "construction_permit",
    "工程规划许可证": "construction_planning_permit",
    "用地规划许可证": "land_use_planning_permit",
    "项目备案": "project_filing",
    "立项备案": "project_filing",
    "土地出让合同": "land_grant_contract",
    "土地证": "land_first_registration",
    "方案审查": "design_scheme_review",
    "设计方案审查": "design_scheme_review",
    "图审": "construction_drawing_review",
    "施工图审查": "construction_drawing_review",
    "联合验收": "joint_acceptance",
    "竣工备案": "completion_filing",
}
"""What matters are called for short, where the catalogue has them."""


@dataclass(frozen=True)
class Choice:
    """How such a word is read, and which words are offered."""

    read: Reader
    offered: tuple[str, ...]


def meanings_of(names: Iterable[tuple[Any, Iterable[str]]]) -> dict[str, Any]:
    """What each word means, those left out that would mean two things. The first name of each always counts."""
    found: dict[str, Any] = {}
    first: dict[str, Any] = {}
    times: Counter[str] = Counter()
    for value, own in names:
        keys = list(dict.fromkeys(filter(None, map(key_of, own))))
        times.update(keys)
        found.update(dict.fromkeys(keys, value))
        first.setdefault(keys[0], value)
    return {key: value for key, value in found.items() if times[key] == 1} | first


def shorter(zh: str) -> list[str]:
    """A name as it stands, without its brackets, and without its usual tail."""
    without = BRACKETS.sub("", key_of(zh))
    return [zh, without, TAIL.sub("", without)]


def matters(catalogue: Catalogue) -> Choice:
    """A matter by its id, its name, the name without brackets or tail, its certificate, or what it is for short.

    What two would share without their brackets belongs to the one that has none.
    """
    found = {key_of(word): id_ for word, id_ in SHORT.items() if id_ in catalogue.matters}
    for bracketed in (True, False):
        some = [one for one in catalogue.matters.values() if bool(BRACKETS.search(key_of(one.name_zh))) is bracketed]
        found |= meanings_of(
            (one.id, [one.id, *shorter(one.name_zh), one.name_en, *shorter(one.certificate or "")]) for one in some
        )
    found |= {key_of(word): one.id for one in catalogue.matters.values() for word in (one.id, one.name_zh)}
    offered = tuple(one.name_zh for one in catalogue.matters.values())
    return Choice(choice(found, offered), offered)


def departments(catalogue: Catalogue) -> Choice:
    """A department by its id or name, with or without the district's."""
    names = []
    for one in catalogue.departments.values():
        bare = DISTRICT.sub("", key_of(one.zh))
        names.append((one.id, [one.id, one.zh, one.en, bare, f"区{bare}", one.zh.removeprefix("青岛市")]))
    offered = tuple(one.zh for one in catalogue.departments.values())
    return Choice(choice(meanings_of(names), offered), offered)


def fact_kinds(catalogue: Catalogue) -> Choice:
    """A fact by its id or name."""
    names = [(one.id, [one.id, *shorter(one.zh)[:2], one.en]) for one in catalogue.fact_kinds.values()]
    offered = tuple(one.zh for one in catalogue.fact_kinds.values())
    return Choice(choice(meanings_of(names), offered), offered)


def posts() -> Choice:
    """A post by its id or name."""
    names = [(post, [post.value, text(f"post.{post.value}", "zh"), text(f"post.{post.value}", "en")]) for post in Post]
    offered = tuple(text(f"post.{post.value}", "zh") for post in Post)
    return Choice(choice(meanings_of(names), offered), offered)


def results() -> Choice:
    """How a case ended; None while it is under way."""
    meanings: dict[str, Any] = {key_of(word): act for act, own in RESULTS.items() for word in own}
    meanings |= {key_of(word): None for word in UNDER_WAY}
    offered = (*(own[0] for own in RESULTS.values()), UNDER_WAY[0])
    return Choice(choice(meanings, offered), offered)


def stop_kinds(catalogue: Catalogue) -> Choice:
    """A kind of stop (特别程序) by its id or name; 补正 is none."""
    kinds = [one for one in catalogue.clock_stop_types.values() if one.id != "correction"]
    names = [(one.id, [one.id, *shorter(one.zh)[:2], one.en]) for one in kinds]
    offered = tuple(one.zh for one in kinds)
    return Choice(choice(meanings_of(names), offered), offered)


def opinions() -> Choice:
    """What a pre-review ended with."""
    meanings = {key_of(word): opinion for opinion, own in OPINIONS.items() for word in own}
    offered = tuple(own[0] for own in OPINIONS.values())
    return Choice(choice(meanings, offered), offered)


def team(value: Any) -> str:
    """A task force by its number: 1, 第1专班, 专班一."""
    written = plain(value).lower()
    found = TEAM.fullmatch(written)
    read = numeral(found[1]) if found else written
    if not IDENTIFIER.fullmatch(read):
        raise CellError("team_unreadable", value=shown(value))
    return read


def numeral(written: str) -> str:
    """A number in digits: 十二 is 12."""
    if written.isdecimal():
        return str(int(written))
    tens, ten, ones = written.partition("十")
    if not ten:
        return str(NUMERALS[tens]) if tens in NUMERALS else written
    return str((NUMERALS.get(tens, 1) * TEN) + NUMERALS.get(ones, 0))
