{#- What views can be broken down by, beside the operator's own dimensions: name, and column of fct_views. -#}
{% macro dimensions() -%}
    {{
        return(
            {
                "country": "country_code",
                "asn": "asn",
                "device": "device_type",
                "os": "os_name",
                "browser": "browser_name",
                "player": "player_name",
                "cdn": "cdn",
                "provider": "provider_id",
                "channel": "channel_id",
                "title": "content_id",
                "organizer": "organizer_id",
                "site": "site_id",
                "source": "source",
            }
        )
    }}
{%- endmacro %}

{#- Name and value of the dimension of a grouping set. Only its own column is not null there, so that the first
    that is known is its value; none is known where the value is unknown. -#}
{% macro dimension_name() -%}
    case
        {%- for name, column in dimensions().items() %}
            when grouping({{ column }}) = 0 then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro %}
{% macro dimension_value() -%}
    coalesce(
        {%- for column in dimensions().values() %}
            cast({{ column }} as string) {{- "," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- One grouping set for each dimension, each with the given columns. -#}
{% macro by_each_dimension(columns) -%}
    grouping sets (
        {%- for column in dimensions().values() %}
            ({{ columns | join(", ") }}, {{ column }}) {{- "," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
