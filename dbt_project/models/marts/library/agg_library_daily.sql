with
    told as (select * from {{ ref("int_statistics_settled") }}),

    totals as (select * from told where item_id is null),

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

    spans as (select * from {{ ref("int_statistics_spanned") }} where item_id is null),

    own as (
        select
            views.provider_id,
            views.view_date,
            cast(sum(views.view_count) as bigint) as view_count,
            {{ total("views.watched_seconds") }} as watched_seconds,
            bool_or(views.is_simulated) as is_simulated
        from {{ ref("int_views_matched") }} as views
        inner join
            spans
            on views.provider_id = spans.provider_id
            and views.view_date between spans.first_date and spans.last_date
        group by views.provider_id, views.view_date
    ),

    counted as (
        select
            coalesce(totals.provider_id, own.provider_id) as provider_id,
            coalesce(totals.view_date, own.view_date) as view_date,
            coalesce(totals.view_count, 0) as provider_view_count,
            coalesce(own.view_count, 0) as own_view_count,
            coalesce(totals.watched_seconds, 0.0) as provider_watched_seconds,
            coalesce(own.watched_seconds, 0.0) as own_watched_seconds,
            coalesce(own.is_simulated, false) as is_simulated
        from totals
        full outer join own on totals.provider_id = own.provider_id and totals.view_date = own.view_date
    ),

    compared as (
        select
            counted.*,
            coalesce(asked.view_count, 0) as asked_view_count,
            coalesce(asked.watched_seconds, 0.0) as asked_watched_seconds
        from counted
        left join asked on counted.provider_id = asked.provider_id and counted.view_date = asked.view_date
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
    {{ is_reconciled() }} as is_within_tolerance,
    is_simulated
from compared
where provider_view_count + own_view_count > 0 or provider_watched_seconds + own_watched_seconds > 0
