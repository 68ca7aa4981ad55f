-- The sessions that this build makes anew: those with new events, those whose copy of an event a new one
-- may supersede, and those that were still open. Sessions that share an event with them help to tell which
-- copy is the earliest, and are not made anew themselves. Empty in a full build, which makes all.
with
    indexed as (select * from {{ ref("int_events_indexed") }}),

    files as (select * from {{ ref("int_files_read") }}),

    events as (select * from {{ ref("stg_playback_events") }}),

    fresh as (select session_hash, event_hash from events where landed_file in {{ new_files() }}),

    earlier as (
        select max(newest_received_at) as newest_received_at from files where read_in <> '{{ invocation_id }}'
    ),

    rebuilt as (
        select session_hash
        from fresh
        union
        select indexed.session_hash
        from indexed
        semi join fresh on indexed.event_hash = fresh.event_hash
        union
        select indexed.session_hash
        from indexed
        inner join
            earlier
            on indexed.received_at
            >=
            {{ dbt.dateadd("minute", "-" ~ (var("session_gap_minutes") + 2), "earlier.newest_received_at") }}
    ),

    related as (
        select distinct indexed.event_hash
        from indexed
        semi join rebuilt on indexed.session_hash = rebuilt.session_hash
    ),

    linked as (
        select
            indexed.session_hash,
            cast(min(indexed.received_at) as date) as first_received_date,
            cast(max(indexed.received_at) as date) as last_received_date
        from indexed
        semi join related on indexed.event_hash = related.event_hash
        group by indexed.session_hash
    )

select
    linked.session_hash,
    linked.first_received_date,
    linked.last_received_date,
    rebuilt.session_hash is not null as is_rebuilt
from linked
left join rebuilt on linked.session_hash = rebuilt.session_hash
where {{ "true" if is_increment() else "false" }}
