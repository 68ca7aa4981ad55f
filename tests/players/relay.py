"""What stands before the collector: hands every request on as it came, and keeps the posts for the tests."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import httpx
from starlette.requests import Request
from starlette.responses import Response

# The one session that mux-embed reports: what it posts to `/` does not say whose it is.
MUX_SESSION = "hlsjs-mux"
_OF_THE_HOP = {
    "connection", "content-encoding", "content-length", "date", "host", "server", "transfer-encoding",
}  # fmt: skip


@dataclass(frozen=True)
class Post:
    """A POST that reached the collector: as it came, and what was answered."""

    session: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int


class Relay:
    """The way to the collector at an address."""

    def __init__(self, collector: str) -> None:
        self.posts: list[Post] = []
        self._arrived: Counter[str] = Counter()
        self._client = httpx.AsyncClient(base_url=collector, trust_env=False, timeout=60)

    def count(self, session: str) -> tuple[int, int]:
        """How many requests of a session have arrived, and how many posts were answered."""
        return self._arrived[session], sum(post.session == session for post in self.posts)

    async def pass_on(self, request: Request) -> Response:
        """Hand a request to the collector as it came, and its answer back."""
        session = request.path_params.get("session", MUX_SESSION)
        self._arrived[session] += 1
        body = await request.body()
        path = request.url.path.removeprefix(f"/{session}/collector")
        target = f"{path}?{request.url.query}" if request.url.query else path
        headers = _end_to_end(request.headers.items())
        answer = await self._client.request(request.method, target, headers=headers, content=body)
        if request.method == "POST":
            self.posts.append(Post(session, target, headers, body, answer.status_code))
        return Response(answer.content, answer.status_code, _end_to_end(answer.headers.items()))

    async def close(self) -> None:
        """Close the connections to the collector."""
        await self._client.aclose()


def _end_to_end(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name not in _OF_THE_HOP}
