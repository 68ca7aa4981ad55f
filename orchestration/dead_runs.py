"""Close the runs whose process was killed: they would stay under way, and hold their pools, for ever."""

import json
import os
import socket

import dagster as dg
import psutil

PROCESS_TAG = "watchhouse/process"
_CODE_SERVER_TAG = ".dagster/grpc_info"
_RUNNING = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED)


def own_mark() -> str:
    """What names this process in the tags of its runs: its id, and when it began, as ids are used again."""
    return _mark(psutil.Process(os.getpid()))


def close_dead_runs(instance: dg.DagsterInstance) -> None:
    """Record the runs whose process is gone as failed, and free the pools that they held.

    Runs of the command line carry the mark of their process, runs of the daemon the socket of the code
    server that started them.
    """
    for run in instance.get_runs(dg.RunsFilter(statuses=_RUNNING)):
        if _is_dead(run):
            instance.report_run_failed(run, "The process of this run was killed.")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _is_dead(run: dg.DagsterRun) -> bool:
    if mark := run.tags.get(PROCESS_TAG):
        return not _is_running(mark)
    server = json.loads(run.tags.get(_CODE_SERVER_TAG, "{}")).get("socket")
    return server is not None and not _listens(server)


def _is_running(mark: str) -> bool:
    try:
        return _mark(psutil.Process(int(mark.partition("-")[0]))) == mark
    except psutil.NoSuchProcess:
        return False


def _mark(process: psutil.Process) -> str:
    return f"{process.pid}-{process.create_time():.2f}"


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True
