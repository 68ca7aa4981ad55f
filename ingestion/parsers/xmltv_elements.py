"""Read one `<channel>` or `<programme>` of a guide. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from lxml import etree

from ingestion.parsers.xmltv_times import parse_time

TEXT_LENGTH = 1_000
DESCRIPTION_LENGTH = 10_000

_XMLTV_NS = re.compile(r"\s*(\d{1,5})?[^.]*\.\s*(\d{1,5})?.*")

Children = dict[str, list[etree._Element]]


class GuideChannel(msgspec.Struct, frozen=True, gc=False):
    """One `<channel>`."""

    channel_id: str
    display_names: list[str]
    icon_url: str | None


class GuideProgramme(msgspec.Struct, frozen=True, gc=False):
    """One `<programme>`, its fields named as in `GuideProgrammes`. Times are naive UTC."""

    channel_id: str
    started_at: datetime
    stopped_at: datetime | None
    title: str
    title_language: str | None
    sub_title: str | None
    description: str | None
    category: str | None
    episode_number: str | None
    is_new: bool
    is_previously_shown: bool


def read_channel(element: etree._Element) -> GuideChannel | str:
    """A channel, or the code of what is wrong with it."""
    channel_id = element.get("id", "").strip()[:TEXT_LENGTH]
    if not channel_id:
        return "no_channel"
    names, icon = [], None
    for child in element:
        if child.tag == "display-name" and (name := _text(child)):
            names.append(name)
        elif child.tag == "icon" and icon is None:
            icon = child.get("src", "").strip() or None
    return GuideChannel(channel_id, names, icon)


def read_programme(element: etree._Element, languages: Sequence[str]) -> GuideProgramme | str:
    """A programme, or the code of what is wrong with it."""
    channel_id = element.get("channel", "").strip()[:TEXT_LENGTH]
    if not channel_id:
        return "no_channel"
    start, stop = parse_time(element.get("start", "")), element.get("stop", "").strip()
    stopped_at = parse_time(stop) if stop else None
    if start is None or (stop and stopped_at is None):
        return "bad_time"
    if stopped_at is not None and stopped_at <= start:
        return "stop_before_start"
    children = _children(element)
    title, language = _choose(children.get("title"), languages)
    if title is None:
        return "no_title"
    return GuideProgramme(
        channel_id=channel_id,
        started_at=start,
        stopped_at=stopped_at,
        title=title[:TEXT_LENGTH],
        title_language=language or None,
        sub_title=_first(children.get("sub-title"), languages, TEXT_LENGTH),
        description=_first(children.get("desc"), languages, DESCRIPTION_LENGTH),
        category=_first(children.get("category"), languages, TEXT_LENGTH),
        episode_number=_episode(children.get("episode-num")),
        is_new="new" in children,
        is_previously_shown="previously-shown" in children,
    )


def _children(element: etree._Element) -> Children:
    children: Children = {}
    for child in element:
        children.setdefault(child.tag, []).append(child)
    return children


def _text(element: etree._Element) -> str:
    text = "".join(str(part) for part in element.itertext()) if len(element) else element.text
    return text.strip() if text else ""


def _choose(
    elements: Sequence[etree._Element] | None, languages: Sequence[str]
) -> tuple[str | None, str | None]:
    """Text and language in the most preferred language; the first element with a text otherwise."""
    first: tuple[str | None, str | None] = None, None
    found: dict[str, tuple[str, str | None]] = {}
    for element in elements or ():
        if text := _text(element):
            language = element.get("lang")
            if not languages:
                return text, language
            found.setdefault((language or "").lower().replace("_", "-").partition("-")[0], (text, language))
    return next((found[wanted] for wanted in languages if wanted in found), next(iter(found.values()), first))


def _first(elements: Sequence[etree._Element] | None, languages: Sequence[str], length: int) -> str | None:
    text = _choose(elements, languages)[0]
    return text[:length] if text else None


def _episode(elements: Sequence[etree._Element] | None) -> str | None:
    """`S01E02` from the zero-based `xmltv_ns`, else what is meant for the screen (the DTD's default)."""
    numbers = {element.get("system", "onscreen"): _text(element) for element in elements or ()}
    if match := _XMLTV_NS.fullmatch(numbers.get("xmltv_ns", "")):
        season = f"S{int(match[1]) + 1:02}" if match[1] else ""
        episode = f"E{int(match[2]) + 1:02}" if match[2] else ""
        if season or episode:
            return season + episode
    return numbers.get("onscreen", "")[:TEXT_LENGTH] or None
