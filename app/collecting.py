"""What every collecting route does around its own work: origins, rate of the address, counted refusals.

`DirectRoutes` answers the busiest of them before the framework finds its way to them: routing, dependencies
and compression would take longer than reading, checking and storing a batch.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.collector import Collector
from app.cors import cors_headers
from app.problem import ProblemError

Handler = Callable[[Request], Awaitable[Response]]


class CollectorRoute(APIRoute):
    """A route whose answers, errors too, carry the collector's CORS headers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with what all collecting routes do around it."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            return await guarded(handle, request)

        return answer


class DirectRoutes:
    """Answers POST requests to the routes given, whose handlers take the request alone."""

    def __init__(self, app: ASGIApp, routes: Iterable[APIRoute]) -> None:
        self._app = app
        self._routes = {route.path: route for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        route = self._routes.get(scope.get("path", ""))
        if route is None or scope.get("method") != "POST":
            return await self._app(scope, receive, send)
        scope["route"] = route
        try:
            response = await guarded(route.endpoint, Request(scope, receive, send))
        except ProblemError as problem:
            response = problem.response()
        await response(scope, receive, send)


async def guarded(handle: Handler, request: Request) -> Response:
    """Let a request pass that may send. Raises ProblemError with CORS headers, counted, as `handle` may."""
    collector: Collector = request.app.state.collector
    headers: dict[str, str] = {}
    try:
        headers = cors_headers(request.headers.get("origin"), collector.cors_origins)
        if request.method == "POST":
            collector.check_address(request)
        response = await handle(request)
    except ProblemError as problem:
        problem.headers.update(headers)
        collector.count_refusal(request, problem)
        raise
    response.headers.update(headers)
    return response
