"""One row of a panel's lists -> one entry. Pure.

The login stands in `login` alone: addresses are put together from the panel's base and the id, never taken
over from the row, whose `direct_source` may be another provider's address with a login in it.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from ingestion.identity import identity_basis
from ingestion.parsers.lenient import Lenient, Row, is_nothing
from ingestion.parsers.m3u.classify import is_separator
from ingestion.parsers.m3u.entry import PlaylistEntry, url_host
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.fields import (
    read_attributes,
    read_duration,
    read_extension,
    read_label,
    read_name,
    read_picture,
    read_rating,
    read_year,
    screen_number,
)
from ingestion.redaction import PanelStream

MAX_SEASON = MAX_EPISODE = 1_000_000
MAX_PIXELS = 100_000
_MEDIA = {"live": "live", "movie": "movie", "series": "series", "episode": "series"}


class EntryBuilder:
    """Builds the entries of one panel; `categories` are its names of categories by id."""

    def __init__(self, address: PanelAddress, categories: Mapping[str, str]) -> None:
        self._address = address
        self._categories = categories
        self._host = url_host(address.base)
        self._secret = {kind: address.media_prefix(media) for kind, media in _MEDIA.items()}
        self._shown = {kind: address.hidden_prefix(media) for kind, media in _MEDIA.items()}

    def live(self, reader: Lenient, row: Row, item_id: str) -> PlaylistEntry:
        """A channel. Its days of archive are those of `tv_archive_duration`."""
        tvg_id = read_label(reader, row, "epg_channel_id")
        entry = self._entry(reader, row, "live", item_id, "ts", tvg_id or f"live {item_id}")
        days = reader.number(row, "tv_archive_duration", least=0)
        has_archive = bool(reader.flag(row, "tv_archive"))
        return replace(
            entry,
            tvg_id=tvg_id,
            logo_url=read_picture(reader, row, "stream_icon"),
            channel_number=reader.number(row, "num", least=0),
            catchup="xc" if has_archive else None,
            catchup_days=days or None if has_archive else None,
            is_radio="radio" in (reader.text(row, "stream_type") or "").lower(),
            is_separator=is_separator(entry.name),
        )

    def movie(self, reader: Lenient, row: Row, item_id: str) -> PlaylistEntry:
        """A film."""
        extension = read_extension(reader, row)
        entry = self._entry(reader, row, "movie", item_id, extension, f"movie {item_id}")
        return replace(
            entry,
            logo_url=read_picture(reader, row, "stream_icon"),
            released_year=read_year(reader, row, entry.name),
        )

    def series(self, reader: Lenient, row: Row, item_id: str) -> PlaylistEntry:
        """A series, which is no stream: its address is that of its description, without login."""
        entry = self._entry(reader, row, "series", item_id, "", f"series {item_id}")
        return replace(
            entry,
            stream_url=f"{self._address.base}/player_api.php?action=get_series_info&series_id={item_id}",
            has_credentials=False,
            login=None,
            logo_url=read_picture(reader, row, "cover"),
            series_name=entry.name,
            released_year=read_year(reader, row, entry.name),
        )

    def episode(
        self, reader: Lenient, row: Row, item_id: str, series: PlaylistEntry, season: int | None
    ) -> PlaylistEntry:
        """An episode of `series`; `season` is what its place in the answer told, if it does not itself."""
        own_season = reader.integer(row, "season", least=0, most=MAX_SEASON)
        season = season if own_season is None else own_season
        number = reader.integer(row, "episode_num", least=0, most=MAX_EPISODE)
        fallback = f"{series.name} {screen_number(season, number) or item_id}"
        entry = self._entry(reader, row, "episode", item_id, read_extension(reader, row), fallback)
        info, of_info = reader.mapping(row, "info"), reader.at("info")
        video, of_video = of_info.mapping(info, "video"), of_info.at("video")
        return replace(
            entry,
            group_title=series.group_title,
            logo_url=read_picture(of_info, info, "movie_image"),
            duration_seconds=read_duration(of_info, info),
            parent_item_id=series.item_id,
            series_name=series.name,
            season_number=season,
            episode_number=number,
            released_year=read_year(of_info, info),
            rating=entry.rating or read_rating(of_info, info),
            width=of_video.integer(video, "width", least=0, most=MAX_PIXELS) or None,
            height=of_video.integer(video, "height", least=0, most=MAX_PIXELS) or None,
        )

    def _entry(
        self, reader: Lenient, row: Row, stream_type: str, item_id: str, extension: str, fallback: str
    ) -> PlaylistEntry:
        """What rows of all kinds have in common."""
        name, raw_name = read_name(reader, row, fallback)
        file = f"{item_id}.{extension}"
        return PlaylistEntry(
            line_number=reader.row_number or 0,
            stream_type=stream_type,
            identity_basis=identity_basis({}, name, PanelStream(_MEDIA[stream_type], item_id)),
            name=name,
            group_title=self._group(reader, row),
            stream_url=self._shown[stream_type] + file,
            stream_host=self._host,
            has_credentials=True,
            attributes=read_attributes(reader, row, raw_name),
            login=self._secret[stream_type] + file,
            item_id=item_id,
            rating=read_rating(reader, row),
            added_at=reader.moment(row, "added"),
            is_adult=reader.flag(row, "is_adult"),
        )

    def _group(self, reader: Lenient, row: Row) -> str | None:
        """The names of a row's categories, `;` between them; `category_ids` adds to `category_id`."""
        ids = [reader.text(row, "category_id")]
        if (more := row.get("category_ids")) is not None:
            ids += (str(one) for one in reader.at("category_ids").members(more) if not is_nothing(one))
        known = [self._categories[one] for one in ids if one is not None and one in self._categories]
        if not known and any(one not in (None, "0") for one in ids):
            reader.defects.add("unknown_category", line_number=reader.row_number)
        return ";".join(dict.fromkeys(known)) or None
