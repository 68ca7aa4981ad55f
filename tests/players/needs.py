"""What these tests need of the machine beside Chromium, and how it is got."""

import shutil

from tests.players.origins import ROOT

_PROGRAMS = {"ffmpeg": "ffmpeg", "chromedriver": "chromium-driver"}


def missing_needs() -> list[str]:
    """What is not there, each with the command that brings it."""
    programs = [
        f"{name} (apt-get install {package})" for name, package in _PROGRAMS.items() if not shutil.which(name)
    ]
    has_players = (ROOT / "node_modules" / "hls.js").is_dir()
    return programs + ([] if has_players else ["the players of package.json (npm ci)"])
