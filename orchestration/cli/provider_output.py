"""How the command line tells of providers: plain lines, free of what would steer a terminal."""

import sys
from collections.abc import Iterable

import msgspec

from app.definitions.checking import Fault
from app.definitions.store import Definition
from app.models.admin import DryRun, TriedPart


def tell(text: str, *, is_error: bool = False) -> None:
    """Write one line. What a provider named itself may hold anything, so only printable text goes out."""
    stream = sys.stderr if is_error else sys.stdout
    stream.write("".join(character if character.isprintable() else "?" for character in text) + "\n")


def tell_faults(faults: Iterable[Fault]) -> None:
    """Write every fault of a definition, on standard error."""
    for place, message in faults:
        tell(f"  {place}: {message}" if place else f"  {message}", is_error=True)


def write_json(value: object) -> None:
    """Write a value as JSON."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


def definition_json(definition: Definition) -> dict[str, object]:
    """A definition as the API shows it."""
    return {
        "provider_id": definition.provider_id,
        "etag": definition.etag,
        "is_enabled": definition.is_enabled,
        "definition": definition.shown,
        "faults": faults_json(definition.faults),
    }


def faults_json(faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Faults of a definition as the API shows them."""
    return [{"location": place, "message": message} for place, message in faults]


def tell_dry_run(found: DryRun) -> None:
    """Write what a dry run found."""
    for name, part in (("Catalog", found.catalog), ("Guides", found.guides)):
        if part:
            _tell_part(name, part)
    for stream_type, count in found.entries_by_type.items():
        tell(f"  {count:>9,} {stream_type}")
    for entry in found.samples:
        tell(
            f"  e.g. {entry.stream_type}: {entry.name} ({entry.group_title or 'no group'}) {entry.stream_url}"
        )
    for defect in found.defects:
        place = f" in {defect.field}" if defect.field else ""
        tell(f"  odd: {defect.code}{place}, {defect.count:,} times")
    if found.account:
        known = found.account.model_dump(mode="json", exclude_none=True)
        tell("Account  " + ", ".join(f"{name} {value}" for name, value in known.items()))
    tell(f"Took {found.duration_seconds:.1f} s; nothing was kept")


def _tell_part(name: str, part: TriedPart) -> None:
    counts = f"{part.entry_count:,} entries, {part.reject_count:,} rejected"
    tell(f"{name:<8} {part.outcome}, {counts}" + (f" ({part.reason})" if part.reason else ""))
    if part.outcome == "rejected" and part.detail:
        tell(f"  {part.detail}")
    for reject in part.rejects:
        tell(f"  rejected: line {reject.line_number}, {reject.reason}: {reject.excerpt}")
