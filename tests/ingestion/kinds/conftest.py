"""Tests with real media need ffmpeg; where it is missing, the summary says so."""

import shutil
from pathlib import Path
from typing import Any

import pytest

_MEDIA_TESTS = Path(__file__).with_name("test_folder_media.py")
_MISSING = [name for name in ("ffmpeg", "ffprobe") if shutil.which(name) is None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _MISSING and item.path == _MEDIA_TESTS:
            item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(_MISSING)}"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _MISSING:
        needs = f"NOT TESTED: folders of real videos need {', '.join(_MISSING)} (apt-get install ffmpeg)"
        terminalreporter.write_line(needs, red=True, bold=True)
