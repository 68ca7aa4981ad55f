"""Talks to the API with a person's admin token: providers are managed there and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from app.settings import Settings

_SECONDS = 90.0  # a dry run takes up to a minute


@dataclass
class AdminError(Exception):
    """What the API refused, or that it cannot be reached. `faults` are messages by place of a definition."""

    status: int
    detail: str
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AdminApi:
    """The admin routes. Every method raises AdminError."""

    base_url: str
    token: str = field(repr=False)

    def providers(self) -> list[dict[str, Any]]:
        """All definitions."""
        items: list[dict[str, Any]] = self._ask("GET", "/providers")["items"]
        return items

    def changes(self, provider_id: str | None = None) -> list[dict[str, Any]]:
        """The newest changes, of one provider where it is named."""
        of = "" if provider_id is None else f"?provider_id={quote(provider_id, safe='')}"
        items: list[dict[str, Any]] = self._ask("GET", f"/changes{of}")["items"]
        return items

    def add(self, definition: Mapping[str, Any], *, reuse: bool) -> None:
        """Add a provider."""
        self._ask("POST", f"/providers?reuse={str(reuse).lower()}", definition)

    def change(self, provider_id: str, etag: str, changes: Mapping[str, Any]) -> None:
        """Set fields of a provider."""
        self._ask("PATCH", f"/providers/{quote(provider_id, safe='')}", changes, etag)

    def remove(self, provider_id: str, etag: str) -> None:
        """Remove a provider."""
        self._ask("DELETE", f"/providers/{quote(provider_id, safe='')}", None, etag)

    def test(self, provider_id: str | None, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What a new definition would load, or a saved one with changes."""
        place = "" if provider_id is None else f"/{quote(provider_id, safe='')}"
        return self._ask("POST", f"/providers{place}/test", fields)

    def _ask(
        self, method: str, path: str, fields: Mapping[str, Any] | None = None, etag: str | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"If-Match": f'"{etag}"'} if etag else {})
        url = f"{self.base_url}/v1/admin{path}"
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=False) as client:
                response = client.request(method, url, json=fields, headers=headers)
            answer = response.json() if response.content else {}
        except (httpx.HTTPError, ValueError, UnicodeEncodeError) as error:
            reason = f"no answer from the API at {self.base_url} ({type(error).__name__})"
            raise AdminError(0, reason) from None
        if response.is_error:
            faults = {one["location"]: one["message"] for one in answer.get("errors", [])}
            raise AdminError(response.status_code, str(answer.get("detail") or answer.get("title")), faults)
        return dict(answer)


def api_address(settings: Settings) -> str:
    """Where the API of this installation listens, as seen from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared
    return f"http://[{host}]:{settings.api_port}" if ":" in host else f"http://{host}:{settings.api_port}"
