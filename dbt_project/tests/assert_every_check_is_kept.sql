{{ config(meta={"dagster": {"ref": {"name": "agg_stream_health_daily"}}}) }}

-- Every probe becomes a judged check, and every check is good, bad or excluded in its day.
with
    probes as (select count(*) as check_count from {{ ref("stg_stream_checks") }}),

    checks as (select count(*) as check_count from {{ ref("fct_stream_checks") }}),

    days as (
        select
            coalesce(sum(check_count), 0) as check_count,
            coalesce(sum(good_check_count + bad_check_count + excluded_check_count), 0) as parts_count
        from {{ ref("agg_stream_health_daily") }}
    )

select probes.check_count
from probes
cross join checks
cross join days
where
    probes.check_count <> checks.check_count
    or probes.check_count <> days.check_count
    or days.check_count <> days.parts_count
