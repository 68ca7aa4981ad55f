{{ config(meta={"dagster": {"ref": {"name": "dim_providers"}}}) }}

-- Baseline + added - removed = listed, for every provider.
with
    changes as (
        select
            provider_id,
            sum(case change_type when 'added' then 1 when 'removed' then -1 else 0 end) as change_count
        from {{ ref("fct_catalog_changes") }}
        group by provider_id
    ),

    baselines as (
        select provider_id, count(*) as stream_count
        from {{ ref("int_entries_accepted") }}
        where is_baseline
        group by provider_id
    ),

    providers as (select provider_id, stream_count from {{ ref("dim_providers") }})

select providers.provider_id, providers.stream_count
from providers
left join baselines on providers.provider_id = baselines.provider_id
left join changes on providers.provider_id = changes.provider_id
where providers.stream_count <> coalesce(baselines.stream_count, 0) + coalesce(changes.change_count, 0)
