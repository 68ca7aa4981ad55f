"""What a panel says of the account, and what it says instead when it lets nobody in. Pure.

Panels refuse in many ways: a status of HTTP, `auth` 0, an empty list, object or body, a page, a bare word.
"""

import re
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ingestion.errors import NotACatalogError, ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.lenient import Lenient, Row

REFUSALS = {
    "expired": "account_expired",
    "banned": "account_banned",
    "disabled": "account_disabled",
    "inactive": "account_disabled",
}
# 512, 456 and 884 are what users report of panels that refuse a user agent or an expired account; no panel's
# document says so.
HTTP_REFUSALS = {
    "http_401": "auth_failed",
    "http_403": "auth_failed",
    "http_456": "blocked",
    "http_512": "blocked",
    "http_884": "blocked",
}
_TITLE = re.compile(rb"<title[^>]*>([^<]{0,200})", re.IGNORECASE)
_BLOCKED = re.compile(rb"\b(?:blocked|forbidden|access denied|banned)\b", re.IGNORECASE)
_UNAUTHORIZED = re.compile(
    rb"\b(?:unauthori[sz]ed|invalid (?:user|login|credentials)|wrong)\b", re.IGNORECASE
)
_WORDS_LENGTH = 500


class PanelAccount(NamedTuple):
    """An account. Times are naive UTC; None is unknown, and for expiry and connections also unlimited.

    `refusal` is the reason that nothing may be had (`auth_failed`, `account_expired`, `account_banned`,
    `account_disabled`), although some panels go on listing all the same; `is_let_in` tells what `auth` says.
    """

    status: str | None
    is_trial: bool | None
    expires_at: datetime | None
    max_connections: int | None
    active_connections: int | None
    zone: tzinfo
    refusal: str | None
    is_let_in: bool


def parse_account(body: bytes, defects: Defects) -> PanelAccount:
    """The account in the answer of `player_api.php` without action.

    Raises ParseError `auth_failed`, `blocked` or `not_a_panel` for an answer that holds no account, and
    `truncated`.
    """
    answer = _parse_answer(body, defects)
    if isinstance(answer, list | dict) and not answer:
        raise ParseError("auth_failed", "the panel answers an unknown login with nothing")
    if not isinstance(answer, dict) or "user_info" not in answer:
        raise NotACatalogError("not_a_panel", "the answer is JSON, but not that of a panel")
    root = Lenient("", defects)
    user, server = root.mapping(answer, "user_info"), root.mapping(answer, "server_info")
    if not user:
        raise ParseError("auth_failed", "the panel answers an unknown login without an account")
    return _read_account(user, server, defects)


def _parse_answer(body: bytes, defects: Defects) -> object:
    try:
        return parse_json(body, defects)
    except NotACatalogError as error:
        raise _refused(body, error.reason) from None


def _refused(body: bytes, kind: str) -> ParseError:
    """What an answer that is not JSON means: a bare word, or the title of a page, may tell."""
    title = _TITLE.search(body[:10_000])
    words = title[1] if title else body.strip() if kind == "not_json" else b""
    if kind == "empty":
        return ParseError("auth_failed", "the panel answers with an empty body, as to an unknown login")
    if len(words) <= _WORDS_LENGTH and _BLOCKED.search(words):
        return ParseError("blocked", "the panel says that it blocks this client")
    if len(words) <= _WORDS_LENGTH and _UNAUTHORIZED.search(words):
        return ParseError("auth_failed", "the panel says that the login is wrong")
    return NotACatalogError("not_a_panel", "the answer is a web page or text, not that of a panel")


def _read_account(user: Row, server: Row, defects: Defects) -> PanelAccount:
    of_user, of_server = Lenient("user_info", defects), Lenient("server_info", defects)
    zone = _read_zone(of_server, server)
    status = (of_user.text(user, "status") or "").lower()[:64] or None
    expires_at = of_user.moment(user, "exp_date", zone)
    now = of_server.moment(server, "timestamp_now")
    is_let_in = of_user.flag(user, "auth") is not False
    most = of_user.integer(user, "max_connections", least=0)
    return PanelAccount(
        status=status,
        is_trial=True if status == "trial" else of_user.flag(user, "is_trial"),
        expires_at=expires_at,
        max_connections=most or None,
        active_connections=of_user.integer(user, "active_cons", least=0),
        zone=zone,
        refusal=_refusal(status, is_let_in, has_expired=bool(now and expires_at and expires_at <= now)),
        is_let_in=is_let_in,
    )


def _refusal(status: str | None, is_let_in: bool, *, has_expired: bool) -> str | None:
    """By the status; by the panel's own clock where the status still says that all is well; by `auth`."""
    if reason := REFUSALS.get(status or ""):
        return reason
    if has_expired:
        return "account_expired"
    return None if is_let_in else "auth_failed"


def _read_zone(reader: Lenient, server: Row) -> tzinfo:
    """The panel's time zone, UTC where it is unknown."""
    name = reader.text(server, "timezone")
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, OSError, ValueError):  # no such zone, a folder of zones, a path
        reader.count("timezone", name)
        return UTC
