"""Word documents for tests, written part by part as Word writes them."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Council"><w:name w:val="Council Heading"/><w:basedOn w:val="berschrift1"/>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def _levels(*levels: tuple[str, str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (how, text) in enumerate(levels)
    )


NUMBERS = (
    f'<w:abstractNum w:abstractNumId="0">{_levels(("bullet", "&#xF0B7;"), ("bullet", "o"))}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{_levels(("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))}'
    "</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="2">{_levels(("decimal", "%1."))}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)
BULLETS, CLAUSES, COUNTED, COUNTED_ANEW = 1, 2, 3, 4
"""The lists that every document here has."""


def r(text: str, properties: str = "") -> str:
    """A run of words."""
    given = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{given}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str, style: str = "", number: tuple[int, int] | None = None, properties: str = "") -> str:
    """A paragraph; a piece that is no markup is a run of its words. `number`: its list, and how deep in it."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        styled += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{''.join(x if x[:1] == '<' else r(x) for x in runs)}</w:p>"


def tc(*paragraphs: str, across: int = 1, down: str = "", properties: str = "") -> str:
    """A cell; `down` is `restart` or `continue` where it is merged downwards."""
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    merge = f'<w:vMerge w:val="{down}"/>' if down else ""
    inside = "".join(x if x[:1] == "<" else p(x) for x in paragraphs) or p()
    return f"<w:tc><w:tcPr>{span}{merge}{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, heading: bool = False, properties: str = "") -> str:
    """A row; a piece that is no cell is the words of one."""
    marked = f"<w:trPr>{'<w:tblHeader/>' if heading else ''}{properties}</w:trPr>"
    return f"<w:tr>{marked}{''.join(x if x[:5] == '<w:tc' else tc(x) for x in cells)}</w:tr>"


def table(*rows: str | Iterable[str], widths: Iterable[int] = ()) -> str:
    """A table of rows, or of the words of their cells."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    laid = "".join(row if isinstance(row, str) else tr(*row) for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{laid}</w:tbl>"


def docx(*blocks: str, comments: str = "", footnotes: str = "", names: str = _NAMES, **parts: str) -> bytes:
    """A document of these blocks; `parts` are others, by their path with `__` for a slash."""
    told = {"styles": STYLES, "numbering": NUMBERS, "comments": comments, "footnotes": footnotes}
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(told)
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": _related(
            f'<Relationship Id="r" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": _related(relations),
        "word/document.xml": f"<w:document {names}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>",
        **{f"word/{kind}.xml": f"<w:{kind} {names}>{said}</w:{kind}>" for kind, said in told.items()},
        **{path.replace("__", "/"): said for path, said in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, said in files.items():
            packed.writestr(path, said)
    return out.getvalue()


def _related(relations: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
