"""Read one `<channel>` or `<programme>` of a guide. Pure."""

import re
from typing import cast

from lxml import etree

from ingestion.parsers.xmltv.elements import GuideChannel, GuideProgramme
from ingestion.parsers.xmltv.fields import Reading
from ingestion.parsers.xmltv.shapes import Shapes
from ingestion.parsers.xmltv.texts import TEXT_LENGTH, Elements, text_of

_shapes = Shapes()
_CHANNEL_NUMBER = re.compile(r"\d{1,5}(?:[.-]\d{1,4})?", re.ASCII)


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
    get, times = element.get, reading.clock
    channel_id = get("channel", "").strip()[:TEXT_LENGTH]
    if not channel_id:
        return "no_channel"
    started_at, stop = times[get("start", "")], get("stop")
    stopped_at = times[stop] if stop else None
    if started_at is None or (stopped_at is None and stop and not stop.isspace()):
        return "bad_time"
    if stopped_at is not None and stopped_at <= started_at:
        return "stop_before_start"
    programme = GuideProgramme(channel_id, started_at, stopped_at, "")
    _read_children(element, reading, programme)
    if not programme.title:
        return "no_title"
    if clump := get("clumpidx"):
        programme.clump_index = clump[:TEXT_LENGTH]
    return programme


def _read_children(element: etree._Element, reading: Reading, programme: GuideProgramme) -> None:
    """Set the values of all children. Plain texts that occur once are read here, for speed."""
    children = cast("Elements", element)[:]  # quicker than list(); the stubs know no slices
    shape = _shapes[tuple([child.tag for child in children])]
    for column, length, position in shape.texts:
        child = children[position]
        text = text_of(child) if len(child) else child.text
        if text and (text := text.strip()):
            setattr(programme, column, text[:length])
            if column == "title":
                programme.title_language = child.get("lang")
    for read, pick in shape.others:
        read(pick(children), reading, programme)
