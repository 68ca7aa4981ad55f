"""Episode numbers of guides, in all systems. Pure.

`xmltv_ns` counts from 0 (`season/seasons . episode/episodes . part/parts`, each may be missing); what is
meant for the screen counts from 1. The default system is `onscreen` (the DTD of XMLTV). Ids of other systems
(`dd_progid`, `thetvdb.com`, `imdb.com` ...) name no numbers.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

ON_SCREEN = ("onscreen", "common", "sxxexx")

_PART = re.compile(r"(\d{1,5})?(?:/(\d{1,5}))?", re.ASCII)
_OF = r"(?:\s*(?:/|of|von|de)\s*(?P<episodes>\d{1,5}))?"
_EPISODE_WORD = r"(?:e|ep|episode|folge|afl|odc)\.?"
_ON_SCREEN = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"\b(?:s|season|series|staffel|saison)\.?\s*(?P<season>\d{{1,4}})\W*{_EPISODE_WORD}\s*(?P<episode>\d{{1,5}}){_OF}",
        rf"\b(?P<season>\d{{1,4}})x(?P<episode>\d{{1,5}}){_OF}\b",
        rf"\b{_EPISODE_WORD}\s*(?P<episode>\d{{1,5}}){_OF}",
        r"^\(?(?P<episode>\d{1,5})\s*/\s*(?P<episodes>\d{1,5})\)?$",
        r"\b(?:s|season|series|staffel|saison)\.?\s*(?P<season>\d{1,4})\b",
    )
)


class EpisodeNumbers(NamedTuple):
    """Numbers from 1 (season 0 holds specials) and totals; None for what the guide leaves out."""

    season: int | None = None
    seasons: int | None = None
    episode: int | None = None
    episodes: int | None = None
    part: int | None = None
    parts: int | None = None

    @property
    def label(self) -> str | None:
        """As on screen: `S02E05`, `S02` or `E05`."""
        season = "" if self.season is None else f"S{self.season:02}"
        return season + ("" if self.episode is None else f"E{self.episode:02}") or None


def read_episode(ids: Iterable[tuple[str, str]]) -> tuple[EpisodeNumbers, str | None]:
    """Numbers and label of the `(system, text)` of a programme. `xmltv_ns` goes before the screen's.

    The label is that of the numbers, for the screen's text alone the text as it is.
    """
    zero_based, on_screen = EpisodeNumbers(), None
    for system, text in ids:
        name = system.lower()
        if name == "xmltv_ns" and zero_based == EpisodeNumbers():
            zero_based = parse_xmltv_ns(text)
        elif name in ON_SCREEN and on_screen is None:
            on_screen = text
    if zero_based.label or on_screen is None:
        return zero_based, zero_based.label
    return parse_on_screen(on_screen)._replace(part=zero_based.part, parts=zero_based.parts), on_screen


@lru_cache(maxsize=16_384)
def parse_xmltv_ns(text: str) -> EpisodeNumbers:
    """The numbers of an `xmltv_ns`; none when it has another form."""
    parts = "".join(text.split()).split(".")
    matches = [_PART.fullmatch(part) for part in (*parts, "", "")[:3]]
    if len(parts) < 2 or not all(matches):
        return EpisodeNumbers()
    numbers: list[int | None] = []
    for match in matches:
        first, total = match.groups() if match else (None, None)
        numbers += (int(first) + 1 if first else None, int(total) if total else None)
    return EpisodeNumbers(*numbers)


@lru_cache(maxsize=16_384)
def parse_on_screen(text: str) -> EpisodeNumbers:
    """The numbers of a text for the screen: `S01E02`, `1x02`, `E119`, `Season 1 Ep. 2 of 8`, `(2/8)`."""
    for pattern in _ON_SCREEN:
        if match := pattern.search(text):
            found = {name: int(number) for name, number in match.groupdict().items() if number}
            return EpisodeNumbers(
                season=found.get("season"), episode=found.get("episode"), episodes=found.get("episodes")
            )
    return EpisodeNumbers()
