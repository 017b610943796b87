"""What a person can rely on to be told in a meeting: what is half typed, not saved, changed, or was killed."""

from contextlib import closing

from in_meeting import begun, gone_on_with, journal, settled
from made import ask, one
from opened import TODAY, drawn, fresh, opened, text, toasts, until

from db.inputs import FollowUp
from db.ledger import Ledger
from db.rules import show_date
from tui.screens.asked import SaveFailed
from tui.screens.meeting_minutes import MinutesScreen
from tui.sealing import Wanted, make


def line(app, n):
    return drawn(app)[n].rstrip()


async def test_what_is_half_typed_is_marked_in_the_queue_and_told_with_the_minutes_until_it_is_recorded(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        meeting = await begun(app, pilot)
        ref = meeting.known[meeting.sitting.here].ref
        await pilot.press("a", *"Look", "escape")
        assert f"Action on {ref}: half typed, and kept so." in text(app)
        await pilot.press("enter")
        assert "\u00b7\u2026" in line(app, 3)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, MinutesScreen) and app.screen.minutes is not None)
        await until(pilot, lambda: f"Half typed, and not in these minutes: Action on {ref}." in text(app))
        await pilot.press("x")
        await until(pilot, lambda: "the meeting is over" in text(app))
        assert "Half typed, and not in these minutes" in text(app)
        await pilot.press("escape", "u")
        await until(pilot, lambda: one(app.background.path, "SELECT ended_on FROM meeting") is None)
        meeting = await gone_on_with(app, pilot)
        await pilot.press("left", "a", "tab", "enter", "enter")
        await settled(app, pilot)
        assert "\u2026" not in line(app, 3)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, MinutesScreen) and app.screen.minutes is not None)
        await until(pilot, lambda: "Actions (1)" in text(app))
        assert "Half typed" not in text(app)


async def test_what_was_saved_just_before_a_kill_is_not_half_typed_afterwards(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        meeting = await begun(app, pilot)
        for keys in (("d", *"30/9/23", "tab", *"late"), ("a", *"Look"), ("n", *"One"), ("7", *"why")):
            await pilot.press(*keys, "escape")
        await settled(app, pilot)
        kept = one(path, "SELECT text FROM draft WHERE key LIKE 'meeting:%'")
        for key in "da7":
            await pilot.press(key, "ctrl+s")
        await settled(app, pilot)
        assert len(journal(path)) == 3
        await app.keep_draft(f"meeting:{meeting.meeting}", kept)
        meeting.keeping._state = lambda: ""  # Killed before it came to keep where it was.
    async with opened(path) as (app, pilot):
        meeting = await gone_on_with(app, pilot)
        assert meeting.sitting.half == {meeting.sitting.here: {"note": ["One"]}}
        assert meeting.hand.writing is None


async def test_a_note_goes_with_the_status_that_was_set_before_the_meeting_was_interrupted(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("3")
        await settled(app, pilot)
    async with opened(path) as (app, pilot):
        await gone_on_with(app, pilot)
        await pilot.press("n", *"Seen.", "enter")
        await settled(app, pilot)
        assert ask(path, "SELECT text FROM progress_update WHERE text = 'Seen.'") == [("Seen.",)]
        await pilot.press("u", "u")
        await settled(app, pilot)
        assert journal(path) == []


async def test_what_was_not_saved_stays_told_when_where_the_meeting_is_cannot_be_kept_either(tmp_path, monkeypatch):
    async with opened(fresh(tmp_path)) as (app, pilot):
        meeting = await begun(app, pilot)
        ref = meeting.known[meeting.sitting.here].ref

        async def fails(*_):
            raise SaveFailed("The disk is full.")

        with monkeypatch.context() as patched:
            patched.setattr(app, "carry_out", fails)
            patched.setattr(app, "keep_draft", fails)
            await pilot.press("2")
            await until(pilot, lambda: "could NOT be kept" in text(app))
            assert f"{ref}: NOT saved: The disk is full." in text(app)
            await pilot.press("n", "x")  # While something is typed, it is told there.
            await until(pilot, lambda: "! What is typed and where the meeting is could NOT be kept" in text(app))
        await pilot.press("y", "enter")
        await settled(app, pilot)
        assert "note minuted" in text(app)


async def test_a_long_sentence_is_told_whole_on_a_narrow_screen(tmp_path):
    path = fresh(tmp_path)
    async with opened(path, (80, 24)) as (app, pilot):
        meeting = await begun(app, pilot)
        here = meeting.sitting.here
        await pilot.press("2")
        await settled(app, pilot)
        with closing(Ledger(path, "Bob")) as ledger:
            ledger.follow_up(here, FollowUp(opinion="not implemented", text="Called."), on=TODAY)
        await pilot.press("u")
        await until(pilot, lambda: "NOT taken back" in text(app))
        told = " ".join(" ".join(drawn(app)[-3:-1]).split())
        assert told.endswith("first."), told
        assert "\u2026" not in told


async def test_the_page_tells_the_date_that_is_in_force_wherever_it_is_told_whatever_the_size_becomes(tmp_path):
    path = fresh(tmp_path)
    async with opened(path, (120, 40)) as (app, pilot):
        meeting = await begun(app, pilot)
        old = meeting.known[meeting.sitting.here].due
        await pilot.press("d", *"30 Sep 2023", "tab", *"staff", "ctrl+s")
        await settled(app, pilot)
        for size in ((120, 40), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            page = "\n".join("".join(part.text for part in meeting.page.line(n, 0)) for n in range(meeting.page.seen))
            assert "due 30 Sep 2023" in page
            assert f"by {show_date(old)}" not in page
            (moved,) = [one_ for one_ in page.splitlines() if "first due" in one_]
            assert "moved once, " in moved
            assert "\u2026" not in moved


async def test_a_status_set_in_the_meeting_is_not_told_as_unchanged_since_the_report(tmp_path):
    path = fresh(tmp_path)
    with closing(Ledger(path, "Ann")) as ledger:
        make(path, Wanted("Audit Committee", TODAY)).carry_out(ledger, TODAY)
    async with opened(path) as (app, pilot):
        await begun(app, pilot)
        await until(pilot, lambda: "Nothing has changed" in text(app) or "unchanged" in text(app))
        await pilot.press("2")
        await settled(app, pilot)
        told = "Status changed from not implemented to partially implemented"
        await until(pilot, lambda: told in " ".join(text(app).split()))


async def test_going_to_an_item_says_what_its_keys_do(tmp_path):
    async with opened(fresh(tmp_path), (80, 24)) as (app, pilot):
        meeting = await begun(app, pilot)
        await pilot.press("g", "2")
        second = meeting.known[meeting.sitting.order[1]]
        assert f"Go to 2 {second.ref} {second.audit}" in text(app)
        assert "enter goes there" in text(app)
        assert "saves" not in text(app)


async def test_the_last_line_tells_no_letter_as_a_key_while_letters_are_typed(tmp_path):
    async with opened(fresh(tmp_path), (80, 24)) as (app, pilot):
        meeting = await begun(app, pilot)
        for keys, told in (
            ("n", " ctrl+p Find anything   F1 Keys"),
            ("?", " ctrl+p Find anything   F1 Keys"),
            ("escape", " 1-7 Status   n Note   enter Next   u Undo   ? Keys"),
            ("g", " ctrl+p Find anything   F1 Keys"),
            ("enter", " 1-7 Status   n Note   enter Next   u Undo   ? Keys"),
        ):
            await pilot.press(keys)
            await settled(app, pilot)
            assert line(app, -1) == told
        assert meeting.sitting.half == {meeting.sitting.here: {"note": ["?"]}}


async def test_the_queue_shows_what_comes_before_and_after_the_one_spoken_of(tmp_path):
    async with opened(fresh(tmp_path), (120, 24)) as (app, pilot):
        meeting = await begun(app, pilot)
        for number in (20, 35, 5, 21):
            await pilot.press("g", *str(number), "enter")
            top, seen = meeting.queue.top, meeting.queue.seen
            assert top + 2 < number < top + seen - 2, number


async def test_a_meeting_still_to_come_is_not_begun(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        await pilot.press("M")
        await until(pilot, lambda: "Held on" in text(app))
        day = app.screen.query_one("#held_on")
        day.words = "16 Feb 2022"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "16 Feb 2022 is still to come." in text(app))
        assert ask(app.background.path, "SELECT 1 FROM meeting") == []
        day.words = "14 Feb 2022"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: ask(app.background.path, "SELECT held_on FROM meeting") == [("2022-02-14",)])


async def test_a_meeting_that_is_ended_in_another_window_is_said_to_be_over_and_keeps_what_is_typed(tmp_path):
    path = fresh(tmp_path)
    async with opened(path) as (app, pilot):
        meeting = await begun(app, pilot)
        assert line(app, 0).startswith(" Finance DLT \u00b7 15 Feb 2022  ")
        await pilot.press("n", *"words")
        with closing(Ledger(path, "Bob")) as ledger:
            ledger.end_meeting(meeting.meeting, on=TODAY)
        app.refresh_all()
        await until(pilot, lambda: line(app, 0).startswith(" Finance DLT \u00b7 15 Feb 2022 \u00b7 over"))
        await pilot.press("enter")
        await until(pilot, lambda: "NOT saved: Meeting of the Finance DLT on 15 Feb 2022 is over." in text(app))
        assert meeting.hand.writing.texts == ["words"]
        with closing(Ledger(path, "Bob")) as ledger:
            ledger.undo()
        await pilot.press("enter")
        await settled(app, pilot)
        await until(pilot, lambda: "\u00b7 over" not in line(app, 0))
        assert len(journal(path)) == 1


async def test_the_palette_leads_to_an_item_of_the_queue_and_out_of_the_meeting_only_with_a_word(tmp_path):
    async with opened(fresh(tmp_path)) as (app, pilot):
        meeting = await begun(app, pilot)
        inside = meeting.known[meeting.sitting.order[7]].ref
        await pilot.press("ctrl+p", *inside)
        await until(pilot, lambda: f"recommendation {inside}" in text(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is meeting)
        assert meeting.known[meeting.sitting.here].ref == inside
        await pilot.press("ctrl+p", *"Lettings")
        await until(pilot, lambda: "audit          Lettings" in text(app))
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.screen is app.register)
        assert "The meeting is not over" in toasts(app)[-1]
