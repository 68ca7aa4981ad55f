"""A stand-in for Bunny Stream's API on loopback: what the demo syncs and the tests question.

It serves the published facts (OpenAPI 1.5.23) of one library: lists with pages, statistics, heatmaps and the
address to play at, for requests with the right `AccessKey`.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from orchestration.demo.bunny_library import COLLECTIONS, LIBRARY_ID, Library

MOST_PER_PAGE = 1_000

Handler = Callable[[Request], Awaitable[Response]]


def create_library(library: Library | None = None) -> Starlette:
    """The stand-in as an application."""
    return _Api(library or Library()).application()


class _Api:
    def __init__(self, library: Library) -> None:
        self.library = library

    def application(self) -> Starlette:
        base = f"/library/{LIBRARY_ID}"
        routes: dict[str, Handler] = {
            f"{base}/videos": self.videos,
            f"{base}/videos/{{guid}}": self.video,
            f"{base}/videos/{{guid}}/play": self.play,
            f"{base}/videos/{{guid}}/heatmap": self.heatmap,
            f"{base}/statistics": self.statistics,
            f"{base}/collections": self.collections,
        }
        return Starlette(routes=[Route(path, self.guarded(handler)) for path, handler in routes.items()])

    def guarded(self, handler: Handler) -> Handler:
        """Answer 401 without the library's key, and 404 for a video that is not there."""

        async def handle(request: Request) -> Response:
            if request.headers.get("AccessKey") != self.library.access_key:
                return JSONResponse({"Message": "Authorization has been denied."}, status_code=401)
            guid = request.path_params.get("guid")
            if guid is not None and self.library.find(guid) is None:
                return JSONResponse(
                    {"success": False, "message": "Not Found", "statusCode": 404}, status_code=404
                )
            return await handler(request)

        return handle

    async def videos(self, request: Request) -> Response:
        """A page of the videos, the newest first."""
        return _page(request, self.library.videos)

    async def collections(self, request: Request) -> Response:
        """A page of the collections."""
        return _page(request, [{"guid": guid, "name": name} for guid, name in COLLECTIONS.items()])

    async def video(self, request: Request) -> Response:
        """One video."""
        return JSONResponse(self.library.find(request.path_params["guid"]))

    async def play(self, request: Request) -> Response:
        """Where a video is played."""
        guid, media_url = request.path_params["guid"], self.library.media_url
        playlist = f"{media_url}/{guid}/playlist.m3u8" if media_url else None
        return JSONResponse({"videoPlaylistUrl": playlist, "tokenAuthEnabled": False})

    async def heatmap(self, _request: Request) -> Response:
        """What share of the views saw each segment: less and less."""
        shares = {str(segment): 100 - 9 * segment for segment in range(10)}
        return JSONResponse({"heatmap": shares})

    async def statistics(self, request: Request) -> Response:
        """Views and seconds watched by day or hour, of a video or of all."""
        query = request.query_params
        guid = query.get("videoGuid")
        videos = [video for video in self.library.videos if guid in (None, video["guid"])]
        counts = self.library.counts()
        is_hourly = query.get("hourly", "false") == "true"
        views: dict[str, int] = {}
        seconds: dict[str, int] = {}
        for start in _hours(query.get("dateFrom"), query.get("dateTo"), self.library.now()):
            bucket = start if is_hourly else start.replace(hour=0)
            told = [counts(video, start) for video in videos]
            key = f"{bucket:%Y-%m-%dT%H:%M:%SZ}"
            views[key] = views.get(key, 0) + sum(count for count, _ in told)
            seconds[key] = seconds.get(key, 0) + sum(watched for _, watched in told)
        return JSONResponse(
            {
                "viewsChart": views,
                "watchTimeChart": seconds,
                "countryViewCounts": {},
                "countryWatchTime": None,
                "engagementScore": 40,
            }
        )


def _page(request: Request, items: list[dict[str, Any]]) -> Response:
    number, size = _number(request, "page", 1), min(_number(request, "itemsPerPage", 100), MOST_PER_PAGE)
    shown = items[(number - 1) * size : number * size]
    return JSONResponse(
        {"totalItems": len(items), "currentPage": number, "itemsPerPage": size, "items": shown}
    )


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return max(1, int(text)) if text.isdecimal() else default


def _hours(since: str | None, until: str | None, now: datetime) -> list[datetime]:
    """Starts of the hours from `since` (30 days ago) to `until` (now)."""
    end = min(_moment(until) or now, now)
    start = max(_moment(since) or now - timedelta(days=30), now - timedelta(days=60)).replace(
        minute=0, second=0, microsecond=0
    )
    return [start + timedelta(hours=hour) for hour in range(int((end - start) / timedelta(hours=1)) + 1)]


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
