"""How raw assets are named, grouped and tagged."""

import dagster as dg


def raw_spec(table: str, subject: str, description: str) -> dg.AssetSpec:
    """The asset of one raw table: its layer is the group, its subject a tag."""
    return dg.AssetSpec(
        ["raw", table],
        group_name="raw",
        tags={subject: ""},
        kinds={"parquet"},
        description=description,
        skippable=True,
    )
