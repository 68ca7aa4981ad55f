"""The one store of providers' definitions, for the command line, the API and, through it, the dashboards.

A change is made under a lock, in this order: new secrets, the record of the change, the definition, and then
the secrets that nothing refers to any more go. Whatever is cut off between leaves the definition as it was,
or as it was meant.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.definitions import document
from app.definitions.changes import Action, Actor, Change, ChangeLog
from app.definitions.checking import Fault, check_table, refuse_foreign
from app.definitions.errors import (
    DefinitionFaultsError,
    IdTakenError,
    StaleDefinitionError,
    UnknownProviderError,
)
from app.definitions.fields import (
    Table,
    changed_fields,
    fill_secrets,
    hide_secrets,
    merge,
    restore_hidden,
    secret_names,
    split_secrets,
)
from app.definitions.file import DefinitionFile
from app.definitions.secrets import DefinitionSecrets
from app.settings import Settings
from ingestion.secrets import SecretStore


@dataclass(frozen=True)
class Definition:
    """One definition as it may be shown; `etag` changes with whatever changes in it, secrets included."""

    provider_id: str
    etag: str
    shown: Table
    faults: list[Fault]

    @property
    def is_enabled(self) -> bool:
        """Whether the provider is synced."""
        return self.shown.get("enabled", True) is True


class DefinitionStore:
    """The definitions of an installation.

    `environment` resolves `{ env = "NAME" }`. Without it, references to the environment and to files are
    taken on trust, and nobody can set new ones: that is for callers that may not look at this machine.
    Every method raises SettingsError when the file is no TOML or a file of secrets cannot be read, and
    OSError.
    """

    def __init__(self, settings: Settings, environment: Mapping[str, str] | None) -> None:
        self._file = DefinitionFile(settings.providers_path)
        self._raw_dir = settings.raw_dir
        self._environment = environment
        self._secrets = DefinitionSecrets(settings.definition_secrets_dir)
        self._logins = SecretStore(settings.secrets_dir)
        self.changes = ChangeLog(settings.changes_path)

    def read_all(self) -> list[Definition]:
        """All definitions in the order of the file, those with faults included."""
        return self._file.of_one_state(lambda: [self._definition(table) for table in self._file.tables()])

    def read(self, provider_id: str) -> Definition:
        """One definition. Raises UnknownProviderError."""
        return self._file.of_one_state(lambda: self._definition(self._find(provider_id)[1]))

    def add(self, table: Table, actor: Actor, *, reuse: bool = False) -> Definition:
        """Add a provider. Raises DefinitionFaultsError, IdTakenError.

        An id that was used before is taken unless `reuse` says that its history goes on.
        """
        with self._file.locked():
            taken = {str(one.get("id")) for one in self._file.tables()}
            provider_id = str(table.get("id", ""))
            if provider_id in taken:
                raise IdTakenError(f"there is a provider {provider_id} already")
            table = self._accept(self._merge({}, table), {})
            if not reuse and self._has_history(provider_id):
                raise IdTakenError(
                    f"{provider_id} was the id of a provider that has been removed; choose another, or say "
                    "that its history shall go on (reuse)"
                )
            return self._save({}, table, "added", actor, document.add_table)

    def change(
        self, provider_id: str, changes: Mapping[str, Any], actor: Actor, *, etag: str | None = None
    ) -> Definition:
        """Set fields of a provider; None unsets one, and what comes as it is shown stays as it is.

        Raises UnknownProviderError, StaleDefinitionError (when `etag` is given), DefinitionFaultsError.
        """
        with self._file.locked():
            index, before = self._find(provider_id, etag)
            after = self._accept(self._merge(before, changes), before)
            if after == before:
                return self._definition(before)
            action = _action(before, after)
            return self._save(
                before, after, action, actor, lambda text, kept: document.change_table(text, index, kept)
            )

    def remove(self, provider_id: str, actor: Actor, *, etag: str | None = None) -> None:
        """Remove a provider and its secrets; what was read from it stays.

        Raises UnknownProviderError, StaleDefinitionError.
        """
        with self._file.locked():
            index, _ = self._find(provider_id, etag)
            self._write(
                Change(_now(), actor.by, actor.via, "removed", provider_id),
                lambda text: document.remove_table(text, index),
            )
            self._secrets.save(provider_id, {})
            self._logins.remove(provider_id)

    def draft(self, table: Table, provider_id: str | None = None) -> Table:
        """A definition to try, secrets in plain, without saving it: a new one, or one with changes.

        References to the environment and to files are left in it. Raises DefinitionFaultsError and
        UnknownProviderError.
        """
        return self._file.of_one_state(lambda: self._draft(table, provider_id))

    def _draft(self, table: Table, provider_id: str | None) -> Table:
        before = {} if provider_id is None else self._find(provider_id)[1]
        merged = self._accept(self._merge(before, table), before)
        return fill_secrets(merged, self._secrets.load(str(merged["id"])))

    def _accept(self, table: Table, before: Table) -> Table:
        """A table that can be used. Raises DefinitionFaultsError with every fault."""
        secrets = self._load_secrets(before)
        kept, added = split_secrets(table)
        faults = check_table(table, self._environment, secrets)
        faults += check_table(kept, self._environment, {**secrets, **added})  # as it will be read
        faults += refuse_foreign(table, before, is_local=self._environment is not None)
        if before and table.get("id") != before.get("id"):
            faults.append(("id", "never changes"))
        if faults:
            raise DefinitionFaultsError(sorted(set(faults)))
        return table

    def _merge(self, before: Table, changes: Mapping[str, Any]) -> Table:
        return merge(before, restore_hidden(changes, before, self._load_secrets(before)))

    def _save(
        self,
        before: Table,
        after: Table,
        action: Action,
        actor: Actor,
        edit: Callable[[str, Table], str],
    ) -> Definition:
        provider_id = str(after["id"])
        kept, added = split_secrets(after)
        known = self._secrets.load(provider_id)
        if added:
            self._secrets.save(provider_id, {**known, **added})
        fields = changed_fields(before, kept)
        self._write(
            Change(_now(), actor.by, actor.via, action, provider_id, fields), lambda text: edit(text, kept)
        )
        used = {name: value for name, value in {**known, **added}.items() if name in set(secret_names(kept))}
        if used != {**known, **added}:
            self._secrets.save(provider_id, used)
        return self._definition(kept)

    def _write(self, change: Change, edit: Callable[[str], str]) -> None:
        text = edit(self._file.text())
        self.changes.append(change)
        try:
            self._file.replace(text)
        except OSError:
            self.changes.append(msgspec.structs.replace(change, at=_now(), action="not_saved"))
            raise

    def _definition(self, table: Table) -> Definition:
        secrets = self._load_secrets(table)
        return Definition(
            provider_id=str(table.get("id", "")),
            etag=_etag(table),
            shown=hide_secrets(table, secrets),
            faults=check_table(table, self._environment, secrets),
        )

    def _load_secrets(self, table: Table) -> dict[str, str]:
        return self._secrets.load(str(table["id"])) if table.get("id") else {}

    def _find(self, provider_id: str, etag: str | None = None) -> tuple[int, Table]:
        for index, table in enumerate(self._file.tables()):
            if table.get("id") == provider_id:
                if etag is not None and etag != _etag(table):
                    raise StaleDefinitionError(
                        f"{provider_id} has been changed since it was read; look at it again"
                    )
                return index, table
        raise UnknownProviderError(f"there is no provider {provider_id}")

    def _has_history(self, provider_id: str) -> bool:
        landed = self._raw_dir.glob(f"catalog_syncs/received_date=*/{provider_id}.*.parquet")
        return bool(self.changes.read(provider_id=provider_id, limit=1)) or any(landed)


def _etag(table: Table) -> str:
    content = json.dumps(table, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _action(before: Table, after: Table) -> Action:
    if changed_fields(before, after) != ["enabled"]:
        return "changed"
    return "disabled" if after.get("enabled") is False else "enabled"


def _now() -> datetime:
    return datetime.now(UTC)
