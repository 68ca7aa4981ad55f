"""Columns that few entries of a playlist fill: numbers, language, country, archive, radio. Pure."""

import re
from collections.abc import Mapping
from typing import TypedDict

CATCHUP_MODES = frozenset(
    ("default", "append", "shift", "flussonic", "flussonic-hls", "flussonic-ts", "xc", "vod")
)

_CATCHUP_NAMES = {"fs": "flussonic", "timeshift": "shift"}
_NO_CATCHUP = frozenset(("0", "false", "no", "none", "off", "disabled"))
_TRUE = ("true", "1", "yes")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")


class OptionFields(TypedDict):
    """The columns, named as in `PlaylistEntry`."""

    channel_number: float | None
    tvg_shift_hours: float | None
    language: str | None
    country: str | None
    catchup: str | None
    catchup_days: float | None
    is_radio: bool


def option_fields(attributes: Mapping[str, str]) -> tuple[OptionFields, tuple[str, ...]]:
    """Read the columns from an entry's attributes, keys in lower case; tell also the codes of what is odd.

    `unknown_catchup` is a mode that no player documents.
    """
    get = attributes.get
    catchup = _catchup(attributes)
    fields = OptionFields(
        channel_number=_number(
            get("tvg-chno") or get("channel-number") or get("ch-number") or get("tvh-chnum")
        ),
        tvg_shift_hours=_number(get("tvg-shift")),
        language=get("tvg-language") or get("lang") or None,
        country=get("tvg-country") or None,
        catchup=catchup,
        catchup_days=_number(get("catchup-days") or get("timeshift") or get("tvg-rec")),
        is_radio=get("radio", "").lower() in _TRUE,
    )
    return fields, () if catchup is None or catchup in CATCHUP_MODES else ("unknown_catchup",)


def _catchup(attributes: Mapping[str, str]) -> str | None:
    """The mode by its usual name. An address for the archive, or days of it alone, imply one.

    `catchup-type` wins: with it `catchup` may be a mere `1`.
    """
    mode = (attributes.get("catchup-type") or attributes.get("catchup") or "").lower()
    if mode in _NO_CATCHUP:
        return None
    if not mode or mode in _TRUE:
        if attributes.get("catchup-source"):
            return "default"
        archived = _number(attributes.get("timeshift") or attributes.get("tvg-rec"))
        return "shift" if mode or archived else None
    return _CATCHUP_NAMES.get(mode, mode)


def _number(value: str | None) -> float | None:
    return float(value) if value and _NUMBER.fullmatch(value) else None
