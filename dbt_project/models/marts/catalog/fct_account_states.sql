with
    syncs as (
        select *
        from {{ ref("stg_catalog_syncs") }}
        where
            coalesce(account_status, cast(expires_at as string), cast(max_connections as string)) is not null
    )

select
    sync_id,
    provider_id,
    started_at as stated_at,
    account_status,
    coalesce(is_trial, false) as is_trial,
    expires_at,
    coalesce(expires_at <= started_at, false) as is_expired,
    {{ seconds_between("started_at", "expires_at") }} / 86400 as days_to_expiry,
    max_connections,
    active_connections,
    case
        when active_connections is not null
        then {{ ratio("least(active_connections, max_connections)", "max_connections") }}
    end as connections_used_ratio
from syncs
