"""Conditional requests (RFC 9110, 13.1.2): a snapshot's id is the entity tag of all that is read from it."""

import re

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def caching_headers(snapshot_id: str | None) -> dict[str, str]:
    """Headers of an answer read from the snapshot: keep it, but ask each time whether it still holds."""
    headers = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
    return headers if snapshot_id is None else {**headers, "ETag": f'"{snapshot_id}"'}


def is_fresh(if_none_match: str | None, snapshot_id: str | None) -> bool:
    """Whether the client holds what the snapshot would give: its tag is in the list, or the list is `*`."""
    if if_none_match is None or snapshot_id is None:
        return False
    return if_none_match.strip() == "*" or snapshot_id in _TAG.findall(if_none_match)
