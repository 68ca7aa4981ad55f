{#- What concurrency is counted over: the name of each scope and the column of a span or view that is its key. -#}
{% macro audience_scopes() -%}
    {{
        return(
            [
                ("all", "'all'"),
                ("provider", "provider_id"),
                ("channel", "channel_key"),
                ("title", "title_key"),
            ]
        )
    }}
{%- endmacro %}
