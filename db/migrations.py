"""The register's schema, as ordered steps by PRAGMA user_version. A released step never changes; a new one is added."""

from collections.abc import Sequence

APPLICATION_ID = 0x4F757473
"""`Outs`, in the header of every register."""

_STATUSES = (
    "'not implemented', 'partially implemented', 'awaiting verification', 'implemented', 'risk accepted', "
    "'superseded', 'not adopted'"
)
IS_CLOSED = "(status IN ('implemented', 'risk accepted', 'superseded', 'not adopted') IS TRUE)"
"""As the index holds it: a query that says it in other words does not find the index."""

_OWNED = '"recommendation_id":[null,"'
HAS_OWNER = f"instr(changes, '{_OWNED}') > 0"
"""Of an event: is it the making of something that belongs to a recommendation? No text can hold these quotes bare."""
OWNER = f"substr(changes, instr(changes, '{_OWNED}') + {len(_OWNED)}, 36)"
"""Of such an event: the recommendation's id."""


def _is_date(column: str, *, table: str) -> str:
    return f"CONSTRAINT {table}_{column}_is_a_date CHECK ({column} IS NULL OR date({column}, '+0 days') = {column})"


def _is_status(column: str, *, table: str) -> str:
    return f"CONSTRAINT {table}_{column}_is_a_status CHECK ({column} IS NULL OR {column} IN ({_STATUSES}))"


def _immutable(table: str, same: str) -> tuple[str, ...]:
    """Append-only by trigger; the third stops INSERT OR REPLACE, which fires no delete trigger of its own accord.

    `same` names every key by which a new row could take the place of one that is there.
    """
    return (
        f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        f"CREATE TRIGGER {table}_is_never_removed BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        f"CREATE TRIGGER {table}_is_never_replaced BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    )


_FIRST: tuple[str, ...] = (
    # What this file is, and who writes in it.
    "CREATE TABLE register (only_row INTEGER PRIMARY KEY CONSTRAINT register_has_one_row CHECK (only_row = 1), "
    "file_id TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
    "CREATE TABLE writer (id TEXT PRIMARY KEY, machine TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
    # The history: one event per record per transaction, one chain of hashes per writer.
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY,
        "transaction" TEXT NOT NULL,
        writer TEXT NOT NULL REFERENCES writer (id),
        n INTEGER NOT NULL,
        recorded_at TEXT NOT NULL,
        effective_on TEXT NOT NULL,
        by TEXT NOT NULL,
        verb TEXT NOT NULL,
        kind TEXT NOT NULL,
        record TEXT NOT NULL,
        previous INTEGER REFERENCES event (seq),
        changes TEXT NOT NULL,
        why TEXT NOT NULL,
        undoes TEXT NOT NULL,
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL,
        CONSTRAINT event_is_next_in_its_chain UNIQUE (writer, n),
        CONSTRAINT event_hash_is_unique UNIQUE (hash),
        CONSTRAINT event_has_an_author CHECK (length(trim(by)) > 0),
        CONSTRAINT event_effective_on_is_a_date CHECK (date(effective_on, '+0 days') = effective_on)
    ) STRICT""",
    "CREATE INDEX event_of_record ON event (kind, record, seq)",
    # What belongs to a recommendation (its updates, evidence, ...) says so when made; once undone, only here.
    f"CREATE INDEX event_of_recommendation ON event ({OWNER}) WHERE {HAS_OWNER}",
    'CREATE INDEX event_of_transaction ON event ("transaction")',
    "CREATE INDEX event_in_effect ON event (effective_on, seq)",
    "CREATE INDEX event_that_undoes ON event (seq, \"transaction\", undoes) WHERE undoes <> ''",
    *_immutable("event", "seq = NEW.seq OR hash = NEW.hash OR (writer = NEW.writer AND n = NEW.n)"),
    # Bytes by their own hash: evidence files, and what was read from a source.
    """CREATE TABLE attachment (
        sha256 TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        content BLOB NOT NULL,
        CONSTRAINT attachment_size_is_true CHECK (size = length(content))
    ) STRICT""",
    *_immutable("attachment", "sha256 = NEW.sha256 OR rowid = NEW.rowid"),
    # The body and its people.
    """CREATE TABLE directorate (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        CONSTRAINT directorate_name_is_unique UNIQUE (name),
        CONSTRAINT directorate_has_a_name CHECK (length(trim(name)) > 0)
    ) STRICT""",
    f"""CREATE TABLE post (
        id TEXT PRIMARY KEY,
        directorate_id TEXT NOT NULL REFERENCES directorate (id),
        role TEXT NOT NULL,
        person TEXT NOT NULL,
        title TEXT NOT NULL,
        since TEXT,
        until TEXT,
        CONSTRAINT post_role_is_known CHECK (role IN ('director', 'executive member')),
        CONSTRAINT post_has_a_person CHECK (length(trim(person)) > 0),
        {_is_date("since", table="post")},
        {_is_date("until", table="post")}
    ) STRICT""",
    "CREATE INDEX post_of_directorate ON post (directorate_id)",
    # What audits asked for.
    f"""CREATE TABLE audit (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        issued TEXT,
        auditor TEXT NOT NULL,
        assurance TEXT NOT NULL,
        directorate_id TEXT REFERENCES directorate (id),
        CONSTRAINT audit_has_a_title CHECK (length(trim(title)) > 0),
        CONSTRAINT audit_auditor_is_known CHECK (auditor IN ('internal', 'external')),
        {_is_date("issued", table="audit")}
    ) STRICT""",
    "CREATE INDEX audit_of_directorate ON audit (directorate_id)",
    f"""CREATE TABLE recommendation (
        rowid INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        audit_id TEXT NOT NULL REFERENCES audit (id),
        ref TEXT NOT NULL,
        source_ref TEXT NOT NULL,
        priority TEXT NOT NULL,
        text TEXT NOT NULL,
        response TEXT NOT NULL,
        owner TEXT NOT NULL,
        director TEXT NOT NULL,
        executive_member TEXT NOT NULL,
        original_due TEXT,
        due TEXT,
        due_words TEXT NOT NULL,
        status TEXT,
        status_words TEXT NOT NULL,
        action TEXT NOT NULL,
        CONSTRAINT recommendation_id_is_unique UNIQUE (id),
        CONSTRAINT recommendation_ref_is_unique UNIQUE (ref),
        CONSTRAINT recommendation_has_a_ref CHECK (length(trim(ref)) > 0),
        CONSTRAINT recommendation_has_a_text CHECK (length(trim(text)) > 0),
        {_is_status("status", table="recommendation")},
        {_is_date("original_due", table="recommendation")},
        {_is_date("due", table="recommendation")}
    ) STRICT""",
    # Figures, filters and orders are read from these alone, never from the fat rows.
    "CREATE INDEX recommendation_figures ON recommendation (audit_id, status, due, original_due, priority, ref)",
    f"CREATE INDEX recommendation_order ON recommendation ({IS_CLOSED}, due IS NULL, due)",
    "CREATE INDEX recommendation_priority ON recommendation (priority)",
    "CREATE INDEX recommendation_ref ON recommendation (ref COLLATE NOCASE)",
    "CREATE INDEX recommendation_source_ref ON recommendation (source_ref COLLATE NOCASE)",
    f"""CREATE TABLE progress_update (
        id TEXT PRIMARY KEY,
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        "on" TEXT NOT NULL,
        management TEXT NOT NULL,
        text TEXT NOT NULL,
        method TEXT,
        claim TEXT,
        opinion TEXT,
        words TEXT NOT NULL,
        reason TEXT NOT NULL,
        by TEXT NOT NULL,
        source_id TEXT REFERENCES source (id),
        CONSTRAINT update_method_is_known CHECK (method IS NULL OR method IN ('enquiry', 'document', 're-test')),
        CONSTRAINT update_closing_has_a_reason
            CHECK (opinion IS NULL OR opinion NOT IN ('risk accepted', 'superseded', 'not adopted')
                OR length(trim(reason)) > 0),
        CONSTRAINT update_on_is_a_date CHECK (date("on", '+0 days') = "on"),
        {_is_status("claim", table="update")},
        {_is_status("opinion", table="update")}
    ) STRICT""",
    'CREATE INDEX update_of_recommendation ON progress_update (recommendation_id, "on")',
    f"""CREATE TABLE evidence (
        id TEXT PRIMARY KEY,
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        note TEXT NOT NULL,
        file_name TEXT NOT NULL,
        sha256 TEXT REFERENCES attachment (sha256),
        dated TEXT,
        received_on TEXT NOT NULL,
        given_by TEXT NOT NULL,
        accepted_by TEXT NOT NULL,
        accepted_on TEXT,
        CONSTRAINT evidence_is_something CHECK (length(trim(note)) > 0 OR sha256 IS NOT NULL),
        CONSTRAINT evidence_acceptance_is_whole CHECK ((length(accepted_by) > 0) = (accepted_on IS NOT NULL)),
        CONSTRAINT evidence_received_on_is_a_date CHECK (date(received_on, '+0 days') = received_on),
        {_is_date("dated", table="evidence")},
        {_is_date("accepted_on", table="evidence")}
    ) STRICT""",
    "CREATE INDEX evidence_of_recommendation ON evidence (recommendation_id)",
    f"""CREATE TABLE due_revision (
        id TEXT PRIMARY KEY,
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        old TEXT,
        new TEXT,
        reason TEXT NOT NULL,
        agreed_by TEXT NOT NULL,
        agreed_on TEXT,
        CONSTRAINT revision_has_a_reason CHECK (length(trim(reason)) > 0),
        {_is_date("old", table="revision")},
        {_is_date("new", table="revision")},
        {_is_date("agreed_on", table="revision")}
    ) STRICT""",
    "CREATE INDEX revision_of_recommendation ON due_revision (recommendation_id)",
    f"""CREATE TABLE milestone (
        id TEXT PRIMARY KEY,
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        what TEXT NOT NULL,
        due TEXT NOT NULL,
        met_on TEXT,
        CONSTRAINT milestone_due_is_a_date CHECK (date(due, '+0 days') = due),
        {_is_date("met_on", table="milestone")}
    ) STRICT""",
    "CREATE INDEX milestone_of_recommendation ON milestone (recommendation_id, due)",
    # Where things were read. The reading (every record's cells as printed, every problem) is an attachment.
    f"""CREATE TABLE source (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        kind TEXT NOT NULL,
        as_of TEXT,
        reading_sha256 TEXT NOT NULL REFERENCES attachment (sha256),
        {_is_date("as_of", table="source")}
    ) STRICT""",
    """CREATE TABLE appearance (
        id TEXT PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES source (id),
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        position INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX appearance_of_recommendation ON appearance (recommendation_id)",
    "CREATE INDEX appearance_in_source ON appearance (source_id)",
    # What this body has decided; what is half typed.
    # (No CHECK may call json_valid: with trusted_schema=OFF some releases of SQLite call that unsafe.)
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE draft (key TEXT PRIMARY KEY, text TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    # All text of a recommendation, to find it by. The writer keeps the index; the view says what it holds.
    """CREATE VIEW search_text (rowid, body) AS
        SELECT r.rowid, r.ref || ' ' || r.source_ref || ' ' || a.title || ' ' || r.priority || ' ' || r.text
            || ' ' || r.response || ' ' || r.owner || ' ' || r.director || ' ' || r.executive_member
            || ' ' || r.due_words || ' ' || r.status_words || ' ' || r.action
            || ' ' || coalesce((SELECT group_concat(u.management || ' ' || u.text || ' ' || u.reason, ' ')
                FROM progress_update u WHERE u.recommendation_id = r.id), '')
            || ' ' || coalesce((SELECT group_concat(e.note || ' ' || e.file_name, ' ')
                FROM evidence e WHERE e.recommendation_id = r.id), '')
        FROM recommendation r JOIN audit a ON a.id = r.audit_id""",
    "CREATE VIRTUAL TABLE search USING fts5 (body, content='search_text', content_rowid='rowid', "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3 4', detail='none')",
)

_REPORTING_CYCLE: tuple[str, ...] = (
    # A risk acceptance that ends: until when it holds, and what is so again after it.
    f"ALTER TABLE recommendation ADD COLUMN accepted_until TEXT {_is_date('accepted_until', table='recommendation')}",
    "ALTER TABLE recommendation ADD COLUMN status_before TEXT"
    " CONSTRAINT recommendation_status_before_is_open CHECK (status_before IS NULL OR status_before IN"
    " ('not implemented', 'partially implemented', 'awaiting verification'))"
    " CONSTRAINT recommendation_acceptance_is_whole CHECK"
    " ((accepted_until IS NULL) = (status_before IS NULL) AND (accepted_until IS NULL OR status IS 'risk accepted'))",
    "CREATE INDEX recommendation_ending ON recommendation (accepted_until) WHERE accepted_until IS NOT NULL",
    # The follow-up audit that a weak opinion asks for: the day it was done.
    f"ALTER TABLE audit ADD COLUMN followed_up_on TEXT {_is_date('followed_up_on', table='audit')}",
    f"""CREATE TABLE acceptance (
        id TEXT PRIMARY KEY,
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        accepted_by TEXT NOT NULL,
        role TEXT NOT NULL,
        accepted_on TEXT NOT NULL,
        why TEXT NOT NULL,
        residual_risk TEXT NOT NULL,
        mitigation TEXT NOT NULL,
        expires_on TEXT,
        audit_view TEXT NOT NULL,
        minute TEXT NOT NULL,
        CONSTRAINT acceptance_is_somebodys CHECK (length(trim(accepted_by)) > 0),
        CONSTRAINT acceptance_says_why CHECK (length(trim(why)) > 0),
        CONSTRAINT acceptance_accepted_on_is_a_date CHECK (date(accepted_on, '+0 days') = accepted_on),
        {_is_date("expires_on", table="acceptance")},
        CONSTRAINT acceptance_ends_after_it_begins CHECK (expires_on IS NULL OR expires_on >= accepted_on)
    ) STRICT""",
    "CREATE INDEX acceptance_of_recommendation ON acceptance (recommendation_id)",
    # What was done about a recommendation that reached a step of escalation.
    f"""CREATE TABLE escalation_step (
        id TEXT PRIMARY KEY,
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        months INTEGER NOT NULL,
        notified_on TEXT,
        attended_on TEXT,
        who TEXT NOT NULL,
        explanation TEXT NOT NULL,
        decision TEXT NOT NULL,
        CONSTRAINT step_is_in_months CHECK (months > 0),
        {_is_date("notified_on", table="step")},
        {_is_date("attended_on", table="step")}
    ) STRICT""",
    "CREATE INDEX step_of_recommendation ON escalation_step (recommendation_id)",
    # A position as it was given to a body. Once sealed it may be withdrawn, and nothing else.
    f"""CREATE TABLE report (
        id TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        as_at TEXT NOT NULL,
        meeting_on TEXT,
        since TEXT,
        figures_sha256 TEXT NOT NULL REFERENCES attachment (sha256),
        fingerprint TEXT NOT NULL,
        heads TEXT NOT NULL,
        withdrawn_on TEXT,
        withdrawn_why TEXT NOT NULL,
        CONSTRAINT report_is_for_a_body CHECK (length(trim(body)) > 0),
        CONSTRAINT report_as_at_is_a_date CHECK (date(as_at, '+0 days') = as_at),
        {_is_date("meeting_on", table="report")},
        {_is_date("since", table="report")},
        {_is_date("withdrawn_on", table="report")},
        CONSTRAINT report_withdrawal_is_whole CHECK ((withdrawn_on IS NULL) = (length(trim(withdrawn_why)) = 0))
    ) STRICT""",
    """CREATE TABLE paper (
        id TEXT PRIMARY KEY,
        report_id TEXT NOT NULL REFERENCES report (id),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES attachment (sha256),
        CONSTRAINT paper_has_a_name CHECK (length(trim(name)) > 0)
    ) STRICT""",
    "CREATE INDEX paper_of_report ON paper (report_id)",
    "CREATE TRIGGER report_is_sealed BEFORE UPDATE OF id, body, as_at, meeting_on, since, figures_sha256, fingerprint,"
    " heads ON report BEGIN SELECT RAISE(ABORT, 'report is sealed'); END",
    "CREATE TRIGGER report_is_never_removed BEFORE DELETE ON report BEGIN SELECT RAISE(ABORT, 'report is sealed'); END",
    "CREATE TRIGGER report_is_never_replaced BEFORE INSERT ON report"
    " WHEN EXISTS (SELECT 1 FROM report WHERE id = NEW.id OR rowid = NEW.rowid)"
    " BEGIN SELECT RAISE(ABORT, 'report is sealed'); END",
    *_immutable("paper", "id = NEW.id OR rowid = NEW.rowid"),
    # A finding of the pack check that a person has decided to leave.
    """CREATE TABLE dismissal (
        id TEXT PRIMARY KEY,
        rule TEXT NOT NULL,
        record TEXT NOT NULL,
        about TEXT NOT NULL,
        reason TEXT NOT NULL,
        by TEXT NOT NULL,
        "on" TEXT NOT NULL,
        CONSTRAINT dismissal_has_a_reason CHECK (length(trim(reason)) > 0),
        CONSTRAINT dismissal_on_is_a_date CHECK (date("on", '+0 days') = "on")
    ) STRICT""",
    "CREATE INDEX dismissal_of_finding ON dismissal (rule, record)",
    # What figures are made of, from which day until which: told from the events, so that no past day is replayed to be
    # counted. The writer keeps it; it is no record of its own.
    """CREATE TABLE stood (
        recommendation_id TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT,
        audit_id TEXT NOT NULL,
        executive_member TEXT NOT NULL,
        status TEXT,
        accepted_until TEXT,
        status_before TEXT,
        due TEXT,
        original_due TEXT,
        priority TEXT NOT NULL,
        PRIMARY KEY (recommendation_id, since)
    ) STRICT, WITHOUT ROWID""",
    # It holds `until` too, lest SQLite look each one up to see that it is NULL.
    "CREATE INDEX stood_now ON stood (audit_id, executive_member, status, accepted_until, status_before, due,"
    " original_due, priority, until) WHERE until IS NULL",
)

_MEETINGS: tuple[str, ...] = (
    # A meeting goes through a queue of recommendations, in order; it is over once it has an end.
    f"""CREATE TABLE meeting (
        id TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        held_on TEXT NOT NULL,
        queue_words TEXT NOT NULL,
        queue TEXT NOT NULL,
        ended_on TEXT,
        CONSTRAINT meeting_is_of_a_body CHECK (length(trim(body)) > 0),
        CONSTRAINT meeting_held_on_is_a_date CHECK (date(held_on, '+0 days') = held_on),
        {_is_date("ended_on", table="meeting")}
    ) STRICT""",
    # What was said or done about one recommendation; a change stands in the events of the same transaction.
    f"""CREATE TABLE minute (
        id TEXT PRIMARY KEY,
        meeting_id TEXT NOT NULL REFERENCES meeting (id),
        recommendation_id TEXT NOT NULL REFERENCES recommendation (id),
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        who TEXT NOT NULL,
        due TEXT,
        CONSTRAINT minute_kind_is_known
            CHECK (kind IN ('change', 'note', 'action', 'decision', 'question', 'promise')),
        CONSTRAINT minute_says_something CHECK (kind = 'change' OR length(trim(text)) > 0),
        {_is_date("due", table="minute")}
    ) STRICT""",
    "CREATE INDEX minute_of_meeting ON minute (meeting_id)",
    "CREATE INDEX minute_of_recommendation ON minute (recommendation_id)",
)

STEPS: Sequence[tuple[str, ...]] = (_FIRST, _REPORTING_CYCLE, _MEETINGS)
"""Step n brings a register from version n to n + 1."""

VERSION = len(STEPS)
"""The version this program writes."""
