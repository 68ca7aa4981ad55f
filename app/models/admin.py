"""What is managed: definitions of providers, their record of changes, and what a dry run finds."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class DefinitionFault(BaseModel):
    """What is wrong with a definition."""

    location: str = Field(description="Field, such as `urls.0`")
    message: str


class DefinitionFaults(BaseModel):
    """Everything that is wrong with a definition that was to be tried."""

    faults: list[DefinitionFault]


class ProviderDefinition(BaseModel):
    """A provider as staff defined it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "provider_id": "alpha",
                "etag": "2a05e4aaf66e2740",
                "is_enabled": True,
                "definition": {
                    "id": "alpha",
                    "name": "Alpha TV",
                    "kind": "xtream",
                    "panel_url": "http://panel.example:8080",
                    "username": "***",
                    "password": "***",
                },
                "faults": [],
            }
        }
    )

    provider_id: str
    etag: str = Field(description="Changes with the definition; send it as `If-Match` with a change")
    is_enabled: bool
    definition: dict[str, Any] = Field(
        description="Fields as docs/PROVIDERS.md describes them; secrets and logins are `***`"
    )
    faults: list[DefinitionFault] = Field(description="Why the definition cannot be used; none as a rule")


class ProviderDefinitions(BaseModel):
    """All definitions."""

    items: list[ProviderDefinition]


class DefinitionChange(BaseModel):
    """One change of a definition. Values are never recorded."""

    at: datetime
    by: str = Field(description="Name of the admin token, or account on the machine")
    via: str
    action: str
    provider_id: str
    fields: list[str]


class DefinitionChanges(BaseModel):
    """Changes, the newest first."""

    items: list[DefinitionChange]


class SampleEntry(BaseModel):
    """One entry that would be loaded."""

    name: str | None
    stream_type: str | None
    group_title: str | None
    tvg_id: str | None
    stream_url: str | None = Field(description="Without its login")


class SampleReject(BaseModel):
    """One record that could not be read."""

    line_number: int | None
    reason: str | None
    excerpt: str | None = Field(description="Without logins")


class DefectCount(BaseModel):
    """What is odd, and was read although it is."""

    code: str
    field: str | None
    count: int
    line_number: int | None
    excerpt: str | None


class TriedAccount(BaseModel):
    """What a panel tells of the account. Times are UTC."""

    status: str | None
    is_trial: bool | None
    expires_at: datetime | None
    max_connections: int | None
    active_connections: int | None


class TriedPart(BaseModel):
    """What came of fetching and reading the catalog, or the guides."""

    outcome: Literal["accepted", "unchanged", "rejected"]
    reason: str | None = Field(description="Machine code of a rejection")
    detail: str | None
    entry_count: int
    reject_count: int
    received_bytes: int | None
    rejects: list[SampleReject]


class DryRun(BaseModel):
    """What a sync would load now, and what is odd about it. Nothing of it is kept."""

    outcome: Literal["accepted", "rejected"]
    catalog: TriedPart | None = Field(description="Null for a provider that has guides alone")
    guides: TriedPart | None = Field(description="Null for a provider without guides")
    entries_by_type: dict[str, int]
    samples: list[SampleEntry]
    defects: list[DefectCount]
    account: TriedAccount | None
    duration_seconds: float
