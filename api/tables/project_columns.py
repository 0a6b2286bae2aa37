"""The columns of the table of projects: what is known of one when it is taken in, and the answers of its profile."""

import re
from collections.abc import Iterator

from api.tables.choices import team
from api.tables.model import Column, Reader
from api.tables.values import choice, code, day, identifier, key_of, name, number, uscc, words, yes
from domain.catalogue.model import Catalogue, ProfileField
from domain.catalogue.vocabulary import FieldType

PROFILE = "profile"
PROFILE_PREFIX = "profile."  # of the ids of its columns
YES_NO = ("是", "否")
PROJECT_CODE = Column(
    id="project",
    zh="项目编号",
    en="Project code",
    read=code,
    also=("局内编号", "编号", "项目代号", "项目序号", "护航编号", "办件项目编号"),
    example="HH-2026-0001",
)
REASON = Column(
    id="reason", zh="理由", en="Reason", read=words, also=("原因", "情况说明", "备注理由"), example="按实际办理情况登记"
)


def project_columns(catalogue: Catalogue) -> Iterator[Column]:
    """What is known of a project when it is taken in."""
    yield PROJECT_CODE
    yield Column(
        id="name",
        zh="项目名称",
        en="Project name",
        read=name,
        also=("项目", "名称", "重大项目名称", "工程名称"),
        required=True,
        example="山东叁旺液压总成制造项目",
    )
    yield Column(
        id="enterprise",
        zh="建设单位",
        en="Enterprise",
        read=name,
        also=("企业名称", "企业", "项目单位", "业主单位", "投资主体", "单位名称"),
        required=True,
        example="山东叁旺液压有限公司",
    )
    yield Column(
        id="uscc",
        zh="统一社会信用代码",
        en="Unified social credit code",
        read=uscc,
        also=("社会信用代码", "信用代码"),
        example="91370282MA3D00000X",
    )
    yield Column(
        id="landed_on",
        zh="落地日期",
        en="Landed on",
        read=day,
        also=("入库日期", "入库时间", "落地时间", "签约日期", "项目落地日期"),
        required=True,
        example="2026-03-02",
    )
    yield Column(
        id="national_code",
        zh="国家项目代码",
        en="National project code",
        read=code,
        also=("项目代码", "国家代码", "投资项目代码", "备案代码"),
        example="2603-370215-04-01-123456",
    )
    yield Column(
        id="expected_on",
        zh="预期施工许可日期",
        en="Construction permit expected on",
        read=day,
        also=("预期日期", "预计取得施工许可日期", "预计施工许可时间", "预期取证日期"),
        example="2026-05-29",
    )
    yield Column(
        id="expected_document",
        zh="预期依据",
        en="Document of the expected date",
        read=name,
        also=("预期文件", "预期出处"),
        example="项目推进方案",
    )
    yield Column(
        id="specialist",
        zh="服务专员",
        en="Specialist",
        read=identifier,
        also=("专员", "专员编号", "服务专员编号", "帮办专员"),
        example="s-101",
    )
    yield Column(
        id="team",
        zh="服务专班",
        en="Task force",
        read=team,
        also=("专班", "所属专班", "专班编号"),
        example="1",
    )
    yield Column(
        id="listed_on",
        zh="服务清单日期",
        en="Service list issued on",
        read=day,
        also=("清单日期", "服务清单出具日期", "清单出具日期"),
        example="2026-03-04",
    )
    for field in catalogue.profile_fields.values():
        yield profile_column(field)


def profile_column(field: ProfileField) -> Column:
    """An answer of the profile."""
    labels: tuple[str, ...] = ()
    read: Reader = number()
    if field.type is FieldType.BOOLEAN:
        labels, read = YES_NO, yes
    elif field.type is not FieldType.NUMBER:
        labels = tuple(field.value_labels_zh.get(value, value) for value in field.allowed_values)
        meanings = {
            key_of(word): value
            for value in field.allowed_values
            for word in (value, field.value_labels_zh.get(value, value), field.value_labels_en.get(value, value))
        }
        read = choice(meanings, labels)
    return Column(
        id=f"{PROFILE_PREFIX}{field.id}",
        zh=field.label_zh,
        en=field.label_en,
        read=read,
        also=(re.sub("^是否", "", field.label_zh), field.id),
        choices=labels,
        group=PROFILE,
    )
