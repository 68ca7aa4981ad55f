with
    syncs as (select * from {{ ref("stg_catalog_syncs") }}),

    believed as (
        select
            *,
            sum(case when outcome = 'accepted' then 1 else 0 end) over (
                partition by provider_id, sync_kind
                order by started_at asc nulls last, sync_id asc nulls last
                rows between unbounded preceding and current row
            ) as sync_number
        from syncs
        where outcome in ('accepted', 'unchanged')
    ),

    numbered as (
        select
            provider_id,
            sync_kind,
            cast(sync_number as bigint) as sync_number,
            max(case when outcome = 'accepted' then sync_id end) as sync_id,
            max(case when outcome = 'accepted' then entry_count end) as entry_count,
            bool_or(outcome = 'accepted' and coalesce(reason, '') = 'partial') as is_partial,
            min(started_at) as synced_at,
            max(started_at) as confirmed_at
        from believed
        where sync_number > 0
        group by provider_id, sync_kind, sync_number
    )

select
    *,
    lead(sync_id) over (
        partition by provider_id, sync_kind order by sync_number asc nulls last
    ) as next_sync_id,
    lead(synced_at) over (
        partition by provider_id, sync_kind order by sync_number asc nulls last
    ) as next_synced_at
from numbered
