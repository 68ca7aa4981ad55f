"""A stand-in for an Xtream panel on loopback: what the demo syncs, with a guide and streams that play.

It answers as panels of the kind do, to one login: `player_api.php`, `xmltv.php`, and the streams themselves.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from orchestration.demo.panel_lists import PASSWORD, USERNAME, PanelLists, current_lists
from orchestration.demo.transport_stream import build_segment

_BPS = 900_000
_SECONDS = 2

_ACTIONS: dict[str, Callable[[PanelLists, Request], object]] = {
    "get_live_categories": lambda lists, _: lists.categories("live"),
    "get_vod_categories": lambda lists, _: lists.categories("vod"),
    "get_series_categories": lambda lists, _: lists.categories("series"),
    "get_live_streams": lambda lists, _: lists.live_streams(),
    "get_vod_streams": lambda lists, _: lists.vod_streams(),
    "get_series": lambda lists, _: lists.series(),
    "get_series_info": lambda lists, request: lists.series_info(_number(request, "series_id")),
    "get_short_epg": lambda lists, request: lists.guide(_number(request, "stream_id")),
    "get_simple_data_table": lambda lists, request: lists.guide(_number(request, "stream_id")),
}


def create_panel() -> Starlette:
    """The panel as an application."""
    return Starlette(
        routes=[
            Route("/player_api.php", _player_api),
            Route("/xmltv.php", _guide),
            Route("/{kind:str}/{username}/{password}/{file}", _stream),
        ]
    )


async def _player_api(request: Request) -> Response:
    """The answer to an action; without a known one the account. A wrong login gets `auth` 0."""
    if not _is_known(request.query_params):
        return JSONResponse({"user_info": {"auth": 0}})
    lists = current_lists()
    answer = _ACTIONS.get(request.query_params.get("action", ""))
    return JSONResponse(answer(lists, request) if answer else lists.account())


async def _guide(request: Request) -> Response:
    """The whole guide as XMLTV."""
    if not _is_known(request.query_params):
        return PlainTextResponse("", status_code=401)
    lists = current_lists()
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<tv>"]
    for channel_id in lists.channel_ids():
        name = escape(channel_id)
        lines.append(f"<channel id={quoteattr(channel_id)}><display-name>{name}</display-name></channel>")
    for channel_id in lists.channel_ids():
        for start, stop, title in lists.programmes():
            times = f'start="{start:%Y%m%d%H%M%S %z}" stop="{stop:%Y%m%d%H%M%S %z}"'
            lines.append(f"<programme {times} channel={quoteattr(channel_id)}>")
            lines.append(f"<title>{escape(title)}</title></programme>")
    return Response("\n".join([*lines, "</tv>"]), media_type="application/xml")


async def _stream(request: Request) -> Response:
    """A few seconds of a stream, whatever its id."""
    if not _is_known(request.path_params) or request.path_params["kind"] not in ("live", "movie", "series"):
        return PlainTextResponse("", status_code=404)
    return Response(_media(), media_type="video/mp2t")


@lru_cache(maxsize=1)
def _media() -> bytes:
    return build_segment(0, seconds=_SECONDS, bps=_BPS)


def _is_known(login: Mapping[str, str]) -> bool:
    return login.get("username") == USERNAME and login.get("password") == PASSWORD


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
