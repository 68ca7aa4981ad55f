"""Which files of a folder hold a secret: Parquet by its text columns, gzip inflated, all else as it is."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import polars as pl


def files_holding(folder: Path, secrets: Sequence[str], *, without: str = "") -> list[str]:
    """Paths within the folder, sorted. `without` is a text that looks like a secret and is none."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _holds(path, secrets, without)
    ]


def _holds(path: Path, secrets: Sequence[str], without: str) -> bool:
    if path.suffix == ".parquet":
        return _rows_hold(path, secrets, without)
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    content = content.replace(without.encode(), b"") if without else content
    return any(secret.encode() in content for secret in secrets)


def _rows_hold(path: Path, secrets: Sequence[str], without: str) -> bool:
    texts = pl.read_parquet(path).select(pl.col(pl.String).str.replace_all(without or "\0", "", literal=True))
    found = texts.select(pl.all().str.contains_any(list(secrets)).any())
    return found.width > 0 and any(found.row(0))
