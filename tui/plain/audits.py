"""Directorates, the posts in them and their audits, one a line; nothing is told by place."""

from db.queries import Reader
from db.rows import AuditNode, Post, Tally
from db.rules import show_date, so_many
from tui.plain import say
from tui.text import show_line


def audits(reader: Reader) -> None:
    """Every directorate, post and audit as at a date."""
    names = {one.id: one.name for one in reader.directorates()}
    tallies = {node.id: node.tally for node in reader.tree()}
    for id_, name in names.items():
        say(show_line(f"Directorate: {name}, {_tally(tallies.get(id_, Tally()))}"))
    for post in reader.posts():
        say(show_line(f"Post: {post}, {post.role} of {names.get(post.directorate_id, '')}{_office(post)}"))
    nodes = _nodes(reader)
    found = reader.audits()
    for audit in found:
        facts = [
            f"of {audit.directorate}" if audit.directorate_id else "of no directorate",
            f"reported {show_date(audit.issued)}" if audit.issued else "",
            f"{audit.assurance} assurance" if audit.assurance else "",
            "by external audit" if audit.auditor == "external" else "",
            f"followed up on {show_date(audit.followed_up_on)}" if audit.followed_up_on else "",
            _tally(nodes[audit.id].tally if audit.id in nodes else Tally()),
        ]
        say(show_line(f"Audit: {audit.title}, {', '.join(filter(None, facts))}"))
    say(f"{so_many(len(found), 'audit')} as at {show_date(reader.as_at)}.")


def audits_as_document(reader: Reader) -> dict[str, object]:
    """The same for programs."""
    nodes, tallies = _nodes(reader), {node.id: node.tally for node in reader.tree()}
    return {
        "as_at": reader.as_at.isoformat(),
        "directorates": [
            {"id": one.id, "name": one.name, **_counts(tallies.get(one.id, Tally()))} for one in reader.directorates()
        ],
        "posts": [
            {
                "id": post.id,
                "directorate_id": post.directorate_id,
                "role": post.role,
                "person": post.person,
                "title": post.title,
                "since": post.since.isoformat() if post.since else None,
                "until": post.until.isoformat() if post.until else None,
            }
            for post in reader.posts()
        ],
        "audits": [
            {
                "id": audit.id,
                "title": audit.title,
                "issued": audit.issued.isoformat() if audit.issued else None,
                "auditor": audit.auditor,
                "assurance": audit.assurance,
                "directorate": audit.directorate or None,
                "followed_up_on": audit.followed_up_on.isoformat() if audit.followed_up_on else None,
                **_counts(nodes[audit.id].tally if audit.id in nodes else Tally()),
            }
            for audit in reader.audits()
        ],
    }


def _nodes(reader: Reader) -> dict[str, AuditNode]:
    return {audit.id: audit for node in reader.tree() for audit in node.audits}


def _tally(tally: Tally) -> str:
    return f"{so_many(tally.total, 'recommendation')}, {tally.open} open, {tally.overdue} overdue"


def _counts(tally: Tally) -> dict[str, int]:
    return {"recommendations": tally.total, "open": tally.open, "overdue": tally.overdue}


def _office(post: Post) -> str:
    since = f", since {show_date(post.since)}" if post.since else ""
    return f"{since}{f', until {show_date(post.until)}' if post.until else ''}"
