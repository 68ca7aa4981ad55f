"""A loopback origin whose streams are well or ill on purpose: what the demo and the tests probe.

`/playlist.m3u` lists every stream as a provider's catalog. `?latency_ms=` on any address delays its answer;
it is kept in the addresses inside playlists.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from orchestration.demo.transport_stream import build_segment

SEGMENT_SECONDS = 2
WINDOW_SEGMENTS = 5
VOD_SEGMENTS = 6
SLOW_SECONDS = 3.5
MAX_LATENCY_MS = 60_000
VARIANTS = {"low": (400_000, "640x360"), "high": (900_000, "1280x720")}
STREAMS = {
    "good": "Good Channel",
    "direct": "Direct Transport Stream",
    "vod": "Recorded Test Card",
    "missing": "Missing Channel",
    "stale": "Stale Channel",
    "slow": "Slow Channel",
    "html": "Error Page Channel",
    "empty": "Empty Channel",
    "blocked": "Blocked Channel",
    "lost": "Lost Segments Channel",
}
_HLS = "application/vnd.apple.mpegurl"
_TS = "video/mp2t"

Handler = Callable[[Request], Awaitable[Response]]


def create_origin() -> Starlette:
    """The origin as an application."""
    return Starlette(
        routes=[
            Route("/playlist.m3u", _delayed(_catalog)),
            Route("/direct/stream.ts", _delayed(_whole_file)),
            Route("/{name}/index.m3u8", _delayed(_entry)),
            Route("/{name}/{variant}.m3u8", _delayed(_media_playlist)),
            Route("/{name}/{variant}-{sequence:int}.ts", _delayed(_segment)),
        ]
    )


def entry_path(name: str) -> str:
    """The path of a stream's own address."""
    return f"{name}/stream.ts" if name == "direct" else f"{name}/index.m3u8"


def _delayed(handler: Handler) -> Handler:
    async def handle(request: Request) -> Response:
        await asyncio.sleep(_latency_ms(request) / 1000)
        return await handler(request)

    return handle


def _latency_ms(request: Request) -> int:
    text = request.query_params.get("latency_ms", "")
    return min(int(text), MAX_LATENCY_MS) if text.isdecimal() else 0


async def _catalog(request: Request) -> Response:
    """Every stream as an entry of a provider's playlist."""
    lines = ["#EXTM3U"]
    for name, title in STREAMS.items():
        lines.append(f'#EXTINF:-1 tvg-id="{name.capitalize()}.demo" group-title="Demo",{title}')
        lines.append(f"{request.base_url}{entry_path(name)}{_query(request)}")
    return PlainTextResponse("\n".join(lines) + "\n", media_type="audio/x-mpegurl")


async def _entry(request: Request) -> Response:
    """What a stream's own address answers."""
    name = request.path_params["name"]
    if name == "slow":
        await asyncio.sleep(SLOW_SECONDS)
    if name in ("good", "slow", "stale", "vod", "lost"):
        return Response(_multivariant(request), media_type=_HLS)
    if name == "html":
        return HTMLResponse("<!doctype html><title>Service</title><p>This channel has moved.</p>")
    if name == "blocked":
        return PlainTextResponse("forbidden", status_code=403)
    return Response(status_code=200 if name == "empty" else 404)


def _multivariant(request: Request) -> str:
    lines = ["#EXTM3U"]
    for variant, (bps, resolution) in VARIANTS.items():
        lines.append(f'#EXT-X-STREAM-INF:BANDWIDTH={bps},RESOLUTION={resolution},CODECS="avc1.64001f"')
        lines.append(f"{variant}.m3u8{_query(request)}")
    return "\n".join(lines) + "\n"


async def _media_playlist(request: Request) -> Response:
    """A window that slides with the clock; one that stands still; or the whole of a recording."""
    name, variant = request.path_params["name"], request.path_params["variant"]
    if name not in STREAMS or variant not in VARIANTS:
        return Response(status_code=404)
    first = 0 if name in ("vod", "stale") else int(time.time() // SEGMENT_SECONDS) - WINDOW_SEGMENTS
    count = VOD_SEGMENTS if name == "vod" else WINDOW_SEGMENTS
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
    ]
    for sequence in range(first, first + count):
        lines += [f"#EXTINF:{SEGMENT_SECONDS:.3f},", f"{variant}-{sequence}.ts{_query(request)}"]
    if name == "vod":
        lines.append("#EXT-X-ENDLIST")
    return Response("\n".join(lines) + "\n", media_type=_HLS)


async def _segment(request: Request) -> Response:
    name, variant = request.path_params["name"], request.path_params["variant"]
    if name == "lost" or name not in STREAMS or variant not in VARIANTS:
        return Response(status_code=404)
    # Numbers repeat after a while, so that few segments need to be made.
    return Response(_media(request.path_params["sequence"] % 8, VARIANTS[variant][0]), media_type=_TS)


async def _whole_file(_request: Request) -> Response:
    return Response(_media(0, VARIANTS["high"][0]), media_type=_TS)


@lru_cache(maxsize=32)
def _media(sequence: int, bps: int) -> bytes:
    return build_segment(sequence, seconds=SEGMENT_SECONDS, bps=bps)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""
