"""Why a definition cannot be found, added, changed or used."""

from app.definitions.checking import Fault
from ingestion.errors import WatchhouseError


class UnknownProviderError(WatchhouseError):
    """No definition has this id."""


class IdTakenError(WatchhouseError):
    """A provider has this id, or had it."""


class StaleDefinitionError(WatchhouseError):
    """Somebody else has changed the definition since it was read."""


class DefinitionFaultsError(WatchhouseError):
    """A definition cannot be used. `faults` has place and message of every fault, without values."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(f"{place}: {message}" if place else message for place, message in faults))
        self.faults = faults
