with
    told as (select * from {{ ref("int_statistics_settled") }} where item_id is not null),

    spans as (select * from {{ ref("int_statistics_spanned") }} where item_id is not null),

    own as (
        select views.*
        from {{ ref("int_views_matched") }} as views
        inner join
            spans
            on views.provider_id = spans.provider_id
            and views.item_id = spans.item_id
            and views.view_date between spans.first_date and spans.last_date
    ),

    streams as (
        select provider_id, item_id, max(stream_key) as stream_key, max(stream_name) as stream_name
        from {{ ref("int_streams_listed") }}
        where stream_type = 'movie'
        group by provider_id, item_id
    ),

    counted as (
        select
            coalesce(told.provider_id, own.provider_id) as provider_id,
            coalesce(told.item_id, own.item_id) as item_id,
            coalesce(told.view_date, own.view_date) as view_date,
            coalesce(told.view_count, 0) as provider_view_count,
            coalesce(own.view_count, 0) as own_view_count,
            coalesce(told.watched_seconds, 0.0) as provider_watched_seconds,
            coalesce(own.watched_seconds, 0.0) as own_watched_seconds,
            coalesce(own.is_simulated, false) as is_simulated
        from told
        full outer join
            own
            on told.provider_id = own.provider_id
            and told.item_id = own.item_id
            and told.view_date = own.view_date
    ),

    compared as (
        select
            *,
            own_view_count - provider_view_count as view_difference_count,
            own_watched_seconds - provider_watched_seconds as watched_difference_seconds
        from counted
        where provider_view_count + own_view_count > 0 or provider_watched_seconds + own_watched_seconds > 0
    )

select
    compared.view_date,
    compared.provider_id,
    compared.item_id,
    streams.stream_key,
    streams.stream_name,
    provider_view_count,
    own_view_count,
    view_difference_count,
    {{ ratio("own_view_count", "provider_view_count") }} as own_view_ratio,
    provider_watched_seconds,
    own_watched_seconds,
    watched_difference_seconds,
    {{ ratio("own_watched_seconds", "provider_watched_seconds") }} as own_watched_ratio,
    {{ is_reconciled() }} as is_within_tolerance,
    is_simulated
from compared
left join streams on compared.provider_id = streams.provider_id and compared.item_id = streams.item_id
