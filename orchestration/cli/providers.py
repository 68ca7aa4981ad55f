"""`watchhouse providers …`: list, show, add, edit, switch, remove and test providers; who changed what."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from app.definitions.changes import Actor
from app.definitions.errors import DefinitionFaultsError
from app.definitions.store import Definition, DefinitionStore
from app.models.admin import DryRun
from ingestion.references import References
from ingestion.settings import read_provider
from orchestration.cli.definition_input import build_fields, read_definition
from orchestration.cli.options import DataDir, account_name, read_settings
from orchestration.cli.provider_output import (
    definition_json,
    faults_json,
    tell,
    tell_dry_run,
    tell_faults,
    write_json,
)

TEST_SECONDS = 60.0
_GRACE_SECONDS = 10

app = typer.Typer(
    name="providers",
    no_args_is_help=True,
    help="Manage providers. Secrets are asked for or read from standard input, never given as arguments.\n\n"
    "Example: `watchhouse providers add news --kind xtream --set panel_url=http://panel.example "
    "--secret username --secret password`",
)
Id = Annotated[str, typer.Argument(help="The provider's id")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="FIELD=VALUE, as in docs/PROVIDERS.md; inner ones as probe.enabled=true"),
]
Secret = Annotated[
    list[str] | None,
    typer.Option("--secret", help="A field to ask for unseen, or to read from a line of standard input"),
]
From = Annotated[
    str | None, typer.Option("--from", help="File with the definition as TOML or JSON; - is standard input")
]


@app.command("list")
def list_(as_json: Json = False, data_dir: DataDir = None) -> None:
    """List providers with their state. Example: `watchhouse providers list`"""
    definitions = _store(data_dir).read_all()
    if as_json:
        return write_json([definition_json(one) for one in definitions])
    for one in definitions:
        state = "faulty" if one.faults else "enabled" if one.is_enabled else "disabled"
        tell(
            f"{one.provider_id:<24} {one.shown.get('kind', '')!s:<15} {state:<9} {one.shown.get('name', '')}"
        )
    if not definitions:
        tell("No providers yet; `watchhouse providers add` adds one.")
    return None


@app.command()
def show(provider_id: Id, as_json: Json = False, data_dir: DataDir = None) -> None:
    """Show a definition, its secrets hidden. Example: `watchhouse providers show news`"""
    definition = _store(data_dir).read(provider_id)
    if as_json:
        return write_json(definition_json(definition))
    for field, value in definition.shown.items():
        tell(f"{field:<24} {value if isinstance(value, str) else msgspec.json.encode(value).decode()}")
    tell_faults(definition.faults)
    return None


@app.command()
def add(
    provider_id: Id,
    kind: Annotated[str | None, typer.Option(help="m3u, xtream, bunny, folder or status_history")] = None,
    name: Annotated[str | None, typer.Option(help="Name that people see; the id when left out")] = None,
    given: Set = None,
    secrets: Secret = None,
    source: From = None,
    reuse: Annotated[
        bool, typer.Option("--reuse", help="Go on with the history of a removed provider")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Add a provider. Example: `watchhouse providers add news --kind m3u --set urls=https://example.org/a.m3u`"""
    store = _store(data_dir)
    table = {"id": provider_id, "name": provider_id, **(read_definition(source) if source else {})}
    named = {"kind": kind, "name": name}
    table |= {field: value for field, value in named.items() if value is not None}
    _change(lambda: store.add({**table, **build_fields(given or (), secrets or ())}, _actor(), reuse=reuse))
    tell(f"{provider_id} is added; `watchhouse providers test {provider_id}` tells what it would load")


@app.command()
def edit(
    provider_id: Id,
    given: Set = None,
    secrets: Secret = None,
    unset: Annotated[
        list[str] | None, typer.Option("--unset", help="A field to set back to its default")
    ] = None,
    source: From = None,
    data_dir: DataDir = None,
) -> None:
    """Change fields of a provider. Example: `watchhouse providers edit news --secret password`"""
    store = _store(data_dir)
    changes = {
        **(read_definition(source) if source else {}),
        **build_fields(given or (), secrets or (), unset or ()),
    }
    if not changes:
        raise typer.BadParameter("nothing to change: give --set, --secret, --unset or --from")
    _change(lambda: store.change(provider_id, changes, _actor()))
    tell(f"{provider_id} is changed")


@app.command()
def enable(provider_id: Id, data_dir: DataDir = None) -> None:
    """Sync a provider again. Example: `watchhouse providers enable news`"""
    _switch(provider_id, data_dir, enabled=True)


@app.command()
def disable(provider_id: Id, data_dir: DataDir = None) -> None:
    """Keep a provider without fetching from it. Example: `watchhouse providers disable news`"""
    _switch(provider_id, data_dir, enabled=False)


@app.command()
def remove(
    provider_id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    data_dir: DataDir = None,
) -> None:
    """Remove a provider and its secrets; its history stays. Example: `watchhouse providers remove news`"""
    store = _store(data_dir)
    definition = store.read(provider_id)
    if not yes:
        typer.confirm(f"Remove {definition.provider_id} and its secrets?", abort=True)
    store.remove(provider_id, _actor(), etag=definition.etag)
    tell(f"{provider_id} is removed; what was read from it stays")


@app.command()
def changes(
    provider_id: Annotated[str | None, typer.Argument(help="One provider's id")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most changes to list")] = 50,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """List who changed what, the newest first. Example: `watchhouse providers changes news`"""
    found = _store(data_dir).changes.read(provider_id=provider_id, limit=limit)
    if as_json:
        return write_json(found)
    for one in found:
        what = f"{one.action:<9} {one.provider_id}  {', '.join(one.fields)}"
        tell(f"{one.at:%Y-%m-%d %H:%M:%S}Z  {one.by:<16} {one.via:<13} {what}")
    return None


@app.command()
def test(
    provider_id: Annotated[str | None, typer.Argument(help="The provider's id")] = None,
    definition: Annotated[
        str | None,
        typer.Option("--definition", help="File with a definition that is not saved; - is standard input"),
    ] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Fetch and read a provider, tell what would be loaded and what is odd, and keep nothing.

    Status 0: all read; 1: some of it rejected; 2: not readable. Example: `watchhouse providers test news`
    """
    from orchestration.trying import end_with_parent, try_provider

    if (provider_id is None) == (definition is None):
        raise typer.BadParameter("name a provider, or give a definition by --definition")
    if provider_id is not None:
        table = _store(data_dir).draft({}, provider_id)
    else:
        table = read_definition(str(definition))
        end_with_parent()
        signal.alarm(round(TEST_SECONDS) + _GRACE_SECONDS)
    provider, faults = read_provider(table, References(os.environ))
    if provider is None or faults:
        if as_json:
            write_json({"faults": faults_json(faults)})
        tell_faults(faults)
        raise typer.Exit(2)
    found = try_provider(provider, total_seconds=TEST_SECONDS)
    if as_json:
        sys.stdout.write(found.model_dump_json() + "\n")
    else:
        tell_dry_run(found)
    raise typer.Exit(_status(found))


def _store(data_dir: Path | None) -> DefinitionStore:
    return DefinitionStore(read_settings(data_dir), os.environ)


def _actor() -> Actor:
    return Actor(account_name(), "command line")


def _change(make: Callable[[], Definition]) -> None:
    """Make a change; of a definition with faults tell every one and end with status 2."""
    try:
        make()
    except DefinitionFaultsError as error:
        tell("Nothing was saved:", is_error=True)
        tell_faults(error.faults)
        raise typer.Exit(2) from None


def _switch(provider_id: str, data_dir: Path | None, *, enabled: bool) -> None:
    store = _store(data_dir)
    _change(lambda: store.change(provider_id, {"enabled": enabled}, _actor()))
    tell(f"{provider_id} is {'enabled' if enabled else 'disabled'}")


def _status(found: DryRun) -> int:
    parts = [part for part in (found.catalog, found.guides) if part]
    if found.outcome == "rejected":
        return 2
    return 1 if any(part.reject_count for part in parts) else 0
