"""Counts, filters and orders, against the same worked out record by record in plain Python."""

import unicodedata
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.queries import Reader
from db.rows import NO_DIRECTORATE, PRIORITY_NOT_GIVEN, STATUS_NOT_READ, Filter, Position, Sort, SortBy, Tally
from db.rules import CLOSED, OVERDUE, Band, Basis, Counting, Policy, Status, aged_date, band, in_effect, months_overdue
from db.selection import select, words
from tests.drawn import AS_AT, DUES, PRIORITIES, WORDS, Drawn, Small, every_sort_of_recommendation, registers

Record = dict[str, Any]
SCALE = [step.name for step in Policy().priorities]
policies = st.builds(Policy, counting=st.sampled_from(Counting), basis=st.sampled_from(Basis))


def reader_of(drawn: Drawn, policy: Policy) -> Reader:
    for name in ("counting", "basis"):
        drawn.small.insert("setting", {"key": name, "value": f'"{getattr(policy, name)}"'})
    return Reader(drawn.small.connection, AS_AT)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def status_of(record: Record) -> Status | None:
    stored, before = (Status(record[name]) if record[name] else None for name in ("status", "status_before"))
    return in_effect(stored, day(record["accepted_until"]), before, AS_AT)


def ages(record: Record, policy: Policy) -> date | None:
    return aged_date(day(record["due"]), day(record["original_due"]), policy.basis)


def band_of(record: Record, policy: Policy) -> Band:
    return band(status_of(record), ages(record, policy), AS_AT, policy)


def priority_of(record: Record) -> str:
    folded = record["priority"].casefold()
    return folded if folded in SCALE else record["priority"] or PRIORITY_NOT_GIVEN


def tally(records: list[Record], policy: Policy) -> Tally:
    bands = [band_of(record, policy) for record in records]
    late = sum(b in OVERDUE for b in bands)
    return Tally(len(bands), sum(b is not Band.CLOSED for b in bands), late)


# Counts. -------------------------------------------------------------------------------------------------------


def adds_up(position: Position) -> bool:
    return {
        sum(position.bands.values()),
        sum(position.priorities.values()),
        sum(position.statuses.values()),
        sum(tally.total for tally in position.directorates.values()),
    } == {position.total}


@given(registers(), policies)
@settings(max_examples=80, deadline=None)
def test_every_way_to_count_adds_up_and_is_right(drawn, policy):
    position = reader_of(drawn, policy).position()
    everything = drawn.recommendations
    assert adds_up(position)
    assert position.total == len(everything)
    assert position.bands == {**dict.fromkeys(Band, 0), **Counter(band_of(r, policy) for r in everything)}
    assert position.priorities == {**dict.fromkeys(SCALE, 0), **Counter(map(priority_of, everything))}
    statuses = Counter(status_of(r) or STATUS_NOT_READ for r in everything)
    assert position.statuses == {**dict.fromkeys([*map(str, Status), STATUS_NOT_READ], 0), **statuses}
    assert (position.counting, position.basis, position.as_at) == (policy.counting, policy.basis, AS_AT)


@given(registers(), policies)
@settings(max_examples=80, deadline=None)
def test_the_tree_holds_every_audit_once_with_its_own_counts(drawn, policy):
    reader = reader_of(drawn, policy)
    tree = reader.tree()
    of_audit = {
        a["id"]: tally([r for r in drawn.recommendations if r["audit_id"] == a["id"]], policy) for a in drawn.audits
    }
    assert sorted(audit.id for node in tree for audit in node.audits) == sorted(of_audit)
    for node in tree:
        ids = {a["id"] for a in drawn.audits if (a["directorate_id"] or "") == node.id}
        assert {audit.id: audit.tally for audit in node.audits} == {id_: of_audit[id_] for id_ in ids}
        assert node.tally == sum((of_audit[id_] for id_ in ids), Tally())
        assert reader.position().directorates[node.name] == node.tally
    assert {node.name for node in tree if node.id} == {d["name"] for d in drawn.directorates}
    homeless = any(a["directorate_id"] is None for a in drawn.audits)
    assert [(node.id, node.name) for node in tree if not node.id] == [("", NO_DIRECTORATE)] * homeless
    assert not homeless or not tree[-1].id


def test_an_empty_register_counts_nothing():
    reader = Reader(Small().connection, AS_AT)
    assert reader.tree() == ()
    assert reader.position().total == 0
    assert adds_up(reader.position())
    assert (reader.first(), list(reader.order()), list(reader.recommendations())) == ([], [], [])


# Filters. ------------------------------------------------------------------------------------------------------


def cut(text: str) -> list[str]:
    """The words of a text, without accents and in small letters."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).casefold()
    return "".join(c if c.isalnum() else " " for c in plain).split()


def passes(record: Record, f: Filter, drawn: Drawn, policy: Policy) -> bool:
    audit = next(a for a in drawn.audits if a["id"] == record["audit_id"])
    there = cut(" ".join([record["ref"], audit["title"], record["priority"], record["text"], record["response"]]))
    return (
        all(any(word.startswith(typed) for word in there) for typed in cut(f.text))
        and f.directorate in {None, audit["directorate_id"] or ""}
        and (not f.audit or f.audit == audit["id"])
        and (not f.priority or priority_of({"priority": f.priority}) == priority_of(record))
        and f.status in {None, status_of(record)}
        and f.band in {None, band_of(record, policy)}
        and not (f.open_only and status_of(record) in CLOSED)
        and not (f.reported_only and not policy.reported(record["priority"]))
        and not (f.status_unread and record["status"])
    )


filters = st.builds(
    Filter,
    text=st.lists(st.sampled_from([*WORDS, "ren", "caf", "no", "re", "()", "12"]), max_size=3).map(" ".join),
    directorate=st.sampled_from([None] * 6 + ["", "d-Housing", "d-adults"]),
    audit=st.sampled_from([None] * 6 + ["", "a-0", "a-1"]),
    priority=st.sampled_from([None] * 8 + PRIORITIES + [PRIORITY_NOT_GIVEN]),
    status=st.sampled_from([None] * 8 + list(Status)),
    band=st.sampled_from([None] * 8 + list(Band)),
    open_only=st.booleans(),
    reported_only=st.sampled_from([False, False, True]),
    status_unread=st.sampled_from([False, False, False, True]),
)
sorts = st.builds(Sort, by=st.sampled_from(SortBy), reverse=st.booleans())


@given(registers(), filters, sorts, policies)
@settings(max_examples=100, deadline=None)
def test_filters_together_let_through_what_each_does(drawn, f, sort, policy):
    agrees(reader_of(drawn, policy), f, sort, drawn, policy)


ALONE = [
    *(Filter(text=text) for text in ("rent", "RENT caf", "ty 2021", "safe-g", "zz", "a", "re 1")),
    *(Filter(directorate=directorate) for directorate in ("", "d-Housing", "d-adults", "d-unknown")),
    *(Filter(audit=audit) for audit in ("", "a-0", "a-4", "a-unknown")),
    *(Filter(priority=priority) for priority in (*PRIORITIES, PRIORITY_NOT_GIVEN, "unknown")),
    *(Filter(status=status) for status in Status),
    *(Filter(band=band) for band in Band),
    Filter(open_only=True),
    Filter(reported_only=True),
    Filter(status_unread=True),
]
POLICIES = [Policy(counting=counting, basis=basis) for counting in Counting for basis in Basis]


@pytest.fixture(scope="module", params=POLICIES, ids=lambda policy: f"{policy.counting} {policy.basis}")
def every_sort(request) -> tuple[Reader, Drawn, Policy]:
    """Every status with every due date, and the rest in turn."""
    drawn = every_sort_of_recommendation()
    return reader_of(drawn, request.param), drawn, request.param


@pytest.mark.parametrize("f", ALONE, ids=lambda f: " ".join(f"{n}={v}" for n in f.__slots__ if (v := getattr(f, n))))
def test_a_filter_lets_through_what_it_says(every_sort, f):
    reader, drawn, policy = every_sort
    agrees(reader, f, Sort(), drawn, policy)


@pytest.mark.parametrize("reverse", [False, True], ids=["", "reversed"])
@pytest.mark.parametrize("by", SortBy)
def test_an_order_is_the_one_it_says(every_sort, by, reverse):
    reader, drawn, policy = every_sort
    agrees(reader, Filter(), Sort(by, reverse), drawn, policy)
    agrees(reader, Filter(open_only=True, text="rent"), Sort(by, reverse), drawn, policy)


def agrees(reader: Reader, f: Filter, sort: Sort, drawn: Drawn, policy: Policy) -> None:
    """Lists are as worked out record by record, whichever way they are read."""
    found = list(reader.order(f, sort))
    by_id = {r["rowid"]: r for r in drawn.recommendations}
    assert sorted(found) == [r["rowid"] for r in drawn.recommendations if passes(r, f, drawn, policy)]
    assert [by_id[rowid] for rowid in found] == ordered([by_id[rowid] for rowid in found], sort, drawn, policy)
    assert [line.rowid for line in reader.first(f, sort, limit=4)] == found[:4]
    assert [line.rowid for line in reader.lines(found)] == found
    assert [whole.rowid for whole in reader.recommendations(f, sort)] == found


def folded(text: str) -> str:
    """As SQLite's NOCASE compares: the letters of ASCII alone lose their case."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def ordered(records: list[Record], sort: Sort, drawn: Drawn, policy: Policy) -> list[Record]:
    audits = {a["id"]: a for a in drawn.audits}
    names = {d["id"]: d["name"] for d in drawn.directorates}

    def by_due(record: Record) -> tuple[Any, ...]:
        due = ages(record, policy)
        return status_of(record) in CLOSED, due is None, due or AS_AT, record["rowid"]

    def own(record: Record) -> tuple[Any, ...]:
        audit = audits[record["audit_id"]]
        match sort.by:
            case SortBy.DUE:
                return by_due(record)[2:3]
            case SortBy.REF:
                return folded(record["ref"].rstrip("0123456789")), len(record["ref"]), folded(record["ref"])
            case SortBy.PRIORITY:
                name = priority_of(record)
                rank = SCALE.index(name) if name in SCALE else len(SCALE)
                return rank, not record["priority"], folded(record["priority"])
            case SortBy.TITLE:
                return (folded(record["text"][:80]),)
            case SortBy.STATUS:
                return (list(Status).index(status_of(record)) if record["status"] else 0,)
            case SortBy.AUDIT:
                return folded(audit["title"]), audit["issued"] or "", audit["id"]
            case SortBy.DIRECTORATE:
                return (folded(names.get(audit["directorate_id"], "")),)

    def last(record: Record) -> tuple[bool, ...]:
        """What stands last whichever way it is turned."""
        match sort.by:
            case SortBy.DUE:
                return by_due(record)[:2]
            case SortBy.STATUS:
                return (record["status"] is None,)
            case SortBy.DIRECTORATE:
                return (audits[record["audit_id"]]["directorate_id"] is None,)
        return ()

    rows = sorted(records, key=by_due)
    rows.sort(key=own, reverse=sort.reverse)
    return sorted(rows, key=last)


def test_references_are_in_the_order_people_count_in():
    small = Small()
    audit = small.add("audit")
    for ref in ("MHC-10", "MHC-2", "mhc-1", "B7", "MHC-2/2"):
        small.add("recommendation", audit_id=audit, ref=ref)
    reader = Reader(small.connection, AS_AT)
    found = [line.ref for line in reader.first(sort=Sort(SortBy.REF))]
    assert found == ["B7", "mhc-1", "MHC-2", "MHC-10", "MHC-2/2"]
    assert [line.ref for line in reader.first(sort=Sort(SortBy.REF, reverse=True))] == found[::-1]


# Text that somebody types or pastes. ---------------------------------------------------------------------------

HOSTILE = [
    '"', '""', "'", '"rent', "rent*", "*", "-rent", "- ", "NEAR(", "NEAR(rent, 2)", "a AND", "AND", "OR", "NOT rent",
    "rent OR", "body:rent", "body : ", "{body}", "^rent", "(", ")", "rent)", "rent + rents", "\x1b[31mrent\x1b[0m",
    "🙂", "\U0001f469\u200d\U0001f467", "ﬁ", "ß", "İ", "\u202erent", "\u0301", "a\u0301", "½", "x" * 100_000,
    "; DROP TABLE recommendation", "rent\x00s", "\ud800", "日本語", "\U000e0001", "ᾳ", "\u1e9e",
    " ".join(f"w{n}" for n in range(2000)),
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile() -> Reader:
    small = Small()
    audit = small.add("audit", title="Homes")
    small.add("recommendation", audit_id=audit, text="Collect the rent, near and or not.")
    for text in HOSTILE:
        if text.strip("\x00") == text and "\ud800" not in text and "\x00" not in text:
            small.add("recommendation", audit_id=audit, text=f"{text} kept")
    return Reader(small.index().connection, AS_AT)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_whatever_is_typed_is_only_ever_words_to_look_for(hostile, text):
    everything = len(hostile.order())
    found = len(hostile.order(Filter(text=text)))
    assert (found == everything) if not words(text) else (found < everything)
    assert hostile.find(text) is None


@given(st.text() | st.text(alphabet='"*()-+:^{} ANDORTNEar\u0301'))
@settings(max_examples=150, deadline=None)
def test_no_text_is_a_syntax_error(hostile, text):
    hostile.first(Filter(text=text))
    hostile.find(text)


def test_every_character_there_is_can_be_looked_for(hostile):
    for start in range(0x20, 0x30000, 0x40):
        if not 0xD800 <= start <= 0xDFFF:
            text = "".join(f"q{chr(c)}" for c in range(start, start + 0x40))
            assert hostile.first(Filter(text=text)) == []


@pytest.mark.parametrize("text", ["", "   ", "*", '"" - ()', "…", "\u202e\u200b"])
def test_what_has_no_letters_or_digits_narrows_nothing(hostile, text):
    assert len(hostile.order(Filter(text=text))) == len(hostile.order())


def test_what_was_stored_is_found_by_its_own_words(hostile):
    for text in HOSTILE:
        if words(text) and "\x00" not in text and "\ud800" not in text:
            assert any(line.title.startswith(" ".join(text.split())[:50]) for line in hostile.first(Filter(text=text)))


# Speed, as far as it can be promised without a clock. ----------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "sort"),
    [
        (Filter(), Sort()),
        (Filter(text="rent"), Sort()),
        (Filter(open_only=True, band=Band.OVER_12), Sort()),
        (Filter(priority="critical", status=Status.IMPLEMENTED), Sort()),
        (Filter(directorate="d", text="rent", reported_only=True), Sort()),
        (Filter(audit="a"), Sort(SortBy.PRIORITY)),
        (Filter(), Sort(SortBy.REF)),
        (Filter(), Sort(SortBy.AUDIT, reverse=True)),
        (Filter(), Sort(SortBy.DIRECTORATE)),
    ],
)
@pytest.mark.parametrize("basis", Basis)
def test_filters_and_orders_never_read_the_fat_rows(f, sort, basis):
    """FinishSeek is SQLite's going over from an index to the row itself."""
    connection = Small().connection
    statement, bound = select(f, sort, AS_AT, Policy(basis=basis), ["critical"])
    (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'recommendation'").fetchone()
    steps = connection.execute(f"EXPLAIN {statement} LIMIT 50", bound).fetchall()
    fat = {cursor for _, step, cursor, page, *_ in steps if step == "OpenRead" and page == root}
    reading = {"Column", "FinishSeek", "Rewind", "SeekRowid", "NotExists"}
    assert not [step for _, step, cursor, *_ in steps if step in reading and cursor in fat]


def test_the_first_screenful_is_not_sorted_for():
    connection = Small().connection
    statement, bound = select(Filter(text="rent", open_only=True), Sort(), AS_AT, Policy(), [])
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement} LIMIT 50", bound)]
    assert not any("ORDER BY" in step for step in plan)


def test_the_dates_drawn_stand_on_both_sides_of_every_limit():
    bands = {band(None, day(due), AS_AT, Policy()) for due in DUES}
    assert bands == set(Band) - {Band.CLOSED}
    assert months_overdue(None, day("2021-02-15"), AS_AT, Counting.COMPLETED) == 12
    assert months_overdue(None, day("2021-02-16"), AS_AT, Counting.COMPLETED) == 11
