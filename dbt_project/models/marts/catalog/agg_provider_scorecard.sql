with
    providers as (select * from {{ ref("dim_providers") }}),

    sizes as (select * from {{ ref("int_providers_sized") }}),

    periods as (select * from {{ ref("int_providers_changed") }}),

    guides as (
        select
            provider_id,
            cast(count(*) as bigint) as guide_channel_count,
            {{ count_where("has_programme_now") }} as now_count,
            {{ total("next_day_covered_ratio") }} as day_ratios,
            {{ total("next_week_covered_ratio") }} as week_ratios,
            {{ count_where("is_stale") }} as stale_channel_count
        from {{ ref("agg_guide_coverage") }}
        group by provider_id
    ),

    newest as (
        select numbered.provider_id, numbered.sync_id, syncs.entry_count, syncs.reject_count
        from {{ ref("int_syncs_numbered") }} as numbered
        inner join {{ ref("stg_catalog_syncs") }} as syncs on numbered.sync_id = syncs.sync_id
        where numbered.sync_kind = 'catalog' and numbered.next_sync_id is null
    ),

    defects as (
        select sync_id, cast(sum(defect_count) as bigint) as defect_count
        from {{ ref("fct_catalog_defects") }}
        group by sync_id
    ),

    accounts as (
        select *
        from {{ ref("fct_account_states") }}
        qualify
            row_number() over (
                partition by provider_id order by stated_at desc nulls last, sync_id asc nulls last
            )
            = 1
    )

select
    providers.provider_id,
    providers.provider_name,
    providers.provider_kind,
    periods.as_of_at,
    providers.last_synced_at,
    providers.last_accepted_at,
    coalesce(periods.sync_count, 0) as sync_count,
    {{ ratio("periods.accepted_count", "periods.sync_count") }} as sync_success_ratio,
    coalesce(sizes.stream_count, 0) as stream_count,
    coalesce(sizes.live_count, 0) as live_count,
    coalesce(sizes.movie_count, 0) as movie_count,
    coalesce(sizes.series_count, 0) as series_count,
    coalesce(sizes.episode_count, 0) as episode_count,
    providers.channel_count,
    coalesce(sizes.group_count, 0) as group_count,
    coalesce(periods.added_count, 0) as added_count,
    coalesce(periods.removed_count, 0) as removed_count,
    {{ ratio("periods.churned_count", "periods.ever_listed_count") }} as churn_ratio,
    {{ ratio("periods.changed_count", "periods.ever_listed_count") }} as changed_ratio,
    {{ ratio("sizes.guide_id_count", "sizes.live_count") }} as guide_id_ratio,
    {{ ratio("sizes.announced_count", "sizes.live_count") }} as announced_ratio,
    coalesce(guides.guide_channel_count, 0) as guide_channel_count,
    {{ ratio("guides.now_count", "guides.guide_channel_count") }} as guide_now_ratio,
    {{ ratio("guides.day_ratios", "guides.guide_channel_count") }} as guide_next_day_ratio,
    {{ ratio("guides.week_ratios", "guides.guide_channel_count") }} as guide_next_week_ratio,
    {{ ratio("guides.stale_channel_count", "guides.guide_channel_count") }} as guide_stale_ratio,
    {{ ratio("sizes.duplicate_count", "sizes.stream_count") }} as duplicate_ratio,
    case when newest.sync_id is not null then coalesce(defects.defect_count, 0) end as defect_count,
    {{ ratio("coalesce(defects.defect_count, 0)", "newest.entry_count") }} as defects_per_entry,
    {{ ratio("newest.reject_count", "newest.entry_count + newest.reject_count") }} as reject_ratio,
    accounts.account_status,
    accounts.expires_at,
    {{ seconds_between("periods.as_of_at", "accounts.expires_at") }} / 86400 as days_to_expiry,
    accounts.max_connections,
    accounts.active_connections,
    accounts.connections_used_ratio
from providers
left join sizes on providers.provider_id = sizes.provider_id
left join periods on providers.provider_id = periods.provider_id
left join guides on providers.provider_id = guides.provider_id
left join newest on providers.provider_id = newest.provider_id
left join defects on newest.sync_id = defects.sync_id
left join accounts on providers.provider_id = accounts.provider_id
