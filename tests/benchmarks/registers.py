"""Big synthetic registers, the same on every machine, written fast by the plain driver and kept for the next run."""

import argparse
import hashlib
import itertools
import random
import sqlite3
import tempfile
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from db import history, stood
from db.migrations import APPLICATION_ID, STEPS, VERSION
from db.rules import CLOSED, Opinion, Status, status_after

STEMS = """
action agree approve arrange assess assure audit authorise balance benefit budget build capital care case cash
challenge change charge check child claim clear client close collect commission commit committee compare complete
comply concern confirm consider contract control correct cost council cover create credit customer data date deal
decide define delay deliver demand deploy design detail develop direct disclose district document draft duty earn
educate effect employ enable energy engage ensure enter equip estate evidence examine exceed exchange expect expense
extend family fee field file finance find fleet follow forecast form found fraud fund gain gather govern grant group
guide handle health highway hold house identify impact implement improve include income increase inform initiate
inspect install instruct insure integrate intend invest invoice issue item joint judge keep key labour ledger lease
legal level licence limit list load local log maintain manage mark market match measure meet member method migrate
minute mitigate model monitor month neighbour network note notice objective obtain offer office open operate order
organise outcome oversee own parish park partner pass patch pay penalty pension perform period permit plan plant
police policy pool port post power prepare prevent price print priority probe process procure produce profile
programme project promote property protect prove provide publish purchase quality quarter query question raise range
rate reach receipt receive reconcile record recover recruit reduce refer refresh refund register regulate relate
release rely remind remove renew rent repair repeat replace report request require reserve resolve resource respond
restore restrict result retain return revenue review revise risk role route rule safeguard sample save scheme school
scope score secure select send serve service set share sign site skill sort source spend staff stage standard start
state status stock store strategy strengthen structure submit supply support survey suspend system target task tax
team tender term test theme threshold timely title track trade train transfer transition treat trend trust update
upgrade use validate value vary vendor verify visit volume voucher ward warn waste water weak work write year yield
""".split()
GLUE = """the and of to a in is that for be as with by on are it this which was not have from will has been or at an
should all their its but were they also there must more no any other these into when each may only during within
between through where before after""".split()
ENDINGS = ["", "", "", "s", "ed", "ing", "er", "ment", "ion", "able"]
RARE = ["appointeeship", "quorum", "bollard", "palimpsest", "zeppelin"]
"""In about 1 % down to 0.01 % of the recommendations, for searches that find little."""
DIRECTORATES = [
    "Adults", "Children and Education", "Corporate Core", "Growth and Development", "Highways", "Homelessness",
    "Housing Operations", "Neighbourhoods", "Public Health", "Strategic Finance",
]  # fmt: skip
FORENAMES = "Amir Beth Carla Dilip Edie Femi Gwen Hugo Iris Jonas Kofi Lena Mona Niall Olga Piotr".split()
SURNAMES = "Archer Bell Castle Dunn Egan Frost Grant Holt Innes Jarvis Keane Lomax Moss North Otley Price".split()
PRIORITIES = ["critical", "significant", "moderate", "minor", ""]
ASSURANCE = ["full", "substantial", "reasonable", "limited", "no"]
AS_AT = date(2024, 1, 1)
"""The date that the registers are made for."""

Fields = dict[str, str | int | None]


class Words:
    """Prose from a fixed list of words whose frequencies fall off as in real prose; everything follows the seed."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        words = sorted({stem + ending for stem in STEMS for ending in ENDINGS})
        rng.shuffle(words)
        weights = list(itertools.accumulate(1 / (i + 8) for i in range(len(words))))

        def word() -> str:
            return rng.choice(GLUE) if rng.random() < 0.45 else rng.choices(words, cum_weights=weights)[0]

        self.sentences = [" ".join(word() for _ in range(rng.randint(7, 26))).capitalize() + "." for _ in range(8000)]
        self.titles = [
            " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(2, 5))).title() for _ in range(600)
        ]

    def prose(self, low: int, high: int) -> str:
        """Sentences of `low` to `high` characters in all, short ones more often."""
        want = int(low + (high - low) * self.rng.random() ** 2)
        out: list[str] = []
        size = 0
        while size < want:
            sentence = self.sentences[int(self.rng.random() * len(self.sentences))]
            out.append(sentence)
            size += len(sentence) + 1
        return " ".join(out)[:high].rsplit(" ", 1)[0]

    def person(self) -> str:
        """Somebody who does not exist."""
        return f"{self.rng.choice(FORENAMES)} {self.rng.choice(SURNAMES)}"

    def day(self, low: int, high: int) -> date:
        """A day so many days before the as-at date (negative: after it)."""
        return AS_AT - timedelta(days=int(low + (high - low) * self.rng.random()))


@dataclass
class Record:
    """One record of a table, and its creation as an event."""

    kind: str
    fields: Fields

    @property
    def id(self) -> str:
        return str(self.fields["id"])


@dataclass
class Deed:
    """One transaction: records made and fields changed together."""

    verb: str
    on: date
    by: str
    why: str = ""
    made: list[Record] = field(default_factory=list)
    changed: list[tuple[Record, Fields]] = field(default_factory=list)


class Body:
    """A body, its audits and what they recommended, as the deeds that brought each about."""

    def __init__(self, seed: int) -> None:
        self.words = Words(seed)
        self.rng = self.words.rng
        self.directorates: list[Record] = []
        self.audits: list[Record] = []

    def new(self, kind: str, **fields: str | int | None) -> Record:
        return Record(kind, {"id": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)), **fields})

    def set_up(self, audits: int) -> Deed:
        """Directorates with their posts, and audits; some audits belong to no directorate."""
        words, rng = self.words, self.rng
        self.directorates = [self.new("directorate", name=name) for name in DIRECTORATES]
        posts = [
            self.new(
                "post", directorate_id=d.id, role=role, person=words.person(), title=f"{title} for {d.fields['name']}",
                since=None, until=None,
            )
            for d in self.directorates
            for role, title in (("director", "Strategic Director"), ("executive member", "Executive Member"))
        ]  # fmt: skip
        self.audits = [
            self.new(
                "audit", title=f"{title} {i}", issued=words.day(100, 2000).isoformat(), auditor="internal",
                assurance=rng.choice(ASSURANCE),
                directorate_id=None if rng.random() < 0.03 else rng.choice(self.directorates).id,
            )
            for i, title in enumerate(itertools.islice(itertools.cycle(words.titles), audits), 1)
        ]  # fmt: skip
        return Deed("import", AS_AT - timedelta(days=2200), "Auditor", made=[*self.directorates, *posts, *self.audits])

    def recommendation(self, n: int) -> list[Deed]:
        """One recommendation and its follow-up: five events in three transactions."""
        words, rng = self.words, self.rng
        due = None if rng.random() < 0.02 else words.day(-300, 1800)
        text = words.prose(200, 1500)
        for k, word in enumerate(RARE):
            if rng.random() < 0.01 / 3**k:
                text += f" See the {word} note."
        told = due or AS_AT
        first, second = (told + timedelta(days=rng.randint(low, low + 200)) for low in (-400, -100))
        opinions = rng.choices([*Status, None], (4, 3, 2, 8, 1, 1, 1, 1), k=2)
        moved = rng.random() < 0.3 and due is not None
        later = due + timedelta(days=rng.randint(30, 400)) if due else None
        recommendation = self.new(
            "recommendation", audit_id=rng.choice(self.audits).id, ref=f"REC-{n}", source_ref=f"R{n % 40}",
            priority=rng.choices(PRIORITIES, (1, 5, 8, 4, 1))[0], text=text, response=words.prose(100, 1200),
            owner=words.person(), director="", executive_member="", original_due=due and due.isoformat(),
            due=due and due.isoformat(), due_words="" if due else "To be confirmed",
            status=status_after([Opinion(first, opinion=opinions[0])]),
            status_words=opinions[0] or "Under discussion", action=words.prose(20, 100),
        )  # fmt: skip
        deeds = [Deed("import", first, "Auditor", made=[recommendation])]
        for on, opinion in zip((first, second), opinions, strict=True):
            update = self.new(
                "progress_update", recommendation_id=recommendation.id, on=on.isoformat(), management="",
                text=words.prose(60, 900), method="enquiry", claim=None, opinion=opinion, words=opinion or "",
                reason="Reported as such, not tested here." if opinion in CLOSED else "", by="Auditor", source_id=None,
            )  # fmt: skip
            if on is first:
                deeds[0].made.append(update)
            else:
                deeds.append(Deed("follow up", on, words.person(), made=[update]))
        status = status_after([Opinion(on, opinion=o) for on, o in zip((first, second), opinions, strict=True)])
        if status != recommendation.fields["status"]:
            deeds[1].changed.append((recommendation, {"status": status}))
        third = Deed("follow up", second + timedelta(days=rng.randint(1, 60)), words.person())
        if moved and later:
            third.why = words.prose(20, 80)
            third.made.append(
                self.new(
                    "due_revision", recommendation_id=recommendation.id, old=due and due.isoformat(),
                    new=later.isoformat(), reason=third.why, agreed_by=words.person(), agreed_on=third.on.isoformat(),
                )
            )  # fmt: skip
            third.changed.append((recommendation, {"due": later.isoformat()}))
        else:
            third.made.append(
                self.new(
                    "evidence", recommendation_id=recommendation.id, note=words.prose(20, 200), file_name="",
                    sha256=None, dated=None, received_on=third.on.isoformat(), given_by=words.person(),
                    accepted_by="", accepted_on=None,
                )
            )  # fmt: skip
        return [*deeds, third]


class Writer:
    """Writes deeds as rows and events, in one chain, as the ledger would have."""

    def __init__(self, connection: sqlite3.Connection, seed: int) -> None:
        self.connection = connection
        self.id = str(uuid.UUID(int=seed, version=4))
        self.events: list[tuple[str | int | None, ...]] = []
        self.rows: dict[str, list[Fields]] = {}
        self._n = 0
        self._head = ""
        self._latest: dict[str, tuple[int, str]] = {}
        connection.execute("INSERT INTO register VALUES (1, ?, '2018-01-01T00:00:00+00:00')", (self.id,))
        connection.execute("INSERT INTO writer VALUES (?, 'synthetic', '2018-01-01T00:00:00+00:00')", (self.id,))

    def write(self, deed: Deed) -> None:
        transaction = str(uuid.UUID(int=self._n, version=4))
        for record in deed.made:
            said = {name: [None, value] for name, value in record.fields.items() if value not in {None, ""}}
            self._tell(transaction, deed, record, said)
            self.rows.setdefault(record.kind, []).append(record.fields)
        for record, fields in deed.changed:
            self._tell(transaction, deed, record, {name: [record.fields[name], new] for name, new in fields.items()})
            record.fields.update(fields)

    def _tell(self, transaction: str, deed: Deed, record: Record, changes: dict[str, list[str | int | None]]) -> None:
        self._n += 1
        previous, its_hash = self._latest.get(record.id, (None, ""))
        event: dict[str, str | int | None] = {
            "seq": self._n,
            "transaction": transaction,
            "writer": self.id,
            "n": self._n,
            "recorded_at": f"{deed.on}T09:00:00.000+00:00",
            "effective_on": str(deed.on),
            "by": deed.by,
            "verb": deed.verb,
            "kind": record.kind,
            "record": record.id,
            "previous": previous,
            "changes": history.canonical(changes),
            "why": deed.why,
            "undoes": "",
            "prev_hash": self._head,
        }
        self._head = history.event_hash(event, its_hash)
        self._latest[record.id] = self._n, self._head
        self.events.append((*event.values(), self._head))

    def flush(self) -> None:
        """Put what has been gathered into the file; what is referred to was gathered first."""
        for kind, rows in self.rows.items():
            columns = ", ".join(f'"{name}"' for name in rows[0])
            marks = ", ".join(f":{name}" for name in rows[0])
            self.connection.executemany(f"INSERT INTO {kind} ({columns}) VALUES ({marks})", rows)
        self.connection.executemany(f"INSERT INTO event VALUES ({', '.join('?' * 16)})", self.events)
        self.rows.clear()
        self.events.clear()


def write_register(path: Path, recommendations: int, *, audits: int, seed: int) -> None:
    """A register file as the program itself would have left it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;"
                             f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={VERSION};")  # fmt: skip
    for statement in itertools.chain(*STEPS):
        connection.execute(statement)
    connection.execute("BEGIN")
    writer, body = Writer(connection, seed), Body(seed)
    writer.write(body.set_up(audits))
    for n in range(1, recommendations + 1):
        for deed in body.recommendation(n):
            writer.write(deed)
        if n % 3000 == 0:
            writer.flush()
    writer.flush()
    stood.fill(connection)
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.close()


def register(recommendations: int, folder: Path | None = None, *, seed: int = 20220215) -> Path:
    """The register of that size, from `folder` if it has been made before."""
    made_from = hashlib.sha256(Path(__file__).read_bytes() + repr(STEPS).encode()).hexdigest()[:12]
    folder = folder or Path(tempfile.gettempdir())
    path = folder / f"outstanding-{recommendations}-{seed}-{made_from}.register"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        write_register(unfinished, recommendations, audits=max(3, min(600, recommendations // 20)), seed=seed)
        unfinished.replace(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recommendations", type=int)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=20220215)
    given = parser.parse_args()
    print(register(given.recommendations, given.folder, seed=given.seed))


if __name__ == "__main__":
    main()
