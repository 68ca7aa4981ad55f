"""Hand-made providers, streams, syncs, changes, programmes and rejects that fit the views."""

from datetime import date, timedelta

from tests.support.playback_rows import DAY_COUNT, FIRST_DAY, LAST_DAY, PROVIDER_IDS, Row, at, key_of

STREAMS_PER_PROVIDER = 8
REJECTED_SYNC_DAY = FIRST_DAY + timedelta(days=4)
_STREAM_TYPES = ("live",) * 5 + ("movie", "series", "episode")
_CHANGES = (
    ("added", None, "News 1"),
    ("removed", "Old channel", None),
    ("renamed", "Sports", "Sports HD"),
    ("moved", "http://a.example/1.m3u8", "http://b.example/1.m3u8"),
)


def streams() -> list[Row]:
    """Eight streams of each provider, five of them live; the last of each provider is no longer listed."""
    return [
        _stream(provider_id, number) for provider_id in PROVIDER_IDS for number in range(STREAMS_PER_PROVIDER)
    ]


def _stream(provider_id: str, number: int) -> Row:
    stream_type = _STREAM_TYPES[number]
    is_listed = number != STREAMS_PER_PROVIDER - 1
    channel_id = _channel_id(provider_id, number) if stream_type == "live" else None
    return {
        "stream_key": key_of(f"{provider_id}/{number}"),
        "provider_id": provider_id,
        "provider_name": provider_id.capitalize(),
        "channel_key": key_of(channel_id) if channel_id else None,
        "channel_id": channel_id,
        "stream_name": f"{provider_id.capitalize()} {stream_type} {number}",
        "stream_type": stream_type,
        "group_title": "News" if number % 2 else "Sports",
        "stream_url": f"http://{provider_id}.example/{stream_type}/{number}",
        "stream_host": f"{provider_id}.example",
        "quality_label": "720p" if number % 2 else None,
        "first_seen_at": at(FIRST_DAY, hours=1),
        "last_seen_at": at(LAST_DAY if is_listed else FIRST_DAY, hours=1),
        "is_listed": is_listed,
        "removed_at": None if is_listed else at(FIRST_DAY, days=1, hours=1),
    }


def _channel_id(provider_id: str, number: int) -> str:
    """Channels 0 to 2 are carried by every provider, the others by one each."""
    return f"channel-{number}" if number < 3 else f"{provider_id}:channel-{number}"


def channels() -> list[Row]:
    """The channels of the live streams."""
    carried: dict[str, list[Row]] = {}
    for stream in streams():
        if stream["channel_id"]:
            carried.setdefault(stream["channel_id"], []).append(stream)
    return [_channel(channel_id, of_channel) for channel_id, of_channel in carried.items()]


def _channel(channel_id: str, carriers: list[Row]) -> Row:
    programme_count = sum(row["channel_id"] == channel_id for row in programmes())
    return {
        "channel_key": key_of(channel_id),
        "channel_id": channel_id,
        "channel_name": channel_id.rpartition(":")[2].replace("-", " ").capitalize(),
        "country_code": "de" if channel_id == "channel-0" else None,
        "logo_url": None,
        "provider_count": len(carriers),
        "stream_count": len(carriers),
        "has_guide": programme_count > 0,
        "programme_count": programme_count,
        "is_known": channel_id.startswith("channel-"),
        "first_seen_at": at(FIRST_DAY, hours=1),
        "last_seen_at": at(LAST_DAY, hours=1),
        "is_listed": True,
    }


def providers() -> list[Row]:
    """Three providers; gamma's sync of the fifth day was rejected."""
    return [_provider(provider_id) for provider_id in PROVIDER_IDS]


def _provider(provider_id: str) -> Row:
    rejected = int(provider_id == "gamma")
    return {
        "provider_id": provider_id,
        "provider_name": provider_id.capitalize(),
        "provider_kind": "m3u",
        "first_synced_at": at(FIRST_DAY, hours=1),
        "last_synced_at": at(LAST_DAY, hours=1),
        "last_accepted_at": at(LAST_DAY, hours=1),
        "last_outcome": "accepted",
        "last_reason": None,
        "entry_count": STREAMS_PER_PROVIDER - 1,
        "stream_count": STREAMS_PER_PROVIDER - 1,
        "channel_count": 5,
        "programme_count": 4 * DAY_COUNT if provider_id == "alpha" else 0,
        "accepted_sync_count": DAY_COUNT - rejected,
        "rejected_sync_count": rejected,
    }


def syncs() -> list[Row]:
    """One sync of each provider a day."""
    days = [FIRST_DAY + timedelta(days=day) for day in range(DAY_COUNT)]
    return [_sync(provider_id, day) for day in days for provider_id in PROVIDER_IDS]


def _sync(provider_id: str, day: date) -> Row:
    is_rejected = provider_id == "gamma" and day == REJECTED_SYNC_DAY
    return {
        "sync_id": key_of(f"sync/{provider_id}/{day}"),
        "provider_id": provider_id,
        "provider_name": provider_id.capitalize(),
        "provider_kind": "m3u",
        "sync_kind": "catalog",
        "started_at": at(day, hours=1),
        "finished_at": at(day, hours=1, seconds=2),
        "duration_seconds": 2.0,
        "outcome": "rejected" if is_rejected else "accepted",
        "reason": "html" if is_rejected else None,
        "detail": "the answer is a web page" if is_rejected else None,
        "entry_count": 0 if is_rejected else STREAMS_PER_PROVIDER - 1,
        "reject_count": 0 if is_rejected else 1,
        "received_bytes": 4096,
        "source_host": f"{provider_id}.example",
        "is_forced": False,
    }


def changes() -> list[Row]:
    """One change of each type a day from the second day on, in alpha."""
    return [
        {
            "change_key": key_of(f"change/{day}/{change_type}"),
            "provider_id": "alpha",
            "stream_key": key_of(f"alpha/{number}"),
            "stream_name": new or old,
            "changed_at": at(FIRST_DAY, days=day, hours=1),
            "changed_date": FIRST_DAY + timedelta(days=day),
            "change_type": change_type,
            "old_value": old,
            "new_value": new,
            "sync_id": key_of(f"sync/alpha/{FIRST_DAY + timedelta(days=day)}"),
        }
        for day in range(1, DAY_COUNT)
        for number, (change_type, old, new) in enumerate(_CHANGES)
    ]


def programmes() -> list[Row]:
    """Four programmes a day: three on channel 0, one on a channel that no catalog has."""
    return [_programme(day, number) for day in range(DAY_COUNT) for number in range(4)]


def _programme(day: int, number: int) -> Row:
    is_matched = number < 3
    channel_id = "channel-0" if is_matched else "channel-of-nobody"
    return {
        "programme_key": key_of(f"programme/{day}/{number}"),
        "provider_id": "alpha",
        "guide": "guide.xml",
        "guide_channel_id": channel_id,
        "channel_id": channel_id,
        "channel_key": key_of(channel_id),
        "title": f"Programme {number}",
        "sub_title": None,
        "category": "News",
        **dict.fromkeys(("is_new", "is_premiere", "is_live", "is_previously_shown"), False),
        "started_at": at(FIRST_DAY, days=day, hours=6 * number),
        "stopped_at": at(FIRST_DAY, days=day, hours=6 * number + 6),
        "duration_seconds": 21600.0,
        "has_derived_stop": number == 3,
        "is_matched": is_matched,
    }


def rejects() -> list[Row]:
    """What was quarantined: one playlist line per accepted sync, and 5 events on the last day."""
    by_provider = [
        {
            "reject_date": row["started_at"].date(),
            "source": "catalog",
            "provider_id": row["provider_id"],
            "reason": "no-url",
            "reject_count": 1,
            "last_rejected_at": row["started_at"],
        }
        for row in syncs()
        if row["reject_count"]
    ]
    events = {
        "reject_date": LAST_DAY,
        "source": "events",
        "provider_id": None,
        "reason": "missing-session-id",
        "reject_count": 5,
        "last_rejected_at": at(LAST_DAY, hours=12),
    }
    return [*by_provider, events]
