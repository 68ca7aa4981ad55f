with
    checks as (select * from {{ ref("int_checks_grouped") }}),

    streams as (select * from {{ ref("int_streams_listed") }}),

    providers as (select provider_id, max(checked_at) as last_checked_at from checks group by provider_id),

    outages as (
        select
            stream_key,
            group_number,
            max(provider_id) as provider_id,
            min(case when not is_good then checked_at end) as opened_at,
            max(case when is_closing then checked_at end) as recovered_at,
            max(last_checked_at) as last_checked_at,
            max(known_until) as known_until,
            {{ count_where("not is_good") }} as failed_check_count,
            min_by(reason, case when not is_good then check_number end) as first_reason
        from checks
        group by stream_key, group_number
        having bool_or(not is_good)
    ),

    -- A stream that is no longer checked while its provider is cannot recover: its incident ends where its
    -- last check stops to stand.
    incidents as (
        select
            outages.*,
            coalesce(
                outages.recovered_at,
                case when outages.known_until < providers.last_checked_at then outages.known_until end
            ) as closed_at
        from outages
        inner join providers on outages.provider_id = providers.provider_id
    )

select
    {{ hash_key(["incidents.stream_key", "incidents.opened_at"]) }} as incident_key,
    incidents.stream_key,
    streams.stream_name,
    incidents.provider_id,
    incidents.opened_at,
    cast(incidents.opened_at as date) as opened_date,
    incidents.closed_at,
    incidents.closed_at is null as is_open,
    {{
        seconds_between(
            "incidents.opened_at",
            "coalesce(incidents.closed_at, incidents.last_checked_at)",
        )
    }} as duration_seconds,
    incidents.failed_check_count,
    incidents.first_reason,
    'stream' as incident_kind
from incidents
left join streams on incidents.stream_key = streams.stream_key
