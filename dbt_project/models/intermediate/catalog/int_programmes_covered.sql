with
    programmes as (select * from {{ ref("fct_programmes") }}),

    guides as (select * from {{ ref("int_guides_dated") }}),

    coming as (
        select
            programmes.provider_id,
            programmes.channel_id,
            programmes.guide_channel_id,
            programmes.programme_key,
            programmes.stopped_at,
            guides.as_of_at,
            greatest(programmes.started_at, guides.as_of_at) as started_at,
            guides.as_of_at + interval '1' day as day_end_at,
            guides.as_of_at + interval '7' day as week_end_at
        from programmes
        inner join guides on programmes.provider_id = guides.provider_id
        where
            programmes.stopped_at > guides.as_of_at
            and programmes.stopped_at > programmes.started_at
            and programmes.started_at < guides.as_of_at + interval '7' day
    ),

    -- Feeds of one channel complete each other; only programmes of one feed overlap.
    followed as (
        select
            *,
            coalesce(
                max(stopped_at) over (
                    partition by provider_id, channel_id
                    order by started_at asc nulls last, programme_key asc nulls last
                    rows between unbounded preceding and 1 preceding
                ),
                as_of_at
            ) as covered_until,
            max(stopped_at) over (
                partition by provider_id, guide_channel_id
                order by started_at asc nulls last, programme_key asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as feed_covered_until
        from coming
    )

select
    provider_id,
    channel_id,
    programme_key,
    started_at,
    stopped_at,
    started_at = as_of_at as is_now,
    {{ seconds_between("covered_until", "started_at") }} as gap_seconds,
    coalesce(started_at < feed_covered_until, false) as is_overlapping,
    greatest(
        {{ seconds_between("greatest(started_at, covered_until)", "least(stopped_at, day_end_at)") }}, 0
    ) as day_seconds,
    greatest(
        {{ seconds_between("greatest(started_at, covered_until)", "least(stopped_at, week_end_at)") }}, 0
    ) as week_seconds
from followed
