"""Makes `domain/dates/data/official_days.json`: the State Council's days off and make-up days, year by year.

Announced years come from the development dependency `chinesecalendar`; beside them stand estimates of the statutory
holidays, from `holidays`, for the years that were not announced when this file was first made: they stay when the
notice has come, for readings of what was known before it. Run it when a release of `chinesecalendar` knows a new
notice, and give its number in NUMBERS:

    python scripts/official_days.py [FILE]
"""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import chinese_calendar.constants as announced
import holidays

TARGET = Path(__file__).resolve().parents[1] / "domain" / "dates" / "data" / "official_days.json"
ESTIMATED = range(2027, 2051)
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
ESTIMATED_NAMES = {"农历除夕": "春节"}
EVERY_YEAR = {
    "01-01": "元旦",
    "05-01": "劳动节",
    "05-02": "劳动节",
    "10-01": "国庆节",
    "10-02": "国庆节",
    "10-03": "国庆节",
}
TITLE = "国务院办公厅关于{year}年部分节假日安排的通知"
NUMBERS = {
    2008: "国办发明电〔2007〕52号",
    2009: "国办发明电〔2008〕42号",
    2010: "国办发明电〔2009〕27号",
    2011: "国办发明电〔2010〕40号",
    2012: "国办发明电〔2011〕45号",
    2013: "国办发明电〔2012〕33号",
    2014: "国办发明电〔2013〕28号",
    2015: "国办发明电〔2014〕28号",
    2016: "国办发明电〔2015〕18号",
    2017: "国办发明电〔2016〕17号",
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
AMENDED = {
    2015: "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知(国发明电〔2015〕1号)",
    2019: "国务院办公厅关于调整2019年劳动节假期安排的通知(国办发明电〔2019〕3号)",
    2020: "国务院办公厅关于延长2020年春节假期的通知(国办发明电〔2020〕1号)",
}
ESTIMATE = "估计:《全国年节及纪念日放假办法》的法定假日,调休未公布"


def main(target: Path = TARGET) -> None:
    """Write the file, one year a line, so that a change of one year is a change of one line."""
    years = {year: announced_year(year) for year in announced_years()}
    estimates = {year: estimated_year(year) for year in ESTIMATED}
    lines = [f'  "every_year": {compact(EVERY_YEAR)}', by_year("years", years), by_year("estimates", estimates)]
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def by_year(name: str, years: Mapping[int, Mapping[str, Any]]) -> str:
    """A part of the file."""
    lines = [f'    "{year}": {compact(entry)}' for year, entry in years.items()]
    return f'  "{name}": {{\n' + ",\n".join(lines) + "\n  }"


def announced_years() -> range:
    """The years that `chinesecalendar` knows."""
    known = {day.year for day in announced.holidays}
    return range(min(known), max(known) + 1)


def announced_year(year: int) -> dict[str, Any]:
    """Days off (weekends inside a holiday included, as the notice counts them) and make-up working days."""
    return {
        "official": True,
        "source": source_of(year),
        "holidays": named(announced.holidays, year),
        "workdays": named(announced.workdays, year),
    }


def source_of(year: int) -> str:
    """The notice of the year with its number, where known, and what amended it."""
    number = f"({NUMBERS[year]})" if year in NUMBERS else ""
    notice = TITLE.format(year=year) + number
    return f"{notice};{AMENDED[year]}" if year in AMENDED else notice


def named(days: Mapping[date, str], year: int) -> dict[str, str]:
    """The days of a year with their Chinese names, in order."""
    return {day.isoformat(): NAMES[name] for day, name in sorted(days.items()) if day.year == year}


def estimated_year(year: int) -> dict[str, Any]:
    """The statutory holidays with their weekday substitutes; make-up days cannot be foreseen."""
    days = holidays.country_holidays("CN", years=year, language="zh_CN")
    plain = {
        day.isoformat(): name.replace("; ", "、").removesuffix("（补假）")
        for day, name in sorted(days.items())
        if day.year == year
    }
    return {
        "official": False,
        "source": ESTIMATE,
        "holidays": {day: ESTIMATED_NAMES.get(name, name) for day, name in plain.items()},
        "workdays": {},
    }


def compact(value: object) -> str:
    """JSON on one line, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
