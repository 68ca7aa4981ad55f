with
    syncs as (select * from {{ ref("int_syncs_numbered") }} where sync_kind = 'catalog'),

    entries as (
        select
            sync_id,
            case when stream_type = 'series' then item_id else parent_item_id end as series_id,
            stream_type = 'episode' or coalesce(are_episodes_read, false) as is_read
        from {{ ref("stg_catalog_entries") }}
        where stream_type in ('series', 'episode')
    ),

    listed as (
        select syncs.provider_id, entries.series_id, syncs.sync_number, bool_or(entries.is_read) as is_read
        from entries
        inner join syncs on entries.sync_id = syncs.sync_id
        where entries.series_id is not null
        group by syncs.provider_id, entries.series_id, syncs.sync_number
    ),

    -- A sync in which the series is away tells of its episodes as well; number 0 is before the first sync.
    told as (
        select
            *,
            case when is_read then sync_number end as read_number,
            case
                when lag(sync_number) over series is distinct from sync_number - 1 then sync_number - 1
            end as away_before_number,
            case
                when lead(sync_number) over series is distinct from sync_number + 1 then sync_number + 1
            end as away_after_number
        from listed
        window series as (partition by provider_id, series_id order by sync_number asc nulls last)
    ),

    turns as (
        select
            *,
            max(read_number) over (
                partition by provider_id, series_id
                order by sync_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as previous_read_number,
            max(away_before_number) over (
                partition by provider_id, series_id
                order by sync_number asc nulls last
                rows between unbounded preceding and current row
            ) as previous_away_number,
            min(read_number) over (
                partition by provider_id, series_id
                order by sync_number asc nulls last
                rows between 1 following and unbounded following
            ) as next_read_number,
            min(away_after_number) over (
                partition by provider_id, series_id
                order by sync_number asc nulls last
                rows between current row and unbounded following
            ) as next_away_number
        from told
    )

select
    provider_id,
    series_id,
    sync_number,
    is_read,
    greatest(coalesce(previous_read_number, 0), previous_away_number) as previous_number,
    least(coalesce(next_read_number, next_away_number), next_away_number) as next_number
from turns
