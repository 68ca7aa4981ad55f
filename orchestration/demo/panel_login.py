"""The login of the demo's Xtream panel, and whether there is such a panel here. Needs no extra."""

from importlib.util import find_spec

from orchestration.processes import StartError

USERNAME = "demo-viewer"
PASSWORD = "demo-pass-4417"  # noqa: S105 - of a server that only the demo has


def require_panel() -> None:
    """Raise StartError, with what to install, when the panel's package is missing."""
    if find_spec("xtreamcodeserver") is None:
        raise StartError(
            "the demo's Xtream panel is the package xtreamcodeserver, which is not installed: "
            "pip install 'watchhouse[demo]', or pip install xtreamcodeserver"
        )
