"""Steps go to the terminal, everything else to the log."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.console import quiet_steps


def test_library_output_goes_to_the_log_and_steps_to_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "logs" / "run.log"
    with quiet_steps(log) as steps:
        steps.begin("first")
        os.write(1, b"noise of this process\n")
        subprocess.run([sys.executable, "-c", "print('noise of a child')"], check=True)
        steps.begin("second")
    terminal = capfd.readouterr().out
    assert "✓ first" in terminal
    assert "✓ second" in terminal
    assert "noise" not in terminal
    assert "noise of this process" in log.read_text()
    assert "noise of a child" in log.read_text()


def test_a_failed_step_is_marked_and_the_descriptors_come_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="broken"), quiet_steps(tmp_path / "run.log") as steps:
        steps.begin("breaking")
        raise ValueError("broken")
    os.write(1, b"back again\n")
    terminal = capfd.readouterr().out
    assert "✗ breaking" in terminal
    assert "back again" in terminal
