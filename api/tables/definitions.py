"""The tables that can be imported: one definition for the reading, for the templates and for what they explain."""

from collections.abc import Iterator, Mapping

from api.tables.choices import departments, fact_kinds, matters, opinions, posts, results, stop_kinds
from api.tables.model import Column, Table
from api.tables.project_columns import PROJECT_CODE, REASON, project_columns
from api.tables.values import code, contacts, day, identifier, name, plain, whole, words
from domain.catalogue.model import Catalogue
from projections.ops.contacts import ContactChannel

PROJECTS, STAFF, CASES, FACTS = "projects", "staff", "cases", "facts"
PROJECT_NAME = Column(
    id="project_name",
    zh="项目名称",
    en="Project name",
    read=name,
    also=("项目", "名称"),
    example="山东叁旺液压总成制造项目",
)
SCOPE = Column(id="scope", zh="范围", en="Scope", read=identifier, also=("标段", "分期", "宗地", "单体"))


def staff_columns(catalogue: Catalogue) -> Iterator[Column]:
    """Who holds which post, and how he is reached; names are not read."""
    post, of_department = posts(), departments(catalogue)
    yield Column(
        id="staff",
        zh="人员编号",
        en="Staff id",
        read=identifier,
        also=("工号", "编号", "账号", "人员"),
        required=True,
        example="o-12",
    )
    yield Column(
        id="post",
        zh="岗位",
        en="Post",
        read=post.read,
        also=("职务", "岗位名称", "角色"),
        required=True,
        choices=post.offered,
        example=post.offered[0],
    )
    yield Column(
        id="of",
        zh="所属",
        en="Of",
        read=plain,
        also=("所属部门", "部门", "单位", "所属单位", "部门专班或项目", "专班", "所属专班", "所在部门"),
        example=of_department.offered[3],
    )
    yield Column(
        id="since",
        zh="任岗日期",
        en="Since",
        read=day,
        also=("到岗日期", "起始日期", "开始日期", "任职日期", "任职时间", "上岗日期"),
        required=True,
        example="2026-03-02",
    )
    yield Column(
        id="until",
        zh="离岗日期",
        en="Left on",
        read=day,
        also=("离任日期", "结束日期", "离职日期", "截止日期"),
    )
    yield Column(
        id=ContactChannel.TELEPHONE.value,
        zh="联系电话",
        en="Telephone",
        read=contacts(ContactChannel.TELEPHONE),
        also=("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码"),
    )
    yield Column(
        id="office_telephone",
        zh="办公电话",
        en="Office telephone",
        read=contacts(ContactChannel.TELEPHONE),
        also=("座机", "固定电话", "单位电话", "办公室电话"),
    )
    yield Column(
        id=ContactChannel.EMAIL.value,
        zh="电子邮箱",
        en="E-mail",
        read=contacts(ContactChannel.EMAIL),
        also=("邮箱", "电子邮件", "邮件", "邮箱地址", "email"),
    )
    yield REASON


def case_columns(catalogue: Catalogue) -> Iterator[Column]:
    """One application from its receipt to its end, as a ledger of cases has it."""
    matter, result, stop, opinion = matters(catalogue), results(), stop_kinds(catalogue), opinions()
    yield Column(
        id="receipt_no",
        zh="办件编号",
        en="Case number",
        read=plain,
        also=("办件号", "受理编号", "收件编号", "业务编号", "流水号", "受理号"),
        example="JM20260303001",
    )
    yield PROJECT_CODE
    yield PROJECT_NAME
    yield Column(
        id="matter",
        zh="事项",
        en="Matter",
        read=matter.read,
        also=("事项名称", "办理事项", "审批事项", "办件名称", "业务名称"),
        required=True,
        choices=matter.offered,
        example=matter.offered[1],
    )
    yield SCOPE
    yield Column(
        id="number",
        zh="第几次报批",
        en="Result number",
        read=whole(1, 99),
        also=("报批次数", "重新报批次数", "第几次"),
    )
    yield Column(
        id="reviewed_on", zh="提前预审日期", en="Pre-review on", read=day, also=("预审日期", "预审开始日期", "预审时间")
    )
    yield Column(
        id="opinion_on",
        zh="预审意见日期",
        en="Opinion on",
        read=day,
        also=("预审完成日期", "预审办结日期", "意见日期"),
    )
    yield Column(
        id="opinion",
        zh="预审意见",
        en="Opinion",
        read=opinion.read,
        also=("预审结果", "提前预审意见"),
        choices=opinion.offered,
    )
    yield Column(
        id="received_on",
        zh="收件日期",
        en="Received on",
        read=day,
        also=("收件时间", "申请日期", "接件日期", "收到日期"),
        example="2026-03-03",
    )
    yield Column(
        id="requested_on",
        zh="补正告知日期",
        en="Supplement requested on",
        read=day,
        also=("补正日期", "补正通知日期", "告知补正日期"),
    )
    yield Column(
        id="materials", zh="补正材料", en="Materials to supplement", read=words, also=("需补正材料", "补正内容")
    )
    yield Column(
        id="supplemented_on",
        zh="补齐日期",
        en="Supplemented on",
        read=day,
        also=("补正完成日期", "补齐时间", "补正补齐日期"),
    )
    yield Column(id="accepted_on", zh="受理日期", en="Accepted on", read=day, also=("受理时间",), example="2026-03-03")
    yield Column(
        id="stop",
        zh="特别程序",
        en="Stop",
        read=stop.read,
        also=("特别程序类型", "中止类型", "中止原因", "不计时环节"),
        choices=stop.offered,
    )
    yield Column(
        id="notice_no", zh="特别程序通知书", en="Notice of the stop", read=name, also=("通知书文号", "中止通知书")
    )
    yield Column(
        id="suspended_on",
        zh="特别程序开始日期",
        en="Stopped on",
        read=day,
        also=("中止日期", "中止时间", "特别程序开始"),
    )
    yield Column(
        id="resumed_on",
        zh="特别程序结束日期",
        en="Resumed on",
        read=day,
        also=("恢复日期", "恢复时间", "特别程序结束"),
    )
    yield Column(
        id="decided_on",
        zh="办结日期",
        en="Concluded on",
        read=day,
        also=("办结时间", "决定日期", "批复日期", "发证日期", "审批日期", "完成日期"),
        example="2026-03-05",
    )
    yield Column(
        id="result",
        zh="办理结果",
        en="Result",
        read=result.read,
        also=("结果", "办件结果", "审批结果", "办理状态", "状态", "办结类型"),
        choices=result.offered,
        example=result.offered[0],
    )
    yield Column(
        id="document",
        zh="文号或证号",
        en="Document",
        read=name,
        also=("文号", "证号", "批准文号", "证照编号", "批文号", "证书编号", "文书编号"),
        example="即审批〔2026〕12号",
    )
    yield Column(
        id="delivered_on", zh="送达日期", en="Delivered on", read=day, also=("领取日期", "送达时间", "领证日期")
    )
    yield REASON


def fact_columns(catalogue: Catalogue) -> Iterator[Column]:
    """What happened to a project: land won, works begun, and the like."""
    kind = fact_kinds(catalogue)
    yield PROJECT_CODE
    yield PROJECT_NAME
    yield Column(
        id="kind",
        zh="项目事实",
        en="Fact",
        read=kind.read,
        also=("事实", "事件", "节点", "节点名称", "关键节点", "事实名称"),
        required=True,
        choices=kind.offered,
        example="开工",
    )
    yield Column(
        id="on",
        zh="发生日期",
        en="On",
        read=day,
        also=("日期", "实际日期", "完成日期", "发生时间", "时间"),
        required=True,
        example="2026-06-15",
    )
    yield Column(id="due", zh="约定日期", en="Agreed day", read=day, also=("约定时间", "约定日"))
    yield SCOPE
    yield Column(
        id="document",
        zh="依据文件",
        en="Document",
        read=name,
        also=("文号", "依据", "凭据", "文件"),
        example="开工报告",
    )
    yield Column(id="value", zh="代码", en="Code", read=code, also=("项目代码", "国家项目代码"))
    yield REASON


MARKS: Mapping[str, frozenset[str]] = {
    PROJECTS: frozenset({"name", "enterprise"}),
    STAFF: frozenset({"staff", "post"}),
    CASES: frozenset({"matter"}),
    FACTS: frozenset({"kind", "on"}),
}


def tables_of(catalogue: Catalogue) -> tuple[Table, ...]:
    """The tables of a catalogue, in the order in which they are carried out."""
    makers = {PROJECTS: project_columns, STAFF: staff_columns, CASES: case_columns, FACTS: fact_columns}
    return tuple(
        Table(id=id_, columns={column.id: column for column in make(catalogue)}, marks=MARKS[id_])
        for id_, make in makers.items()
    )
