"""What the children of a `<programme>` tell, as values of a `GuideProgramme`. Pure.

A reader gets all children of one tag and sets the values that they give; without a usable text it sets none.
Odd values are counted: `bad_length`, `bad_date`, `bad_star_rating`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.elements import GuideProgramme
from ingestion.parsers.xmltv.episodes import EpisodeNumbers, read_episode
from ingestion.parsers.xmltv.texts import (
    TEXT_LENGTH,
    Elements,
    RawTexts,
    choose,
    raw_texts,
    read_texts,
    text_of,
    to_json,
)
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


@dataclass(frozen=True)
class Reading:
    """How the elements of a guide are read: preferred languages (in lower case), clock, what is odd."""

    languages: tuple[str, ...] = ()
    clock: GuideClock = field(default_factory=GuideClock)
    defects: Defects = field(default_factory=Defects)


Reader = Callable[[Elements, Reading, GuideProgramme], None]


def _read_text(elements: Elements, reading: Reading, programme: GuideProgramme, *, tag: str) -> None:
    name, length = PLAIN_TEXTS[tag]
    if texts := read_texts(elements):
        text, language = choose(texts, reading.languages)
        setattr(programme, name, text[:length])
        if name == "title":
            programme.title_language = language
        if name in _ALL_TEXTS and len(texts) > 1:
            setattr(programme, _ALL_TEXTS[name], to_json(texts))


def _read_categories(elements: Elements, reading: Reading, programme: GuideProgramme) -> None:
    raw = raw_texts(elements, "lang")
    programme.category, programme.categories = _categories(raw, reading.languages)


@lru_cache(maxsize=MANY)
def _categories(raw: RawTexts, languages: tuple[str, ...]) -> tuple[str | None, str | None]:
    texts = [(stripped, lang) for text, lang in raw if text and (stripped := text.strip())]
    if not texts:
        return None, None
    names = dict.fromkeys(text[:TEXT_LENGTH] for text, _ in texts)
    return choose(texts, languages)[0][:TEXT_LENGTH], to_json(list(names))


def _read_episode(elements: Elements, _: Reading, programme: GuideProgramme) -> None:
    numbers, programme.episode_number, programme.episode_ids = _episode(raw_texts(elements, "system"))
    programme.season_number, programme.season_count, programme.episode_number_in_season = numbers[:3]
    programme.episode_count, programme.part_number, programme.part_count = numbers[3:]


@lru_cache(maxsize=MANY)
def _episode(raw: RawTexts) -> tuple[EpisodeNumbers, str | None, str | None]:
    ids = [
        ("onscreen" if system is None else system, stripped[:TEXT_LENGTH])
        for text, system in raw
        if text and (stripped := text.strip())
    ]
    return *read_episode(ids), to_json(ids)


def _read_flag(_: Elements, __: Reading, programme: GuideProgramme, *, name: str) -> None:
    setattr(programme, name, True)


def _read_previously_shown(elements: Elements, reading: Reading, programme: GuideProgramme) -> None:
    programme.is_previously_shown = True
    programme.previously_shown_at = reading.clock[elements[0].get("start", "")]


def _read_date(elements: Elements, reading: Reading, programme: GuideProgramme) -> None:
    text = text_of(elements[0])
    programme.released_year = _year(text)
    if programme.released_year is None and text:
        reading.defects.add("bad_date", excerpt=redact_text(text[:EXCERPT_LENGTH]))


@lru_cache(maxsize=MANY)
def _year(text: str) -> int | None:
    match = _YEAR.match(text)
    year = int(match[1]) if match else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _read_length(elements: Elements, reading: Reading, programme: GuideProgramme) -> None:
    text, unit = text_of(elements[0]), elements[0].get("units", "minutes").strip().lower()
    factor = UNIT_SECONDS.get(unit if unit.endswith("s") else f"{unit}s")
    seconds = round(float(text) * factor) if factor and _LENGTH.fullmatch(text) else None
    if seconds is not None and seconds <= LONGEST_SECONDS:
        programme.length_seconds = seconds
    elif text:
        reading.defects.add("bad_length", excerpt=redact_text(f"{text} {unit}"[:EXCERPT_LENGTH]))


def _read_ratings(elements: Elements, _: Reading, programme: GuideProgramme) -> None:
    if ratings := _rated(elements):
        programme.age_rating = ratings[0][1]
        programme.ratings = _ratings_json(ratings)


def _read_star_ratings(elements: Elements, reading: Reading, programme: GuideProgramme) -> None:
    if ratings := _rated(elements):
        programme.star_rating = _out_of_ten(ratings[0][1])
        programme.star_ratings = _ratings_json(ratings)
        if programme.star_rating is None:
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


def _read_image(elements: Elements, _: Reading, programme: GuideProgramme) -> None:
    for element in elements:
        if programme.image_url is None and (url := (element.get("src") or text_of(element)).strip()):
            programme.image_url = url[:TEXT_LENGTH]


def _read_credits(elements: Elements, _: Reading, programme: GuideProgramme) -> None:
    people = []
    for element in elements:
        for person in element:
            if name := text_of(person):
                people.append((person.tag, name[:TEXT_LENGTH], person.get("role")))
    programme.credits = to_json(people)


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
