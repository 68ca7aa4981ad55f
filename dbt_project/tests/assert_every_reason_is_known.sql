{{ config(severity="warn", meta={"dagster": {"ref": {"name": "stg_stream_checks"}}}) }}

-- A code that check_reasons does not know counts as unknown; the mapping should learn it.
select distinct checks.reason
from {{ ref("stg_stream_checks") }} as checks
left join {{ ref("check_reasons") }} as reasons on checks.reason = reasons.reason
where reasons.reason is null
