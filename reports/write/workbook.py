"""An XLSX workbook of one sheet, written part by part: the same rows give the same bytes."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import BinaryIO
from xml.sax.saxutils import escape

from reports.cells import escaped, letters, pieces
from reports.columns import Column, show_date

Cell = str | date | int | None

_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier days are written as text."""
_EPOCH = date(1899, 12, 30)

_HEADING, _TEXT, _DAY, _NUMBER = 1, 2, 3, 4
"""Places in the styles below."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">
<sheets><sheet name="Recommendations" sheetId="1" r:id="rId1"/></sheets>
</workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>
</Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{_MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="d mmm yyyy"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF1F3A5F"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">
<alignment vertical="center" wrapText="1"/></xf>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">
<alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">
<alignment horizontal="left" vertical="top"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>""",
}


def write_workbook(
    out: BinaryIO, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], as_at: date | None
) -> None:
    """The rows under their headings; a text too long for a cell goes on in `Heading (2)`, `Heading (3)`."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, xml in {**_PARTS, "docProps/core.xml": _properties(as_at)}.items():
            package.writestr(_entry(path), _HEAD + xml)
        with package.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as part:
            for xml in _sheet(columns, rows):
                part.write(xml.encode())


def _entry(path: str) -> zipfile.ZipInfo:
    """An entry that says nothing of when and on what machine it was written."""
    entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _properties(as_at: date | None) -> str:
    created = (
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{as_at.isoformat()}T00:00:00Z</dcterms:created>' if as_at else ""
    )
    title = f"Audit recommendations as at {show_date(as_at)}" if as_at else "Audit recommendations"
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title>{created}</cp:coreProperties>"
    )


def _sheet(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """The sheet's XML, a row at a time."""
    # How many cells the longest text of each column takes.
    spread = [max((len(_cells(row[n])) for row in rows), default=1) for n in range(len(columns))]
    headings = [
        column.heading if n == 0 else f"{column.heading} ({n + 1})"
        for column, count in zip(columns, spread, strict=True)
        for n in range(count)
    ]
    widths = [column.width for column, count in zip(columns, spread, strict=True) for _ in range(count)]
    names = [letters(at) for at in range(len(headings))]
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    yield from (f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1))
    yield "</cols><sheetData>"
    yield _row(1, names, headings, _HEADING)
    for number, row in enumerate(rows, 2):
        cells = (
            [*found, *[None] * (count - len(found))] for found, count in zip(map(_cells, row), spread, strict=True)
        )
        yield _row(number, names, list(chain.from_iterable(cells)), _TEXT)
    yield f'</sheetData><autoFilter ref="A1:{names[-1]}{len(rows) + 1}"/></worksheet>'


def _cells(value: Cell) -> list[Cell]:
    """The cells that a value takes, its text inert."""
    return list(pieces(value)) if isinstance(value, str) and value else [value]


def _row(number: int, names: Sequence[str], values: Sequence[Cell], style: int) -> str:
    cells = []
    for name, value in zip(names, values, strict=True):
        if value is None or value == "":
            continue
        place = f'<c r="{name}{number}"'
        if isinstance(value, date) and value >= _FIRST_DAY:
            cells.append(f'{place} s="{_DAY}"><v>{(value - _EPOCH).days}</v></c>')
        elif isinstance(value, int):
            cells.append(f'{place} s="{_NUMBER}"><v>{value}</v></c>')
        else:
            text = escape(escaped(value.isoformat() if isinstance(value, date) else value))
            cells.append(f'{place} s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'
