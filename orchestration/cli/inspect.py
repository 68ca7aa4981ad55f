"""The command that looks into a playlist, guide, panel, library or folder without loading it."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import msgspec
import typer

from ingestion.errors import WatchhouseError
from orchestration.console import console

SHOWN_REJECTS = 20

Source = Annotated[str, typer.Argument(help="A file, a folder, or an address (http, https, file)")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line: every row, then the summary")]
KeyVariable = Annotated[
    str | None,
    typer.Option("--key-env", help="Environment variable that holds a library's access key"),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="FIELD=VALUE, how a provider would ask and read, as in docs/PROVIDERS.md"),
]


def inspect(
    source: Source, as_json: AsJson = False, key_variable: KeyVariable = None, given: Set = None
) -> None:
    """Tell what a playlist, guide, panel, library or folder holds and what is odd in it, loading nothing.

    Exit status: 0 read, 1 read with rejects, 2 not readable.
    Example: `watchhouse inspect https://example.org/list.m3u --json`

    As a provider with other settings would: `watchhouse inspect list.m3u --set extgrp_sticky=true`
    """
    from ingestion.inspecting.inspect import inspect_source
    from orchestration.cli.definition_input import build_fields

    access_key = os.environ.get(key_variable) if key_variable else None
    try:
        fields = build_fields(given or (), ())
        records = inspect_source(source, access_key=access_key, given=fields)
        summary = _write_json(records) if as_json else _tell(records)
    except BrokenPipeError:  # who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    except (WatchhouseError, OSError) as error:
        sys.stderr.write(f"watchhouse: not readable: {_printable(' '.join(str(error).split()))}\n")
        raise typer.Exit(2) from None
    if summary["reject_counts"]:
        raise typer.Exit(1)


COMMANDS = (inspect,)


def _write_json(records: Iterator[dict[str, Any]]) -> dict[str, Any]:
    encode, summary = msgspec.json.Encoder().encode, {}
    for record in records:
        sys.stdout.buffer.write(encode(record) + b"\n")
        summary = record
    sys.stdout.buffer.flush()
    return summary


def _tell(records: Iterator[dict[str, Any]]) -> dict[str, Any]:
    """Read all records and tell the summary; of the rejects the first ones."""
    rejects: list[dict[str, Any]] = []
    summary: dict[str, Any] = {}
    for record in records:
        if record["record"] == "reject" and len(rejects) < SHOWN_REJECTS:
            rejects.append(record)
        summary = record
    for line in _lines(summary, rejects):
        console.print(_printable(line), markup=False, soft_wrap=True)
    return summary


def _lines(summary: Mapping[str, Any], rejects: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield f"Source    {summary['source']}"
    parts = [summary["kind"], summary["encoding"], "cut off" if summary["is_partial"] else None]
    yield f"Kind      {', '.join(filter(None, parts))}"
    if account := summary["account"]:
        known = (f"{name} {value}" for name, value in account.items() if value is not None)
        yield f"Account   {', '.join(known)}"
    yield f"Entries   {_counted(summary['entry_counts'])}"
    if summary["note_counts"]:
        yield f"  of them {_counted(summary['note_counts'])}"
    for url in summary["guide_urls"]:
        yield f"Guide     {url}"
    yield f"Rejects   {_counted(summary['reject_counts'])}"
    for reject in rejects:
        yield f"  line {reject['line_number']:<7} {reject['reason']:<16} {reject['excerpt']}"
    if (more := sum(summary["reject_counts"].values()) - SHOWN_REJECTS) > 0:
        yield f"  and {more:,} more: --json has all"
    yield f"Defects   {_counted(_defect_counts(summary))}"
    for defect in summary["defects"]:
        yield _defect_line(defect)


def _printable(text: str) -> str:
    """The text without what a terminal would obey."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"


def _defect_counts(summary: Mapping[str, Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for defect in summary["defects"]:
        counts[defect["code"]] += defect["count"]
    return counts


def _defect_line(defect: Mapping[str, Any]) -> str:
    place = f"first in line {defect['line_number']}" if defect["line_number"] is not None else ""
    said = (str(defect["count"]), defect["code"], defect["field"], place, defect["excerpt"])
    return "  " + "  ".join(filter(None, said))
