"""The pages: start page, API documentation, warehouse documentation. They load nothing from elsewhere."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from app.middleware import PAGE_POLICY
from app.settings import Settings

STATIC_FOLDER = Path(__file__).parents[1] / "static"
# dbt's page is one file with its scripts inside, and its template engine builds functions from text.
WAREHOUSE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
router = APIRouter(include_in_schema=False)


@router.get("/")
def show_start() -> Response:
    """The start page."""
    return _page("index.html")


@router.get("/docs")
def show_api_documentation() -> Response:
    """The API's documentation, to read and to try out."""
    return _page("docs.html")


@router.get("/warehouse")
def show_warehouse_documentation(request: Request) -> Response:
    """The warehouse's documentation as dbt wrote it, or how to get it."""
    settings: Settings = request.app.state.settings
    page = settings.docs_dir / "index.html"
    if not page.is_file():
        return _page("no-warehouse.html", status_code=404)
    headers = {"Content-Security-Policy": WAREHOUSE_POLICY, "Cache-Control": "no-cache"}
    return FileResponse(page, media_type="text/html", headers=headers)


def _page(name: str, *, status_code: int = 200) -> HTMLResponse:
    headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
    return HTMLResponse((STATIC_FOLDER / name).read_text(), status_code=status_code, headers=headers)
