with
    syncs as (select * from {{ ref("stg_catalog_syncs") }} where sync_kind = 'catalog'),

    periods as (
        select
            provider_id,
            max(started_at) as as_of_at,
            max(started_at) - interval '{{ var("scorecard_days") }}' day as period_start_at
        from syncs
        group by provider_id
    ),

    attempts as (
        select
            periods.provider_id,
            cast(count(*) as bigint) as sync_count,
            {{ count_where("syncs.outcome <> 'rejected'") }} as accepted_count
        from periods
        inner join
            syncs on periods.provider_id = syncs.provider_id and syncs.started_at > periods.period_start_at
        group by periods.provider_id
    ),

    changed as (
        select
            periods.provider_id,
            {{ count_where("changes.change_type in ('added', 'retyped')") }} as added_count,
            {{ count_where("changes.change_type in ('removed', 'retyped')") }} as removed_count,
            count(
                distinct
                case when changes.change_type in ('added', 'removed', 'retyped') then changes.stream_key end
            ) as churned_count,
            count(distinct changes.stream_key) as changed_count
        from periods
        inner join
            {{ ref("fct_catalog_changes") }} as changes
            on periods.provider_id = changes.provider_id
            and changes.changed_at > periods.period_start_at
        group by periods.provider_id
    ),

    listed as (
        select periods.provider_id, count(distinct versions.stream_key) as ever_listed_count
        from periods
        inner join
            {{ ref("dim_streams_history") }} as versions
            on periods.provider_id = versions.provider_id
            and coalesce(versions.valid_to > periods.period_start_at, true)
        group by periods.provider_id
    )

select
    periods.provider_id,
    periods.as_of_at,
    attempts.sync_count,
    attempts.accepted_count,
    coalesce(changed.added_count, 0) as added_count,
    coalesce(changed.removed_count, 0) as removed_count,
    coalesce(changed.churned_count, 0) as churned_count,
    coalesce(changed.changed_count, 0) as changed_count,
    coalesce(listed.ever_listed_count, 0) as ever_listed_count
from periods
inner join attempts on periods.provider_id = attempts.provider_id
left join changed on periods.provider_id = changed.provider_id
left join listed on periods.provider_id = listed.provider_id
