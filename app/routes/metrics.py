"""`GET /metrics`: counters and gauges in the text format of Prometheus."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.metrics import of_all_processes

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def read_metrics(request: Request) -> Response:
    """Metrics for Prometheus. They hold no secret and need no token."""
    state = request.app.state
    registry = of_all_processes(state.registry, state.metrics_folder)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
