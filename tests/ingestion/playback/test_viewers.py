"""What becomes of viewers' ids and of addresses."""

import pytest

from ingestion.parsers.contract import PlaybackEvent
from ingestion.playback.viewers import Anonymiser, Rotation, client_key, daily_salt, viewer_key

SALT = b"5" * 64
DAY = 86_400_000
NOON = 1795262400000  # 2026-11-21T12:00Z


def event(session: str = "s", viewer: str | None = "v", page: str | None = None) -> PlaybackEvent:
    return PlaybackEvent(
        event_id="e", session_id=session, content_id="c", type="playing", client_at=NOON, viewer_id=viewer,
        page_url=page, referrer=page,
    )  # fmt: skip


def keys(*events: PlaybackEvent, at: int = NOON, rotation: Rotation = "none") -> list[tuple[str, str]]:
    Anonymiser(SALT, rotation).anonymise(events, received_at=at)
    return [(str(one.viewer_id)[:32], str(one.viewer_id)[32:]) for one in events]


def test_a_viewer_becomes_two_keys_that_no_one_can_test_without_the_salt() -> None:
    (key, client) = keys(event())[0]
    assert (key, client) == (viewer_key(SALT, "v"), client_key(SALT, "s", "v"))
    assert key != viewer_key(b"6" * 64, "v")
    assert len(key) == len(client) == 32


def test_the_viewers_key_is_the_same_everywhere_and_the_clients_in_one_session_alone() -> None:
    same, other_session, other_viewer = keys(event(), event(session="t"), event(viewer="w"))
    assert same[0] == other_session[0] != other_viewer[0]
    assert len({same[1], other_session[1], other_viewer[1]}) == 3
    # nothing moves from one to the other side of the border between session and viewer
    assert client_key(SALT, "ab", "c") != client_key(SALT, "a", "bc")


def test_daily_rotation_ends_the_viewer_at_midnight_utc_and_keeps_the_session() -> None:
    midnight = NOON + DAY // 2
    before, after = (keys(event(), at=at, rotation="daily")[0] for at in (midnight - 1, midnight))
    morning = keys(event(), at=NOON - DAY // 2, rotation="daily")[0]
    assert morning == before
    assert before[0] != after[0]
    assert before[1] == after[1] == client_key(SALT, "s", "v")
    assert before[0] == viewer_key(daily_salt(SALT, NOON), "v") != viewer_key(SALT, "v")


def test_no_viewer_is_no_key_and_addresses_lose_their_logins() -> None:
    anonymous = event(viewer=None, page="https://user:pass@a.example/?token=x")
    Anonymiser(SALT).anonymise([anonymous], received_at=NOON)
    assert anonymous.viewer_id is None
    assert anonymous.page_url == anonymous.referrer == "https://***@a.example/?token=***"


@pytest.mark.parametrize("viewer", ["", "\u20ac", "v" * 128, "line\nfeed"])
def test_every_id_has_a_key(viewer: str) -> None:
    assert keys(event(viewer=viewer))[0][0] == viewer_key(SALT, viewer)
