{{ config(materialized="view") }}

-- Plays of titles of known length whose player tells the position: what retention is counted over.
with views as (select * from {{ ref("int_views_scored") }})

select
    view_hash,
    view_key,
    coalesce(viewer_key, view_key) as viewer_key,
    md5(content_id) as title_key,
    is_simulated,
    known_duration_seconds as duration_seconds
from views
where
    is_play
    and not is_bot
    and content_id is not null
    and known_duration_seconds is not null
    and max_position_seconds is not null
