"""A day of everything: two providers, a guide, an outage, four sessions and what cannot be taken in."""

from collections.abc import Mapping, Sequence

from tests.support.lake import Row, at, check, entry, event, sync

HOUR = 3600
FILM = {"duration_seconds": 100.0, "content_type": "movie", "content_title": "Film", "provider_id": "alpha"}
SIMULATED = {
    "session_id": "s3",
    "viewer_key": "v2",
    "player_type": "simulator",
    "extra": '{"device_type": "tv", "country_code": "de"}',
}
LIVE = {"session_id": "s2", "content_id": "news", "channel_id": "news.uk@East", "is_live": True}
CMCD = {"session_id": "s4", "viewer_key": "v3", "source": "cmcd", "sent_at": None}


def tables() -> Mapping[str, Sequence[Row]]:
    """Rows of every raw table."""
    return {
        "catalog_syncs": _SYNCS,
        "catalog_entries": _ENTRIES,
        "catalog_rejects": [
            {"sync_id": "c1", "synced_at": at(0), "sync_kind": "catalog", "reason": "no_url"}
        ],
        "guide_channels": [{"sync_id": "g1", "synced_at": at(0), "channel_id": "news.uk"}],
        "guide_programmes": [
            _programme("news.uk", 6, "Evening"),
            _programme("news.uk", 7, "Night"),
            _programme("other.uk", 6, "Elsewhere"),
        ],
        "probe_runs": [
            {"run_id": f"r{n}", "started_at": at(900 * n), "finished_at": at(900 * n + 5)} for n in range(5)
        ],
        "stream_checks": [
            check("news", 0, "ok", run_id="r0", ttfb_ms=100.0),
            check("news", 900, "timeout", run_id="r1"),
            check("news", 1800, "ok", run_id="r2", ttfb_ms=3500.0),
            check("news", 2700, "ok", run_id="r3", ttfb_ms=300.0),
            check("sport", 2700, "forbidden", run_id="r3"),
        ],
        "playback_events": [*_film(), *_live(), *_failed(), *_cmcd(), *_not_a_view()],
        "playback_rejects": [{"reject_id": "x", "received_at": at(0), "reason": "missing_field"}],
    }


_SYNCS = [
    sync("c1", 0, entry_count=4, reject_count=1),
    sync("c2", 6 * HOUR, outcome="unchanged", entry_count=4),
    sync("c3", 12 * HOUR, outcome="rejected", reason="html"),
    sync("c4", 18 * HOUR, entry_count=3),
    sync("b1", 0, provider_id="beta", provider_name="Beta", entry_count=1),
    sync("g1", 0, sync_kind="guide", entry_count=3),
]
_ENTRIES = [
    entry("c1", 0, "news", name="News (720p)", tvg_id="news.uk@East"),
    entry("c1", 0, "sport"),
    entry("c1", 0, "old"),
    entry("c1", 0, "line", name="#####", is_separator=True),
    entry("c4", 18 * HOUR, "news", name="News HD", tvg_id="news.uk@East"),
    entry("c4", 18 * HOUR, "sport", stream_url="http://other.example/sport.m3u8"),
    entry("c4", 18 * HOUR, "fresh"),
    entry("b1", 0, "film", provider_id="beta", stream_type="movie"),
]


def _programme(channel: str, hours: int, title: str) -> Row:
    times = {"started_at": at(hours * HOUR), "stopped_at": at((hours + 1) * HOUR)}
    return {"sync_id": "g1", "synced_at": at(0), "channel_id": channel, "title": title, **times}


def _film() -> list[Row]:
    """100 s of film played to the end, with a stall of 2 s and a pause of 10 s; one event arrives twice."""
    rows = [
        event("view_start", 0, **FILM),
        event("playing", 1, position_seconds=0.0, **FILM),
        event("rebuffer_start", 21, position_seconds=20.0, **FILM),
        event("playing", 23, position_seconds=20.0, **FILM),
        event("pause", 33, position_seconds=30.0, **FILM),
        event("playing", 43, position_seconds=30.0, **FILM),
        event("ended", 113, position_seconds=100.0, **FILM),
    ]
    return [*rows, {**rows[0], "received_at": at(7200), "batch_id": "again"}]


def _live() -> list[Row]:
    """30 s of live television by the same viewer at the same time."""
    return [
        event("view_start", 2, **LIVE),
        event("playing", 3, **LIVE),
        event("heartbeat", 23, **LIVE),
        event("view_end", 33, **LIVE),
    ]


def _failed() -> list[Row]:
    """A simulated viewer whose player fails before the first frame."""
    return [
        event("view_start", 5, **SIMULATED),
        event("error", 7, error_code="E1", is_fatal=True, **SIMULATED),
    ]


def _cmcd() -> list[Row]:
    """CMCD that starts without `s`: the player's own start-up time holds; 12 s played."""
    return [
        event("rebuffer_start", 10, seq=0, **CMCD),
        event("playing", 10.5, seq=1, **CMCD),
        event("heartbeat", 20.5, seq=2, startup_ms=700.0, **CMCD),
        event("ended", 22.5, seq=3, **CMCD),
    ]


def _not_a_view() -> list[Row]:
    return [
        event("playing", 50, session_id=None, event_id="without-session"),
        event("playing", 60, session_id="s5", client_at=at(3 * 24 * HOUR), event_id="ahead"),
    ]
