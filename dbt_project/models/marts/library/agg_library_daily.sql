with
    told as (select * from {{ ref("int_statistics_settled") }}),

    asked as (
        select
            provider_id,
            view_date,
            cast(sum(view_count) as bigint) as view_count,
            {{ total("watched_seconds") }} as watched_seconds
        from told
        where item_id is not null
        group by provider_id, view_date
    ),

    own as (
        select
            provider_id,
            view_date,
            cast(sum(view_count) as bigint) as view_count,
            {{ total("watched_seconds") }} as watched_seconds
        from {{ ref("int_views_matched") }}
        group by provider_id, view_date
    ),

    compared as (
        select
            told.view_date,
            told.provider_id,
            told.view_count as provider_view_count,
            coalesce(asked.view_count, 0) as asked_view_count,
            coalesce(own.view_count, 0) as own_view_count,
            told.watched_seconds as provider_watched_seconds,
            coalesce(asked.watched_seconds, 0.0) as asked_watched_seconds,
            coalesce(own.watched_seconds, 0.0) as own_watched_seconds
        from told
        left join asked on told.provider_id = asked.provider_id and told.view_date = asked.view_date
        left join own on told.provider_id = own.provider_id and told.view_date = own.view_date
        where told.item_id is null
    )

select
    view_date,
    provider_id,
    provider_view_count,
    asked_view_count,
    greatest(provider_view_count - asked_view_count, 0) as unasked_view_count,
    own_view_count,
    own_view_count - provider_view_count as view_difference_count,
    {{ ratio("own_view_count", "provider_view_count") }} as own_view_ratio,
    provider_watched_seconds,
    asked_watched_seconds,
    own_watched_seconds,
    own_watched_seconds - provider_watched_seconds as watched_difference_seconds,
    {{ ratio("own_watched_seconds", "provider_watched_seconds") }} as own_watched_ratio,
    {{ is_reconciled() }} as is_within_tolerance
from compared
where provider_view_count + own_view_count > 0 or provider_watched_seconds + own_watched_seconds > 0
