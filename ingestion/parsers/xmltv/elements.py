"""Read one `<channel>` or `<programme>` of a guide. Pure."""

import re
from datetime import datetime

import msgspec
from lxml import etree

from ingestion.parsers.xmltv.fields import FIELDS, PLAIN_TEXTS, Reading, Values
from ingestion.parsers.xmltv.texts import TEXT_LENGTH, text_of

_CHANNEL_NUMBER = re.compile(r"\d{1,5}(?:[.-]\d{1,4})?", re.ASCII)


class GuideChannel(msgspec.Struct, frozen=True, gc=False):
    """One `<channel>`."""

    channel_id: str
    display_names: list[str]
    icon_url: str | None = None
    channel_number: str | None = None
    channel_url: str | None = None


class GuideProgramme(msgspec.Struct, frozen=True, gc=False):
    """One `<programme>`, its fields named as in `GuideProgrammes`. Times are naive UTC."""

    channel_id: str
    started_at: datetime
    stopped_at: datetime | None
    title: str
    title_language: str | None = None
    titles: str | None = None
    sub_title: str | None = None
    sub_titles: str | None = None
    description: str | None = None
    descriptions: str | None = None
    category: str | None = None
    categories: str | None = None
    episode_number: str | None = None
    season_number: int | None = None
    season_count: int | None = None
    episode_number_in_season: int | None = None
    episode_count: int | None = None
    part_number: int | None = None
    part_count: int | None = None
    episode_ids: str | None = None
    is_new: bool = False
    is_premiere: bool = False
    is_last_chance: bool = False
    is_live: bool = False
    is_previously_shown: bool = False
    previously_shown_at: datetime | None = None
    released_year: int | None = None
    length_seconds: int | None = None
    age_rating: str | None = None
    ratings: str | None = None
    star_rating: float | None = None
    star_ratings: str | None = None
    image_url: str | None = None
    programme_url: str | None = None
    country: str | None = None
    original_language: str | None = None
    credits: str | None = None
    clump_index: str | None = None


def read_channel(element: etree._Element) -> GuideChannel | str:
    """A channel, or the code of what is wrong with it."""
    channel_id = element.get("id", "").strip()[:TEXT_LENGTH]
    if not channel_id:
        return "no_channel"
    names, urls = [], []
    for child in element:
        if child.tag == "display-name" and (name := text_of(child)):
            names.append(name[:TEXT_LENGTH])
        elif child.tag == "url" and (url := text_of(child)):
            urls.append(url)
    icon = element.find("icon")
    return GuideChannel(
        channel_id=channel_id,
        display_names=names,
        icon_url=(icon.get("src", "").strip() or None) if icon is not None else None,
        channel_number=next(filter(_CHANNEL_NUMBER.fullmatch, names), None),
        channel_url=next(iter(urls), None),
    )


def read_programme(element: etree._Element, reading: Reading) -> GuideProgramme | str:
    """A programme, or the code of what is wrong with it."""
    channel_id = element.get("channel", "").strip()[:TEXT_LENGTH]
    if not channel_id:
        return "no_channel"
    read_time = reading.clock.read
    start, stop = read_time(element.get("start", "")), element.get("stop")
    stopped_at = read_time(stop) if stop and not stop.isspace() else None
    if start is None or (stopped_at is None and stop and not stop.isspace()):
        return "bad_time"
    if stopped_at is not None and stopped_at <= start:
        return "stop_before_start"
    values = _read_children(element, reading)
    if "title" not in values:
        return "no_title"
    if clump := element.get("clumpidx"):
        values["clump_index"] = clump[:TEXT_LENGTH]
    return GuideProgramme(channel_id, start, stopped_at, **values)


def _read_children(element: etree._Element, reading: Reading) -> Values:
    """The values of all children. Most are plain texts that occur once: those are read here, for speed."""
    values: Values = {}
    firsts: dict[str, etree._Element] = {}
    others: dict[str, list[etree._Element]] = {}
    for child in element:
        tag = child.tag
        if tag in others:
            others[tag].append(child)
        elif tag in firsts:
            others[tag] = [firsts[tag], child]
        elif tag in PLAIN_TEXTS:
            text = text_of(child) if len(child) else child.text
            if text and (text := text.strip()):
                firsts[tag] = child
                name, length = PLAIN_TEXTS[tag]
                values[name] = text[:length]
                if tag == "title":
                    values["title_language"] = child.get("lang")
        elif tag in FIELDS:
            others[tag] = [child]
    for tag, children in others.items():
        FIELDS[tag](children, reading, values)
    return values
