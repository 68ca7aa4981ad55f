-- What anybody's watching is counted over: everything, each provider, channel and title.
with spans as (select * from {{ ref("int_spans_watched") }})

{% for scope, scope_key in audience_scopes() %}
    select distinct
        '{{ scope }}' as scope,
        {{ scope_key }} as scope_key,
        {{ hash_number(["'" ~ scope ~ "'", scope_key]) }} as scope_hash
    from spans
    where {{ scope_key }} is not null {{ "union all" if not loop.last }}
{% endfor %}
