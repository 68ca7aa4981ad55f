"""`/demo/player`: a player with the tracker in it, and what it sends."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.middleware import PAGE_POLICY
from app.routes.documentation import STATIC_FOLDER
from app.routes.tracker import lasting_path, tracker_file

router = APIRouter(include_in_schema=False)


@router.get("/demo/player")
def show_demo_player() -> HTMLResponse:
    """The page, with the address and integrity of the installed tracker in it."""
    page = (STATIC_FOLDER / "demo-player.html").read_text()
    page = page.replace("{{script}}", lasting_path("tracker.js"))
    page = page.replace("{{integrity}}", tracker_file("tracker.js").integrity)
    headers = {"Content-Security-Policy": f"{PAGE_POLICY}; media-src 'self'", "Cache-Control": "no-cache"}
    return HTMLResponse(page, headers=headers)
