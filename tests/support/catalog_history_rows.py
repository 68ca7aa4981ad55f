"""Hand-made history, titles, defects, accounts, revisions and coverage that fit the catalog's rows."""

from datetime import timedelta

from tests.support import catalog_rows
from tests.support.playback_rows import DAY_COUNT, FIRST_DAY, LAST_DAY, PROVIDER_IDS, Row, at, key_of

_REVISIONS = ("added", "removed", "retimed", "retitled")


def stream_versions() -> list[Row]:
    """Each stream from its first sync on; the second of each provider had another name on the first day."""
    return [version for stream in catalog_rows.streams() for version in _versions(stream)]


def _versions(stream: Row) -> list[Row]:
    kept = ("stream_key", "provider_id", "stream_type", "group_title", "stream_url", "quality_label")
    version = {
        **{name: stream[name] for name in kept},
        "quality_height": 720 if stream["quality_label"] else None,
        "version_number": 1,
        "stream_name": stream["stream_name"],
        "valid_from": stream["first_seen_at"],
        "valid_to": stream["removed_at"],
        "is_current": stream["is_listed"],
        "change_reason": "listed",
    }
    if not stream["stream_name"].endswith("live 1"):
        return [version]
    renamed_at = at(FIRST_DAY, days=1, hours=1)
    old = {**version, "stream_name": "Old name", "valid_to": renamed_at, "is_current": False}
    return [old, {**version, "version_number": 2, "valid_from": renamed_at, "change_reason": "renamed"}]


def titles() -> list[Row]:
    """One film that all providers have, and one series of one season and two episodes."""
    return [
        _title("movie", "A Film", released_year=2001, provider_count=3, stream_count=3),
        _title("series", "A Series", stream_count=2, season_count=1, episode_count=2),
        _title("season", "A Series", season_number=1, stream_count=2, episode_count=2),
        _title("episode", "Pilot", season_number=1, episode_number=1),
        _title("episode", "Second", season_number=1, episode_number=2),
    ]


def _title(title_type: str, name: str, **fields: object) -> Row:
    return {
        "title_key": key_of(f"{title_type}/{name}"),
        "title_type": title_type,
        "title_name": name,
        "normal_name": name.lower(),
        "series_key": key_of("series/A Series") if title_type in ("season", "episode") else None,
        "provider_count": 1,
        "stream_count": 1,
        "first_seen_at": at(FIRST_DAY, hours=1),
        "last_seen_at": at(LAST_DAY, hours=1),
        "is_listed": True,
        **fields,
    }


def defects() -> list[Row]:
    """One defect of each accepted catalog sync, one more each day."""
    return [
        {
            "defect_key": key_of(f"defect/{sync['sync_id']}"),
            **{name: sync[name] for name in ("sync_id", "provider_id", "sync_kind")},
            "synced_at": sync["started_at"],
            "synced_date": sync["started_at"].date(),
            "playlist": "main",
            "defect": "bad_quotes",
            "defect_count": _day_of(sync) + 1,
            "previous_count": _day_of(sync) or None,
            "change_count": 1 if _day_of(sync) else None,
            "first_line_number": 7,
        }
        for sync in catalog_rows.syncs()
        if sync["outcome"] == "accepted"
    ]


def _day_of(sync: Row) -> int:
    return int((sync["started_at"].date() - FIRST_DAY).days)


def account_states() -> list[Row]:
    """Beta's account at each sync: it ends 30 days after the first, one of its two connections is in use."""
    return [
        {
            "sync_id": sync["sync_id"],
            "provider_id": "beta",
            "stated_at": sync["started_at"],
            "account_status": "active",
            "is_trial": False,
            "expires_at": at(FIRST_DAY, days=30, hours=1),
            "is_expired": False,
            "days_to_expiry": 30.0 - _day_of(sync),
            "max_connections": 2,
            "active_connections": 1,
            "connections_used_ratio": 0.5,
        }
        for sync in catalog_rows.syncs()
        if sync["provider_id"] == "beta"
    ]


def scorecards() -> list[Row]:
    """What the other rows add up to, for each provider."""
    return [_scorecard(provider) for provider in catalog_rows.providers()]


def _scorecard(provider: Row) -> Row:
    is_beta = provider["provider_id"] == "beta"
    account = account_states()[-1] if is_beta else {}
    kept = ("account_status", "expires_at", "days_to_expiry", "max_connections", "active_connections")
    shown = ("provider_id", "provider_name", "provider_kind", "last_synced_at", "last_accepted_at")
    return {
        **{name: provider[name] for name in (*shown, "stream_count", "channel_count")},
        **{name: account.get(name) for name in (*kept, "connections_used_ratio")},
        "as_of_at": provider["last_synced_at"],
        "sync_count": DAY_COUNT,
        "sync_success_ratio": provider["accepted_sync_count"] / DAY_COUNT,
        "live_count": 5,
        "movie_count": 1,
        "series_count": 1,
        "episode_count": 0,
        "group_count": 2,
        "added_count": 0,
        "removed_count": 1,
        "churn_ratio": 1 / 8,
        "changed_ratio": 2 / 8,
        "guide_id_ratio": 3 / 5,
        "announced_ratio": 1 / 5,
        "guide_channel_count": 2 if provider["provider_id"] == "alpha" else 0,
        "duplicate_ratio": 0.0,
        "defect_count": DAY_COUNT,
        "defects_per_entry": DAY_COUNT / provider["entry_count"],
        "reject_ratio": 1 / (provider["entry_count"] + 1),
    }


def revisions() -> list[Row]:
    """One revision of each type a day from the second day on, on channel 0 of alpha's guide."""
    return [
        _revision(day, number, revision_type)
        for day in range(1, DAY_COUNT)
        for number, revision_type in enumerate(_REVISIONS)
    ]


def _revision(day: int, number: int, revision_type: str) -> Row:
    slot = at(FIRST_DAY, days=day + 1, hours=6 * number)
    moved_seconds = {"retimed": 1800.0, "retitled": 0.0}.get(revision_type)
    return {
        "revision_key": key_of(f"revision/{day}/{number}"),
        "sync_id": key_of(f"sync/alpha/{FIRST_DAY + timedelta(days=day)}"),
        "provider_id": "alpha",
        "guide_channel_id": "channel-0",
        "channel_id": "channel-0",
        "channel_key": key_of("channel-0"),
        "revised_at": at(FIRST_DAY, days=day, hours=1),
        "revised_date": FIRST_DAY + timedelta(days=day),
        "revision_type": revision_type,
        "old_started_at": None if revision_type == "added" else slot - timedelta(seconds=moved_seconds or 0),
        "new_started_at": None if revision_type == "removed" else slot,
        "moved_seconds": moved_seconds,
        "old_title": None if revision_type == "added" else f"Programme {number}",
        "new_title": None if revision_type == "removed" else f"Programme {number}",
    }


def coverage() -> list[Row]:
    """Alpha's guide: channel 0 is covered until the last day's evening, the other has nothing left."""
    return [_coverage("channel-0", is_listed=True), _coverage("channel-of-nobody", is_listed=False)]


def _coverage(channel_id: str, *, is_listed: bool) -> Row:
    return {
        "provider_id": PROVIDER_IDS[0],
        "channel_id": channel_id,
        "channel_key": key_of(channel_id),
        "as_of_at": at(LAST_DAY, hours=1),
        "is_listed": is_listed,
        "programme_count": (3 if is_listed else 1) * DAY_COUNT,
        "has_programme_now": is_listed,
        "next_day_covered_ratio": 17 / 24 if is_listed else 0.0,
        "next_week_covered_ratio": 17 / 168 if is_listed else 0.0,
        "gap_count": 0,
        "overlap_count": 0,
        "last_stop_at": at(LAST_DAY, hours=18),
        "renewed_at": at(LAST_DAY, hours=1),
        "is_stale": not is_listed,
    }
