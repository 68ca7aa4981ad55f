-- The days on which the touched sessions had views before this build. Read before the views are made anew.
{% set views = (
    load_relation(
        api.Relation.create(database=target.database, schema="marts", identifier="fct_views")
    )
    if is_increment()
    else none
) %}
with touched as (select session_hash from {{ ref("int_sessions_touched") }} where is_rebuilt)

{% if views %}
    select distinct views.started_date, views.ended_date
    from {{ views }} as views
    semi join touched on {{ hash_number(["views.session_id"]) }} = touched.session_hash
{% else %}
    select cast(null as date) as started_date, cast(null as date) as ended_date from touched where false
{% endif %}
