"""Faults that a test puts between a player and its media: answers held back, or refused."""

from dataclasses import dataclass, field
from re import Pattern


@dataclass
class Fault:
    """What happens to requests whose path matches: held until the fault is lifted, or answered with `status`.

    The first `skip` of them pass unharmed.
    """

    path: Pattern[str]
    status: int | None = None
    skip: int = 0


@dataclass
class Faults:
    """The faults in force, each for one session. Read by the server's thread, set by the test's."""

    _of_session: dict[str, list[Fault]] = field(default_factory=dict)

    def put(self, session: str, fault: Fault) -> None:
        """Put a fault in force for a session."""
        self._of_session.setdefault(session, []).append(fault)

    def lift(self, session: str) -> None:
        """Lift all faults of a session."""
        self._of_session.pop(session, None)

    def meet(self, session: str, path: str) -> Fault | None:
        """The fault that a request meets; those that let it pass count it."""
        for fault in self._of_session.get(session, []):
            if fault.path.search(path):
                if fault.skip == 0:
                    return fault
                fault.skip -= 1
        return None

    def holds(self, session: str, fault: Fault) -> bool:
        """Whether a fault is still in force."""
        return any(other is fault for other in self._of_session.get(session, []))
