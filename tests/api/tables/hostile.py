"""Files that mean harm, or that a reader could choke on; run as a program it reads some and says what that cost.

`python -m tests.api.tables.hostile FILE...` prints a line for each: the code, CPU seconds, and the peak memory in MB.
"""

import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

from api.tables.definitions import tables_of
from api.tables.files import open_tables
from api.tables.reading import read_tables
from domain.catalogue.loader import shipped_catalogue
from domain.errors import DomainError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS: Mapping[str, str] = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
}
HEADING = '<row r="1">' + "".join(
    f'<c r="{column}1" t="inlineStr"><is><t>{words}</t></is></c>'
    for column, words in zip("ABCD", ("项目编号", "项目名称", "建设单位", "落地日期"), strict=True)
)
BOMB = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
ENTITIES = f'<!DOCTYPE sst [<!ENTITY e0 "哈">{BOMB}]><sst xmlns="{MAIN}"><si><t>&e9;</t></si></sst>'


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{HEADING}</row>{rows}</sheetData></worksheet>'


def book(path: Path, rows: str = "", **parts: str | bytes) -> Path:
    """A workbook by hand; of further parts `/` is written `__` and `.` is `_`."""
    own: dict[str, str | bytes] = {**PARTS, "xl/worksheets/sheet1.xml": sheet(rows)}
    own |= {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in own.items():
            archive.writestr(name, content)
    return path


def lying(path: Path) -> Path:
    """A workbook whose list of contents says that a part of 60 MB has 1,000 bytes."""
    book(path, xl__worksheets__sheet1_xml=b"<row/>" * 10_000_000)
    content = path.read_bytes()
    return write(path, content.replace((60_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))


def torn(path: Path) -> Path:
    """A workbook whose first part cannot be unpacked: its list of contents is whole, its bytes are not."""
    content = bytearray(book(path).read_bytes())
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
    begin = first.header_offset + 30 + len(first.filename)
    content[begin : begin + 8] = b"\xff" * 8
    return write(path, bytes(content))


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def all_of(folder: Path) -> dict[str, Path]:
    """Every hostile file, by the code with which it is refused (and a word to tell them apart)."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    return {
        "file_unpacks_too_large bomb": book(folder / "bomb.xlsx", xl__worksheets__sheet1_xml=b"<row/>" * 20_000_000),
        "file_unreadable torn": torn(folder / "torn.xlsx"),
        "file_unreadable lying": lying(folder / "lying.xlsx"),
        "file_unpacks_too_large styles": book(folder / "styles.xlsx", xl__styles_xml=b"<xf/>" * 800_000),
        "too_many_rows corner": book(folder / "corner.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "too_many_rows empty": book(
            folder / "empty.xlsx", "".join(f'<row r="{number}"/>' for number in range(2, 1_000_001))
        ),
        "row_too_wide wide": book(folder / "wide.xlsx", f"<row>{'<c><v>1</v></c>' * 150_000}</row>"),
        "file_xml_entities entities": book(folder / "entities.xlsx", xl__sharedStrings_xml=ENTITIES),
        "file_unreadable late": book(folder / "late.xlsx", xl__sharedStrings_xml=f"<!--{'.' * 5000}-->{ENTITIES}"),
        "file_external_links links": book(folder / "links.xlsx", xl__externalLinks__externalLink1_xml="<a/>"),
        "file_macros macros": book(folder / "macros.xlsx", xl__vbaProject_bin=b"macro"),
        "file_encrypted password": write(folder / "password.xlsx", ole + "EncryptedPackage".encode("utf-16-le")),
        "file_is_xls old": write(folder / "old.xlsx", ole),
        "file_is_no_workbook zip": zip_of_text(folder / "text.xlsx"),
        "file_is_no_workbook docx": zip_of_text(folder / "letter.xlsx", "[Content_Types].xml", "word/document.xml"),
        "file_is_no_workbook bytes": write(folder / "bytes.xlsx", bytes(range(255, -1, -1)) * 8),
        "file_is_no_workbook words": write(folder / "words.xlsx", "一封信，不是表。\n".encode()),
        "file_is_no_workbook web": write(folder / "web.xls", "<table><tr><td>项目名称</td></tr></table>".encode()),
        "file_is_no_workbook emptied": write(folder / "emptied.xlsx", b"PK\x05\x06" + bytes(18)),
        "file_unreadable noise": write(folder / "noise.xlsx", b"PK\x03\x04" + bytes(range(256)) * 20),
        "file_unreadable picture": write(folder / "picture.csv", b"\x89PNG\r\n" + bytes(range(256))),
        "too_many_rows csv": write(
            folder / "long.csv", "项目编号,项目名称,建设单位,落地日期\n".encode() + b",,,\n" * 30_000
        ),
        "csv_broken csv": write(folder / "broken.csv", '项目编号,项目名称,建设单位,落地日期\nJM-1,"a"b,c\n'.encode()),
        "file_too_large csv": write(folder / "large.csv", b"a,b\n" * 3_100_000),
    }


def zip_of_text(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names or ("a.txt",):
            archive.writestr(name, "a")
    return path


def code_of(path: Path) -> str:
    """How reading a file ends."""
    try:
        reading = read_tables(open_tables(path, path.name), tables_of(shipped_catalogue()))
    except DomainError as refusal:
        return refusal.code
    return "read" if not reading.problems else reading.problems[0].code


def peak() -> int:
    """The most memory this program has had, in MB; what its parent had does not count, as it would in getrusage."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    for name in sys.argv[1:]:
        began = time.process_time()
        code = code_of(Path(name))
        sys.stdout.write(f"{code} {time.process_time() - began:.2f} {peak()}\n")
