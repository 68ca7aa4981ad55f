"""A reverse proxy on loopback that spoils answers on purpose: what stands between us and real panels."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.asgi import serving_app

Spoil = Callable[[Request, bytes], Awaitable[Response]]


@dataclass
class Load:
    """How many requests run, and how many did at most."""

    running: int = 0
    most: int = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            yield
        finally:
            self.running -= 1


@dataclass
class FaultyProxy:
    """Where it listens, what it spoils (action of the panel -> how, and how often), what it was asked for."""

    base_url: str = ""
    requests: Counter[str] = field(default_factory=Counter)
    load: Load = field(default_factory=Load)
    _faults: dict[str, tuple[Spoil, int]] = field(default_factory=dict)

    def reset(self) -> None:
        """Forget faults and requests, also those that hang."""
        self.requests, self.load, self._faults = Counter(), Load(), {}

    def spoil(self, action: str, how: Spoil, *, times: int = 1_000_000) -> None:
        """Spoil the next answers to an action: `account`, `get_live_streams` …, or `*` for every one."""
        self._faults[action] = how, times

    def fault_of(self, action: str) -> Spoil | None:
        for name in (action, "*"):
            how, left = self._faults.get(name, (None, 0))
            if how and left:
                self._faults[name] = how, left - 1
                return how
        return None


async def as_html(_request: Request, _body: bytes) -> Response:
    return HTMLResponse("<!doctype html><title>Just a moment</title><p>Checking your browser</p>")


async def as_empty_list(_request: Request, _body: bytes) -> Response:
    return PlainTextResponse("[]")


async def as_empty_body(_request: Request, _body: bytes) -> Response:
    return PlainTextResponse("")


async def as_wrong_types(_request: Request, _body: bytes) -> Response:
    return PlainTextResponse('{"error": "maintenance", "code": 7}')


async def as_half(_request: Request, body: bytes) -> Response:
    """Half of the body, with a length that suits it."""
    return PlainTextResponse(body[: len(body) // 2])


async def as_redirect_loop(request: Request, _body: bytes) -> Response:
    return RedirectResponse(str(request.url))


async def as_never(_request: Request, _body: bytes) -> Response:
    await asyncio.sleep(30)
    return PlainTextResponse("")


async def as_slow(_request: Request, body: bytes) -> Response:
    await asyncio.sleep(0.3)
    return PlainTextResponse(body)


def as_text(text: str) -> Spoil:
    async def answer(_request: Request, _body: bytes) -> Response:
        return PlainTextResponse(text)

    return answer


def as_status(status: int, **headers: str) -> Spoil:
    """A status of HTTP, with headers (underscores stand for hyphens)."""

    async def answer(_request: Request, _body: bytes) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return PlainTextResponse("", status_code=status, headers=named)

    return answer


@contextmanager
def faulty_proxy(target: str) -> Iterator[FaultyProxy]:
    """Proxy a server on loopback."""
    proxy = FaultyProxy()
    with serving_app(_create(proxy, target)) as proxy.base_url:
        yield proxy


def _create(proxy: FaultyProxy, target: str) -> Starlette:
    async def handle(request: Request) -> Response:
        is_api = request.url.path.endswith("/player_api.php")
        action = (
            request.query_params.get("action", "account") if is_api else request.url.path.rpartition("/")[2]
        )
        proxy.requests[action] += 1
        with proxy.load.one_more():
            async with httpx.AsyncClient(base_url=target, trust_env=False) as client:
                answer = await client.get(request.url.path, params=dict(request.query_params))
            how = proxy.fault_of(action)
            if how:
                return await how(request, answer.content)
            media_type = answer.headers.get("Content-Type")
            return Response(answer.content, answer.status_code, media_type=media_type)

    return Starlette(routes=[Route("/{path:path}", handle)])
