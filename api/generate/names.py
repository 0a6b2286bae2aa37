"""Names of enterprises and projects that nobody bears, and who serves them."""

from dataclasses import dataclass
from random import Random

PLACES = ("鳌山", "墨水河", "蓝谷", "温泉", "通济", "环秀", "潮海", "北安", "龙泉", "田横")
WORDS = ("恒", "瑞", "华", "泰", "宏", "启", "盛", "安", "和", "远", "腾", "诚", "新", "嘉", "永", "创")
TRADES = ("液压", "轴承", "食品", "家电", "电子", "纺织", "新材料", "医药", "海洋装备", "汽车零部件", "仪器", "新能源")
WORKS = ("智能制造基地", "生产线扩建", "总部及研发中心", "产业园一期", "数字化车间", "仓储物流中心", "检测中心")
TEAMS = 8
SPECIALISTS = 14  # of each task force


@dataclass(frozen=True)
class Names:
    """What tells one project from another."""

    enterprise: str
    project: str
    team: str
    specialist: str


def names_of(seed: int, place: int) -> Names:
    """The names of the so-manyth project."""
    dice = Random(f"{seed}/names/{place}")
    firm = f"{dice.choice(WORDS)}{dice.choice(WORDS)}{dice.choice(TRADES)}"
    team = str(dice.randint(1, TEAMS))
    specialist = f"s-{team}{dice.randint(1, SPECIALISTS):02}"
    return Names(f"青岛{firm}有限公司", f"{dice.choice(PLACES)}{firm}{dice.choice(WORKS)}", team, specialist)
