"""Files that are zips inside are known by what they hold; what cannot be read is refused in one sentence."""

import io
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules import Policy
from reports.read import Unreadable, read
from reports.read.zipped import Kind, Zipped

DATA = Path(__file__).parent / "data"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/main" ContentType="application/vnd.{}+xml"/></Types>'
)
ODF = "application/vnd.oasis.opendocument."


def made(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for path, content in parts.items():
            package.writestr(path, content)
    return out.getvalue()


def typed(main: str) -> bytes:
    return made({"[Content_Types].xml": TYPES.format(main)})


def refused(data: bytes, name: str = "file.zip") -> str:
    with pytest.raises(Unreadable) as trouble:
        Zipped(name, data)
    said = str(trouble.value)
    assert said.startswith(f"{name}: ")
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (typed("openxmlformats-officedocument.spreadsheetml.sheet.main"), Kind.XLSX),
        (typed("openxmlformats-officedocument.spreadsheetml.template.main"), Kind.XLSX),
        (typed("ms-excel.sheet.macroEnabled.main"), Kind.XLSX),
        (typed("openxmlformats-officedocument.wordprocessingml.document.main"), Kind.DOCX),
        (typed("openxmlformats-officedocument.wordprocessingml.template.main"), Kind.DOCX),
        (typed("ms-word.document.macroEnabled.main"), Kind.DOCX),
        (made({"xl/workbook.xml": "<workbook/>"}), Kind.XLSX),
        (made({"WORD/Document.xml": "<w/>"}), Kind.DOCX),
        (made({"mimetype": ODF + "text", "content.xml": "<x/>"}), Kind.ODT),
        (made({"mimetype": ODF + "text-template\n", "content.xml": "<x/>"}), Kind.ODT),
        (made({"mimetype": ODF + "spreadsheet", "content.xml": "<x/>"}), Kind.ODS),
    ],
)
def test_a_file_is_known_by_what_it_holds_and_not_by_its_name(data: bytes, kind: Kind) -> None:
    assert Zipped("report.pdf", data).kind is kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (typed("ms-excel.sheet.binary.macroEnabled.main"), "binary workbook"),
        (typed("openxmlformats-officedocument.presentationml.presentation.main"), "presentation"),
        (made({"ppt/presentation.xml": "<p/>"}), "presentation"),
        (made({"mimetype": ODF + "presentation", "content.xml": "<x/>"}), "neither text nor spreadsheet"),
        (made({"mimetype": "application/epub+zip"}), "e-book"),
        (made({"Index/Document.iwa": b"x"}), "Pages or Numbers"),
        (made({"FixedDocSeq.fdseq": "<x/>"}), "XPS"),
        (made({"report.docx": b"x", "tracker.xlsx": b"y"}), "unpack it"),
        (made({}), "unpack it"),
        (made({"mimetype": ODF + "text", "encrypted-package": b"x"}), "password"),
        (
            made({"mimetype": ODF + "text", "META-INF/manifest.xml": "<m:encryption-data/>", "content.xml": b"\x07"}),
            "password",
        ),
        (made({"word/document.xml": "<w/>"})[:-10], "damaged or cut off"),
        (b"PK\x03\x04", "damaged or cut off"),
    ],
)
def test_any_other_zip_is_refused_with_what_it_is_and_what_to_do(data: bytes, words: str) -> None:
    assert words in refused(data)


def with_header(data: bytes, at_local: int, at_central: int, value: int) -> bytes:
    """A zip with two bytes changed in the headers of its first part."""
    changed = bytearray(data)
    for place in (data.index(b"PK\x03\x04") + at_local, data.index(b"PK\x01\x02") + at_central):
        changed[place : place + 2] = value.to_bytes(2, "little")
    return bytes(changed)


DOCUMENT = made({"word/document.xml": "<w:document xmlns:w='urn:w'><w:body/></w:document>"})


def test_a_locked_part_is_told_as_a_password() -> None:
    assert "protected with a password" in refused(with_header(DOCUMENT, 6, 8, 1), "locked.docx")


@pytest.mark.parametrize(
    "data", [with_header(DOCUMENT, 8, 10, 97), made({"word/document.xml": "<w/>"}, zipfile.ZIP_LZMA)]
)
def test_a_part_packed_in_an_unknown_way_is_told(data: bytes) -> None:
    with pytest.raises(Unreadable, match="packed in a way that is not known here"):
        Zipped("odd.docx", data).tree("word/document.xml")


def test_a_part_that_swells_is_refused_before_it_is_unpacked() -> None:
    bomb = made({"word/document.xml": bytes(30_000_000)})
    begun = time.process_time()
    tracemalloc.start()
    assert "made to swell" in refused(bomb, "bomb.docx")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert time.process_time() - begun < 1


def test_many_parts_that_swell_together_are_refused() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as many:
        many.writestr("word/document.xml", "<w/>")
    data = package.getvalue()
    # The size that the directory gives is believed, for nothing more than that is ever unpacked.
    at = data.index(b"PK\x01\x02") + 20
    huge = (500_000_000).to_bytes(4, "little")
    assert "too large" in refused(data[:at] + huge + huge + data[at + 8 :], "bomb.docx")


def test_a_directory_of_more_parts_than_any_document_has_is_not_even_read() -> None:
    begun = time.process_time()
    assert "more than 20000 parts" in refused(DOCUMENT + b"PK\x01\x02" * 2_000_000, "bomb.docx")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>',
        '<!DOCTYPE w SYSTEM "http://example.invalid/x.dtd"><w/>',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'.encode("utf-16"),
        "<w>" * 300 + "</w>" * 300,
        "<w><open></w>",
        "",
    ],
)
def test_xml_with_entities_or_without_end_is_refused(xml: str | bytes) -> None:
    package = Zipped("bad.docx", made({"word/document.xml": xml}))
    with pytest.raises(Unreadable, match=r"^bad\.docx: the file is damaged or cut off\.$"):
        package.tree("word/document.xml")


def test_what_an_office_file_refers_to_is_found_inside_it_and_never_outside() -> None:
    relations = (
        '<Relationships><Relationship Id="a" Type="http://x/styles" Target="styles.xml"/>'
        '<Relationship Id="b" Type="http://x/comments" Target="/word/comments.xml"/>'
        '<Relationship Id="c" Type="http://x/image" TargetMode="External" Target="http://example.invalid/x.png"/>'
        '<Relationship Id="d" Type="http://x/image" Target="../../../../etc/passwd"/></Relationships>'
    )
    package = Zipped("a.docx", made({"word/document.xml": "<w/>", "word/_rels/document.xml.rels": relations}))
    assert {key: tuple(found) for key, found in package.related("word/document.xml").items()} == {
        "a": ("styles", "word/styles.xml"),
        "b": ("comments", "word/comments.xml"),
        "d": ("image", "etc/passwd"),
    }
    assert package.part("etc/passwd") == b""
    assert package.main == "word/document.xml"


@pytest.mark.parametrize("path", ["word/vbaProject.bin", "Basic/Standard/Module1.xml"])
def test_macros_are_seen(path: str) -> None:
    assert Zipped("a.docm", made({"word/document.xml": "<w/>", path: b"x"})).has_macros
    assert not Zipped("a.docx", DOCUMENT).has_macros


def test_the_content_counts_whatever_the_name_ends_in(tmp_path: Path) -> None:
    for source, ending in (("tracker.ods", "xlsx"), ("tracker.ods", "pdf"), ("committee-report.odt", "docx")):
        path = tmp_path / f"file.{ending}"
        path.write_bytes((DATA / source).read_bytes())
        assert read(path, policy=Policy()).kind == source.rpartition(".")[2]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_zip_is_opened_or_refused_and_never_breaks(data: st.DataObject) -> None:
    content = bytearray((DATA / "tracker.ods").read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    said = trouble_with(bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]))
    assert not said or said.startswith("damaged.ods: ")


def trouble_with(content: bytes) -> str:
    """The sentence with which a file is refused; empty where it is read."""
    try:
        package = Zipped("damaged.ods", content)
        package.tree("content.xml")
        package.sound_throughout()
    except Unreadable as refused:
        return str(refused)
    return ""
