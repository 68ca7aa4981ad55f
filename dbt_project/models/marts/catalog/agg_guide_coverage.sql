with
    guides as (select * from {{ ref("int_guides_dated") }}),

    programmes as (select * from {{ ref("fct_programmes") }}),

    covered as (
        select
            provider_id,
            channel_id,
            bool_or(is_now) as has_programme_now,
            {{ total("day_seconds") }} as day_seconds,
            {{ total("week_seconds") }} as week_seconds,
            {{ count_where("gap_seconds >= " ~ var("guide_gap_seconds")) }} as gap_count,
            max(
                case when gap_seconds >= {{ var("guide_gap_seconds") }} then gap_seconds end
            ) as longest_gap_seconds,
            {{ count_where("is_overlapping") }} as overlap_count
        from {{ ref("int_programmes_covered") }}
        group by provider_id, channel_id
    ),

    announced as (
        select
            provider_id,
            channel_id,
            cast(count(*) as bigint) as programme_count,
            max(coalesce(stopped_at, started_at)) as last_stop_at
        from programmes
        group by provider_id, channel_id
    ),

    listed as (
        select distinct provider_id, channel_id
        from {{ ref("int_streams_listed") }}
        where is_listed and guide_channel_id is not null and channel_id is not null
    ),

    channels as (
        select provider_id, channel_id
        from announced
        union
        select provider_id, channel_id
        from listed
    )

select
    channels.provider_id,
    channels.channel_id,
    md5(channels.channel_id) as channel_key,
    guides.as_of_at,
    listed.channel_id is not null as is_listed,
    coalesce(announced.programme_count, 0) as programme_count,
    coalesce(covered.has_programme_now, false) as has_programme_now,
    coalesce({{ ratio("covered.day_seconds", "86400") }}, 0) as next_day_covered_ratio,
    coalesce({{ ratio("covered.week_seconds", "604800") }}, 0) as next_week_covered_ratio,
    coalesce(covered.gap_count, 0) as gap_count,
    covered.longest_gap_seconds,
    coalesce(covered.overlap_count, 0) as overlap_count,
    announced.last_stop_at,
    guides.renewed_at,
    guides.is_old or coalesce(announced.last_stop_at <= guides.as_of_at, true) as is_stale
from channels
inner join guides on channels.provider_id = guides.provider_id
left join
    announced on channels.provider_id = announced.provider_id and channels.channel_id = announced.channel_id
left join covered on channels.provider_id = covered.provider_id and channels.channel_id = covered.channel_id
left join listed on channels.provider_id = listed.provider_id and channels.channel_id = listed.channel_id
