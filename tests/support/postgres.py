"""A real PostgreSQL server of the tests' own, on a free loopback port."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_programs() -> Path | None:
    """The folder of PostgreSQL's server programs, or None where it is not installed."""
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return installed[-1].parent if installed else None


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start a fresh server in `folder`; give its URL, and stop it at the end."""
    programs = find_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL's server programs are not installed")
    user = _unprivileged_user(folder)
    cluster, port = folder / "cluster", _free_port()
    _run(
        [programs / "initdb", "-D", cluster, "-U", "watchhouse", "-A", "trust", "-E", "UTF8", "--no-sync"],
        user,
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    _run([programs / "pg_ctl", "-D", cluster, "-w", "-l", folder / "log", "-o", options, "start"], user)
    try:
        yield f"postgresql://watchhouse@127.0.0.1:{port}/postgres"
    finally:
        _run([programs / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop"], user)


def _unprivileged_user(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: hand the folder to the user that its package made."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("postgres")
    folder.chmod(0o700)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return account.pw_name


def _run(command: list[str | Path], user: str | None) -> None:
    subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
