"""Resolve `{ env = "NAME" }` and `{ file = "/path" }` in settings. Reads files, never the environment."""

from collections.abc import Mapping
from pathlib import Path


class References:
    """Replaces references by what they point to.

    `faults` says what went wrong and `failed` where; such a place holds an empty text.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: list[str] = []
        self.failed: set[str] = set()

    def resolve(self, value: object, place: str = "") -> object:
        """The value with all references in it replaced; `place` is its path in the table."""
        if isinstance(value, list):
            return [self.resolve(item, f"{place}.{index}") for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if place and len(value) == 1 and isinstance(target := value.get("env", value.get("file")), str):
            return self._read(next(iter(value)), target, place)
        return {key: self.resolve(item, f"{place}.{key}".lstrip(".")) for key, item in value.items()}

    def _read(self, kind: str, target: str, place: str) -> str:
        try:
            text = self._environment[target] if kind == "env" else Path(target).read_text(encoding="utf-8")
        except KeyError:
            self._fail(place, f"environment variable {target} is not set")
        except (OSError, UnicodeDecodeError) as error:
            self._fail(place, f"file {target} cannot be read ({type(error).__name__})")
        else:
            if text.strip():
                return text.strip()
            self._fail(place, f"{kind} {target} is empty")
        return ""

    def _fail(self, place: str, fault: str) -> None:
        self.failed.add(place)
        self.faults.append(f"{place}: {fault}")
