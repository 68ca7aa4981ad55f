"""Resolve `{ env = "NAME" }`, `{ file = "/path" }` and `{ secret = "name" }` in settings.

Reads files, never the environment.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

NO_SECRETS: Mapping[str, str] = MappingProxyType({})
# Stands for what is not looked up here: an address with a login is right for every field that may be one.
UNRESOLVED = "http://reference.invalid/get.php?username=unresolved&password=unresolved"
KINDS = frozenset(("env", "file", "secret"))


def reference(value: object) -> tuple[str, str] | None:
    """Kind and target of a reference; None for anything else."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    [(kind, target)] = value.items()
    return (kind, target) if kind in KINDS and isinstance(target, str) else None


class References:
    """Replaces references by what they point to; `secrets` are those of the one provider.

    Without an environment, references to it and to files are not followed, as another process will do so.
    `faults` says where something went wrong, and what; `failed` has every place with a stand-in.
    """

    def __init__(
        self, environment: Mapping[str, str] | None, secrets: Mapping[str, str] = NO_SECRETS
    ) -> None:
        self._environment = environment
        self._secrets = secrets
        self.faults: list[tuple[str, str]] = []
        self.failed: set[str] = set()

    def resolve(self, value: object, place: str = "") -> object:
        """The value with all references in it replaced; `place` is its path in the table."""
        if isinstance(value, list):
            return [self.resolve(item, f"{place}.{index}") for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if place and (found := reference(value)):
            return self._read(*found, place)
        return {key: self.resolve(item, f"{place}.{key}".lstrip(".")) for key, item in value.items()}

    def _read(self, kind: str, target: str, place: str) -> str:
        if kind != "secret" and self._environment is None:
            self.failed.add(place)
            return UNRESOLVED
        try:
            text = self._look_up(kind, target)
        except KeyError:
            missing = "is not stored" if kind == "secret" else "is not set"
            self._fail(place, f"{_NAMES[kind]} {target} {missing}")
        except (OSError, UnicodeDecodeError) as error:
            self._fail(place, f"file {target} cannot be read ({type(error).__name__})")
        else:
            if text.strip():
                return text.strip()
            self._fail(place, f"{kind} {target} is empty")
        return ""

    def _look_up(self, kind: str, target: str) -> str:
        if kind == "file":
            return Path(target).read_text(encoding="utf-8")
        return self._secrets[target] if kind == "secret" else (self._environment or {})[target]

    def _fail(self, place: str, fault: str) -> None:
        self.failed.add(place)
        self.faults.append((place, fault))


_NAMES = {"env": "environment variable", "secret": "secret"}
