"""What was read of a file is kept whole, each text once."""

import json
import zlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.packed import pack, printed, unpack
from db.readings import Problem, RawMilestone, RawRecord, Reading
from db.rules import Status

WORDS = st.sampled_from(["", "Payroll", "2022-03-31", "implemented", '["audit"]', "\U0001f600\n"])
DAYS = st.none() | st.just(date(2022, 3, 31))
RECORDS = st.builds(
    RawRecord,
    where=WORDS,
    audit=WORDS,
    recommendation=WORDS,
    issued=DAYS,
    due=DAYS,
    status=st.none() | st.sampled_from(Status),
    milestones=st.lists(st.builds(RawMilestone, WORDS, st.just(date(2022, 3, 31)), DAYS), max_size=2).map(tuple),
    words=st.dictionaries(WORDS, WORDS, max_size=4),
)


def reading_of(*records: RawRecord) -> Reading:
    return Reading("tracker.xlsx", "beef", "xlsx", None, records, (Problem("row 1", "Odd.", "words"),))


@given(records=st.lists(RECORDS, max_size=4))
def test_what_was_read_comes_back_as_it_was(records: list[RawRecord]) -> None:
    content = pack(reading_of(*records))
    assert unpack(content) == records
    assert [printed(content, n) for n in range(len(records))] == [(raw.where, dict(raw.words)) for raw in records]


def test_a_text_that_is_printed_and_understood_is_kept_once() -> None:
    raw = RawRecord("row 2", recommendation="Do it.", words={"Agreed action": "Do it.", "Moon": "full"})
    kept = json.loads(zlib.decompress(pack(reading_of(raw))))
    assert json.dumps(kept).count("Do it.") == 1
    assert kept["records"][0]["words"] == {"Agreed action": ["recommendation"], "Moon": "full"}
