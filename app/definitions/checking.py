"""Whether a definition can be used, and whether a caller may write what it holds. Faults hold no values."""

from collections.abc import Mapping

from app.definitions.fields import Table, references_of, texts_of
from ingestion.redaction import HIDDEN
from ingestion.references import References
from ingestion.settings import read_provider

Fault = tuple[str, str]
"""The place in the definition, such as `urls.0`, and what is wrong there."""


def check_table(
    table: Table, environment: Mapping[str, str] | None, secrets: Mapping[str, str]
) -> list[Fault]:
    """Every fault of a definition."""
    _, faults = read_provider(table, References(environment, secrets))
    return faults


def refuse_foreign(table: Table, before: Table, *, is_local: bool) -> list[Fault]:
    """What a caller may not bring: hidden texts and secrets of elsewhere and, unless it is local, what makes
    this machine read its own files or environment. What stood in the same field before may stay.
    """
    faults: list[Fault] = []
    known_texts = {(_field(place), text) for place, text in texts_of(before)}
    for place, text in texts_of(table):
        if (_field(place), text) in known_texts:
            continue
        if HIDDEN in text:
            faults.append((place, "is hidden here: leave it as it was shown, or write all of it anew"))
        if not is_local and text.startswith("file://"):
            faults.append((place, "files of the server are named on the command line only"))
    known = [(_field(place), found) for place, found in references_of(before)]
    for place, found in references_of(table):
        if (_field(place), found) in known:
            continue
        if "secret" in found:
            faults.append((place, "names a secret that is not of this field"))
        elif not is_local:
            faults.append((place, "references are set on the command line only"))
    return faults


def _field(place: str) -> str:
    return place.partition(".")[0]
