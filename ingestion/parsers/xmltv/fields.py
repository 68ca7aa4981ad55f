"""What the children of a `<programme>` tell, as values of `GuideProgramme`. Pure.

A reader gets all children of one tag and sets the values that they give; without a usable text it sets none.
Odd values are counted: `bad_length`, `bad_date`, `bad_star_rating`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.episodes import read_episode
from ingestion.parsers.xmltv.texts import TEXT_LENGTH, Elements, Text, choose, read_texts, text_of, to_json
from ingestion.parsers.xmltv.times import GuideClock
from ingestion.redaction import redact_text

DESCRIPTION_LENGTH = 10_000
EXCERPT_LENGTH = 200
MANY = 4_096  # different values of one element that are worth remembering
UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}
LONGEST_SECONDS = 7 * 86_400
FIRST_YEAR, LAST_YEAR = 1850, 2150

_YEAR = re.compile(r"\s*(\d{4})", re.ASCII)
_LENGTH = re.compile(r"\d{1,6}(?:\.\d{1,6})?", re.ASCII)
_STARS = re.compile(r"(\d{1,4}(?:[.,]\d{1,6})?)\s*(?:/|of)\s*(\d{1,4}(?:[.,]\d{1,6})?)", re.ASCII)

PLAIN_TEXTS = {
    "title": ("title", TEXT_LENGTH),
    "sub-title": ("sub_title", TEXT_LENGTH),
    "desc": ("description", DESCRIPTION_LENGTH),
    "url": ("programme_url", TEXT_LENGTH),
    "country": ("country", TEXT_LENGTH),
    "orig-language": ("original_language", TEXT_LENGTH),
}
_ALL_TEXTS = {"title": "titles", "sub_title": "sub_titles", "description": "descriptions"}

Values = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """How the elements of a guide are read: preferred languages (in lower case), clock, what is odd."""

    languages: tuple[str, ...] = ()
    clock: GuideClock = field(default_factory=GuideClock)
    defects: Defects = field(default_factory=Defects)


Reader = Callable[[Elements, Reading, Values], None]


def _read_text(elements: Elements, reading: Reading, values: Values, *, tag: str) -> None:
    name, length = PLAIN_TEXTS[tag]
    if texts := read_texts(elements):
        text, language = choose(texts, reading.languages)
        values[name] = text[:length]
        if name == "title":
            values["title_language"] = language
        if name in _ALL_TEXTS and len(texts) > 1:
            values[_ALL_TEXTS[name]] = to_json(texts)


def _read_categories(elements: Elements, reading: Reading, values: Values) -> None:
    if texts := read_texts(elements):
        values |= _categories(tuple(texts), reading.languages)


@lru_cache(maxsize=MANY)
def _categories(texts: tuple[Text, ...], languages: tuple[str, ...]) -> Values:
    names = dict.fromkeys(text[:TEXT_LENGTH] for text, _ in texts)
    return {"category": choose(texts, languages)[0][:TEXT_LENGTH], "categories": to_json(list(names))}


def _read_episode(elements: Elements, _: Reading, values: Values) -> None:
    ids = [(one.get("system", "onscreen"), text[:TEXT_LENGTH]) for one in elements if (text := text_of(one))]
    if ids:
        values |= _episode(tuple(ids))


@lru_cache(maxsize=MANY)
def _episode(ids: tuple[tuple[str, str], ...]) -> Values:
    numbers, label = read_episode(ids)
    named = dict(zip(_EPISODE_COLUMNS, numbers, strict=True))
    return {**named, "episode_number": label, "episode_ids": to_json(ids)}


_EPISODE_COLUMNS = (
    "season_number", "season_count", "episode_number_in_season", "episode_count", "part_number", "part_count",
)  # fmt: skip


def _read_flag(_: Elements, __: Reading, values: Values, *, name: str) -> None:
    values[name] = True


def _read_previously_shown(elements: Elements, reading: Reading, values: Values) -> None:
    values["is_previously_shown"] = True
    values["previously_shown_at"] = reading.clock.read(elements[0].get("start", ""))


def _read_date(elements: Elements, reading: Reading, values: Values) -> None:
    text = text_of(elements[0])
    year = values["released_year"] = _year(text)
    if year is None and text:
        reading.defects.add("bad_date", excerpt=redact_text(text[:EXCERPT_LENGTH]))


@lru_cache(maxsize=MANY)
def _year(text: str) -> int | None:
    match = _YEAR.match(text)
    year = int(match[1]) if match else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _read_length(elements: Elements, reading: Reading, values: Values) -> None:
    text, unit = text_of(elements[0]), elements[0].get("units", "minutes").strip().lower()
    factor = UNIT_SECONDS.get(unit if unit.endswith("s") else f"{unit}s")
    seconds = round(float(text) * factor) if factor and _LENGTH.fullmatch(text) else None
    if seconds is not None and seconds <= LONGEST_SECONDS:
        values["length_seconds"] = seconds
    elif text:
        reading.defects.add("bad_length", excerpt=redact_text(f"{text} {unit}"[:EXCERPT_LENGTH]))


def _read_ratings(elements: Elements, _: Reading, values: Values) -> None:
    if ratings := _rated(elements):
        values["age_rating"] = ratings[0][1]
        values["ratings"] = _ratings_json(ratings)


def _read_star_ratings(elements: Elements, reading: Reading, values: Values) -> None:
    if ratings := _rated(elements):
        values["star_rating"] = stars = _out_of_ten(ratings[0][1])
        values["star_ratings"] = _ratings_json(ratings)
        if stars is None:
            reading.defects.add("bad_star_rating", excerpt=redact_text(ratings[0][1][:EXCERPT_LENGTH]))


def _rated(elements: Elements) -> tuple[tuple[str | None, str], ...]:
    """System and value; the value stands in `<value>`, in odd guides in the element itself."""
    rated = []
    for element in elements:
        holder = element
        for child in element:
            if child.tag == "value":
                holder = child
                break
        if text := text_of(holder):
            rated.append((element.get("system") or None, text[:TEXT_LENGTH]))
    return tuple(rated)


_ratings_json = lru_cache(maxsize=MANY)(to_json)


@lru_cache(maxsize=MANY)
def _out_of_ten(text: str) -> float | None:
    """`8/10`, `3.5 / 5` on a scale of 0 to 10; None without a scale or beyond it."""
    match = _STARS.fullmatch(text)
    if match is None:
        return None
    stars, most = (float(part.replace(",", ".")) for part in match.groups())
    return 10 * stars / most if 0 <= stars <= most and most else None


def _read_image(elements: Elements, _: Reading, values: Values) -> None:
    for element in elements:
        if "image_url" not in values and (url := (element.get("src") or text_of(element)).strip()):
            values["image_url"] = url[:TEXT_LENGTH]


def _read_credits(elements: Elements, _: Reading, values: Values) -> None:
    values["credits"] = to_json(
        [
            (person.tag, name[:TEXT_LENGTH], person.get("role"))
            for element in elements
            for person in element
            if (name := text_of(person))
        ]
    )


FIELDS: Mapping[str, Reader] = {
    **{tag: partial(_read_text, tag=tag) for tag in PLAIN_TEXTS},
    "category": _read_categories,
    "episode-num": _read_episode,
    "new": partial(_read_flag, name="is_new"),
    "premiere": partial(_read_flag, name="is_premiere"),
    "last-chance": partial(_read_flag, name="is_last_chance"),
    "live": partial(_read_flag, name="is_live"),
    "previously-shown": _read_previously_shown,
    "date": _read_date,
    "length": _read_length,
    "rating": _read_ratings,
    "star-rating": _read_star_ratings,
    "icon": _read_image,
    "image": _read_image,
    "credits": _read_credits,
}
