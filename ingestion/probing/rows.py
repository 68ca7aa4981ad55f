"""Findings to rows of `stream_checks`, bounded and free of logins. Pure."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

import polars as pl

from ingestion.probing.model import Finding, ProbeLimits
from ingestion.redaction import redact_text
from ingestion.schemas.base import polars_schema
from ingestion.schemas.health import StreamChecks

_MAX_TEXT = 200
_MAX_EVIDENCE = 2000


@dataclass(frozen=True)
class CheckedStream:
    """One finished check. `checked_at` is naive UTC."""

    stream_key: str
    checked_at: datetime
    finding: Finding


def build_checks(
    checked: Iterable[CheckedStream], limits: ProbeLimits, *, run_id: str, provider_id: str
) -> pl.DataFrame:
    """Rows of `stream_checks`, one for each check."""
    rows = [
        {
            **asdict(one.finding),
            "check_id": sha256(f"{run_id}\x1f{one.stream_key}".encode()).hexdigest()[:32],
            "run_id": run_id,
            "provider_id": provider_id,
            "stream_key": one.stream_key,
            "checked_at": one.checked_at,
            "level": limits.level,
            "vantage": limits.vantage,
            "interval_seconds": limits.interval_seconds,
            "evidence": evidence_json(one.finding),
        }
        for one in checked
    ]
    return pl.DataFrame(rows, schema=polars_schema(StreamChecks))


def evidence_json(finding: Finding) -> str | None:
    """The evidence as JSON; long texts are cut, and all of it when it is longer than 2,000 characters."""
    if not finding.evidence:
        return None
    facts = {name: _bounded(value) for name, value in finding.evidence.items()}
    text = json.dumps(facts, ensure_ascii=False)
    return text if len(text) <= _MAX_EVIDENCE else json.dumps({"dropped_characters": len(text)})


def _bounded(value: object) -> object:
    return redact_text(value)[:_MAX_TEXT] if isinstance(value, str) else value
