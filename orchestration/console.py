"""The terminal of the command line: what it tells goes there, what libraries print goes to a log."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.status import Status

console = Console(highlight=False)
_BAR_CELLS = 30


class Steps:
    """Tells what is being done now and, when the next step begins, how long the last one took."""

    def __init__(self, terminal: Console) -> None:
        self.terminal = terminal
        self._status: Status | None = None
        self._name = ""
        self._started = 0.0

    def begin(self, name: str) -> None:
        """Finish the step before and begin one."""
        self.finish()
        self._name, self._started = name, time.monotonic()
        self._status = self.terminal.status(f"{name} …")
        self._status.start()

    def progress(self, done: int, total: int) -> None:
        """Draw a bar of how far the present step is."""
        if self._status is not None:
            filled = round(_BAR_CELLS * min(done / max(total, 1), 1.0))
            bar = "━" * filled + "╌" * (_BAR_CELLS - filled)
            self._status.update(f"{self._name} {bar} {done:,} of {total:,}")

    def finish(self, mark: str = "[green]✓[/green]") -> None:
        """Finish the present step, if there is one."""
        if self._status is None:
            return
        self._status.stop()
        self._status = None
        self.terminal.print(f"  {mark} {self._name} ({time.monotonic() - self._started:.1f} s)")


@contextmanager
def quiet_steps(log_path: Path) -> Iterator[Steps]:
    """Steps on the terminal, while all that this process and its children print goes to a log.

    Dagster and dbt write to the process's own descriptors, so those are moved for the time being.
    """
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with (
        log_path.open("ab") as log,
        os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace") as stream,
        _descriptors_moved_to(log.fileno()),
    ):
        steps = Steps(Console(file=stream, highlight=False))
        try:
            yield steps
        except BaseException:
            steps.finish("[red]✗[/red]")
            raise
        steps.finish()


@contextmanager
def _descriptors_moved_to(target: int) -> Iterator[None]:
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    os.dup2(target, 1)
    os.dup2(target, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for descriptor, original in zip((1, 2), saved, strict=True):
            os.dup2(original, descriptor)
            os.close(original)
