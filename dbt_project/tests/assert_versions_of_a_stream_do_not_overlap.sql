{{ config(meta={"dagster": {"ref": {"name": "dim_streams_history"}}}) }}

-- A stream's versions lie one after the other, and it is current where it is listed.
with
    versions as (
        select
            *,
            lag(valid_to) over (
                partition by stream_key order by version_number asc nulls last
            ) as previous_valid_to,
            lag(version_number) over (
                partition by stream_key order by version_number asc nulls last
            ) as previous_number,
            bool_or(is_current) over (partition by stream_key) as has_current
        from {{ ref("dim_streams_history") }}
    ),

    streams as (select * from {{ ref("dim_streams") }})

select versions.stream_key, versions.version_number
from versions
inner join streams on versions.stream_key = streams.stream_key
where
    versions.version_number <> coalesce(versions.previous_number, 0) + 1
    or (versions.version_number > 1 and versions.previous_valid_to is null)
    or versions.previous_valid_to > versions.valid_from
    or versions.valid_to <= versions.valid_from
    or versions.has_current <> streams.is_listed
