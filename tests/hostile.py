"""Papers that are damaged, locked, swollen or up to no good, made here as small as they can be."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence

import pikepdf
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

HEADINGS = (
    "Audit Title",
    "Due Date",
    "Recommendation",
    "Management Response",
    "Update/Opinion",
    "Ownership and Actions",
)
ROW = (
    "Gritting Routes (March 2021)",
    "30 Sep 2021",
    "The routes should be looked over before each winter and the list of them kept where drivers find it.",
    "Agreed. The Highways Manager will see to it.",
    "Not implemented. The list of last winter is still in use.",
    "Highways Manager",
)
WORDS = "Report to the Audit Committee 15 February 2022. Appendix 1: recommendations that are overdue."


def good_pdf(*rows: Sequence[str]) -> bytes:
    """A report of two paragraphs and one table with ruling lines."""
    out = io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    cells = [[Paragraph(words, style) for words in line] for line in (HEADINGS, *(rows or (ROW, ROW)))]
    table = Table(
        cells, repeatRows=1, colWidths=[120] * 6, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")])
    )
    SimpleDocTemplate(out, pagesize=landscape(A4), invariant=1).build([Paragraph(WORDS, style), table])
    return out.getvalue()


def pages(many: int) -> bytes:
    """So many pages, each with one line of words."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(1, many + 1):
        canvas.drawString(72, 700, f"Page {number} says that the audit of gritting was finished in its own time.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def encrypted(user: str) -> bytes:
    """One that asks for a password, or, where `user` is empty, only forbids to copy."""
    with pikepdf.open(io.BytesIO(good_pdf())) as pdf:
        return _saved(pdf, encryption=pikepdf.Encryption(owner="secret", user=user))


def scan() -> bytes:
    """Pages that are pictures."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(3):
            page = pdf.add_blank_page(page_size=(595, 842))
            noise = bytes(random.Random(1).randbytes(64 * 64))
            image = pikepdf.Stream(
                pdf,
                noise,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=64,
                Height=64,
                BitsPerComponent=8,
                ColorSpace=pikepdf.Name.DeviceGray,
            )
            page.add_resource(image, pikepdf.Name.XObject, pikepdf.Name.Im0)
            page.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        pdf.save(out)
    return out.getvalue()


def tree_loop() -> bytes:
    """A page tree one of whose branches is its own root."""
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
    )


def flate_bomb(size: int, *, layers: int = 1) -> bytes:
    """A page whose contents unpack to so many bytes of zeros."""
    packed = _zeros(size)
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    filters = b"[" + b" /FlateDecode" * layers + b" ]"
    stream = b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(packed), filters, packed)
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        stream,
    )


def object_stream_bomb(size: int) -> bytes:
    """One whose pages stand in a stream of objects that unpacks to so many bytes of blanks."""
    inside = b"2 0 3 60 " + b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".ljust(60)
    inside += b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"
    packer = zlib.compressobj(9)
    packed = packer.compress(inside)
    for _ in range(0, size, 1_000_000):
        packed += packer.compress(b" " * 1_000_000)
    packed += packer.flush()
    head = b"%PDF-1.5\n"
    first = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    second = (
        b"4 0 obj\n<< /Type /ObjStm /N 2 /First 9 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(packed), packed)
    )
    at = len(head) + len(first) + len(second)
    rows = [
        (0, 0, 255),
        (1, len(head), 0),
        (2, 4, 0),
        (2, 4, 1),
        (1, len(head) + len(first), 0),
        (1, at, 0),
    ]
    table = b"".join(bytes([kind]) + where.to_bytes(4, "big") + bytes([other]) for kind, where, other in rows)
    cross = b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(table),
        table,
    )
    return head + first + second + cross + b"startxref\n%d\n%%%%EOF\n" % at


def many_objects(many: int) -> bytes:
    """A page among so many objects that nobody needs."""
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        *[b"[]"] * many,
    )


def deep(levels: int) -> bytes:
    """A page whose resources are nested so deep."""
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Resources " + b"[" * levels + b"]" * levels + b" >>",
    )


def forms_in_forms(many: int, times: int) -> bytes:
    """A page that draws a drawing that draws a drawing, each so many times: many to the power of times."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources"
        b" << /XObject << /F 5 0 R >> /Font << /H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length 6 >>\nstream\n/F Do \nendstream",
    ]
    for n in range(times):
        draws = b"/F Do " * many if n < times - 1 else b"BT /H 9 Tf (words) Tj ET "
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /F %d 0 R >> /Font << /H <<"
            b" /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length %d >>\nstream\n%s\nendstream"
            % (n + 6, len(draws), draws)
        )
    return written(*objects)


def written(*objects: bytes) -> bytes:
    """A PDF with these objects, numbered from 1; the first is its catalogue."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))
    return out.getvalue()


def acting(address: str) -> bytes:
    """A good one that would run a script, start a program, open an address and send a form, with a file inside."""
    with pikepdf.open(io.BytesIO(good_pdf())) as pdf:
        name = pikepdf.Name
        pdf.Root.OpenAction = pikepdf.Dictionary(S=name.JavaScript, JS=f'app.launchURL("{address}"); app.alert("x");')
        pdf.Root.AA = pikepdf.Dictionary(
            WC=pikepdf.Dictionary(S=name.Launch, F="calc.exe"),
            WS=pikepdf.Dictionary(S=name.SubmitForm, F=address),
        )
        pdf.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=name.URI, URI=address))
        pdf.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(
                Names=["x", pikepdf.Dictionary(S=name.JavaScript, JS=f'this.submitForm("{address}");')]
            )
        )
        pdf.attachments["list.exe"] = b"MZ a program"
        return _saved(pdf)


def _zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000))
    return packed + packer.flush()


# Word. ---------------------------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{type}"/></Types>"""
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
_RELATED = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>{more}</Relationships>"""


def _cell(words: str) -> str:
    return f"<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"


def docx(
    *rows: Sequence[str],
    before: str = "",
    body: str = "",
    kind: str = _DOCX,
    related: str = "",
    parts: dict[str, bytes] | None = None,
) -> bytes:
    """A Word document with one paragraph and one table; `before` stands before its root, `body` at its end."""
    lines = (HEADINGS, *(rows or (ROW, ROW)))
    table = "".join(f"<w:tr>{''.join(map(_cell, line))}</w:tr>" for line in lines)
    xml = (
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{_W}"><w:body>'
        f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p><w:tbl>{table}</w:tbl>{body}</w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES.format(type=kind))
        package.writestr("_rels/.rels", _RELATED.format(more=related))
        package.writestr("word/document.xml", xml)
        for path, content in (parts or {}).items():
            package.writestr(path, content)
    return out.getvalue()


def laughs(levels: int = 9) -> str:
    """A document type whose last entity swells to ten to the power of `levels` words."""
    more = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1))
    return f'<!DOCTYPE w:document [<!ENTITY e0 "ha">{more}]>'


def outside(address: str) -> str:
    """A document type that fetches an entity and its own definition from an address."""
    return f'<!DOCTYPE w:document SYSTEM "{address}/x.dtd" [<!ENTITY x SYSTEM "{address}/x.txt">]>'


def zip_bomb(size: int) -> bytes:
    """A Word document with a picture that unpacks to so many bytes."""
    return docx(parts={"word/media/image1.png": bytes(size)})


def nested_tables(levels: int) -> bytes:
    """A table in a table in a table."""
    return docx(body="<w:tbl><w:tr><w:tc>" * levels + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * levels)


# At random. ----------------------------------------------------------------------------------------------------


def mutated(data: bytes, seed: int) -> bytes:
    """The same with some bytes altered, left out, doubled or cut off."""
    dice = random.Random(seed)
    out = bytearray(data)
    changes: list[Callable[[int, int], None]] = [
        lambda at, n: out.__setitem__(slice(at, at + n), dice.randbytes(n)),
        lambda at, n: out.__delitem__(slice(at, at + n)),
        lambda at, n: out.__setitem__(slice(at, at), out[at : at + n]),
        lambda at, _: out.__setitem__(slice(at, at + 1), bytes([out[at] ^ (1 << dice.randrange(8))])),
        lambda at, _: out.__delitem__(slice(max(at, 20), None)),
    ]
    for _ in range(dice.choice([1, 1, 2, 5, 20])):
        at = dice.randrange(max(len(out) - 1, 1))
        dice.choices(changes, [4, 2, 2, 8, 0.3])[0](at, dice.choice([1, 2, 4, 30]))
        if len(out) < 30:
            break
    return bytes(out)
