"""Recognise a saved answer of a panel or a library, which is JSON. Pure."""

from collections.abc import Iterator

from ingestion.errors import NotACatalogError
from ingestion.inspecting.records import Record, inspect_lists
from ingestion.parsers.bunny.page import read_page
from ingestion.parsers.bunny.videos import Surroundings, parse_videos
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from ingestion.parsers.xtream.account import parse_account
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.entry import EntryBuilder
from ingestion.parsers.xtream.lists import ListKind, parse_list
from ingestion.redaction import HIDDEN
from ingestion.syncing.sync_row import Account

_NOWHERE = PanelAddress("http://panel.invalid", HIDDEN, HIDDEN)


def inspect_json(body: bytes, source: str) -> Iterator[Record]:
    """The records of a panel's list or account, or of a library's page of videos.

    Raises NotACatalogError `json` for any other JSON, and what `parse_json` raises.
    """
    defects = Defects()
    value = parse_json(body, defects)
    if isinstance(value, dict) and "items" in value:
        videos = parse_videos([read_page(body, defects)], Surroundings("", {}, None), defects)
        listed = ParsedPlaylist(source, videos.entries, videos.rejects, {}, defects, "utf-8")
        return inspect_lists([listed], source=source, kind="library")
    if isinstance(value, dict) and "user_info" in value:
        panel = parse_account(body, defects)
        account = Account(
            panel.status,
            panel.is_trial,
            panel.expires_at,
            panel.max_connections,
            panel.active_connections,
        )
        listed = ParsedPlaylist(source, [], [], {}, defects, "utf-8")
        return inspect_lists([listed], source=source, kind="panel", account=account)
    if kind := _list_kind(value):
        entries = parse_list(kind, [body], EntryBuilder(_NOWHERE, {}), defects := Defects())
        listed = ParsedPlaylist(source, entries.entries, entries.rejects, {}, defects, "utf-8")
        return inspect_lists([listed], source=source, kind="panel")
    raise NotACatalogError("json", "the body is JSON, but of no panel and no library")


def _list_kind(value: object) -> ListKind | None:
    """What a panel's list holds, by the keys of its first row."""
    rows = list(value.values()) if isinstance(value, dict) else value
    first = rows[0] if isinstance(rows, list) and rows else None
    if not isinstance(first, dict):
        return None
    if "series_id" in first:
        return "series"
    if "stream_id" not in first:
        return None
    is_movie = first.get("stream_type") == "movie" or "container_extension" in first
    return "movie" if is_movie else "live"
