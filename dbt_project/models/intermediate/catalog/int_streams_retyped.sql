with
    streams as (select * from {{ ref("int_streams_compared") }}),

    turnover as (
        select sync_id, provider_id, identity_basis, stream_key, stream_type, 'added' as side
        from streams
        where not was_listed and not is_baseline
        union all
        select next_sync_id, provider_id, identity_basis, stream_key, stream_type, 'removed'
        from streams
        where not stays_listed and next_sync_id is not null
    ),

    paired as (
        select
            sync_id,
            provider_id,
            max(case when side = 'removed' then stream_key end) as old_stream_key,
            max(case when side = 'removed' then stream_type end) as old_stream_type,
            max(case when side = 'added' then stream_key end) as stream_key,
            max(case when side = 'added' then stream_type end) as stream_type
        from turnover
        group by sync_id, provider_id, identity_basis
        having {{ count_where("side = 'added'") }} = 1 and {{ count_where("side = 'removed'") }} = 1
    )

select *
from paired
where stream_type <> old_stream_type
