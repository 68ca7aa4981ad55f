{#- Expressions that read the same on every engine, written once. -#}
{#- Hash of several columns; null and empty are the same, which is what ids need. -#}
{% macro hash_key(columns) -%}
    md5(concat_ws('|' {%- for column in columns %}, coalesce(cast({{ column }} as string), '') {%- endfor %}))
{%- endmacro %}

{#- What rows are searched by: their texts, one a line, in lower case and without accents; a Greek final sigma is a
    sigma, as upper case has one alone. After a NUL, DuckDB's strip_accents would lose the rest. -#}
{% macro search_text(columns) -%}
    {%- set lines -%}
        {%- for column in columns %}, translate({{ column }}, chr(10) || chr(0), ' ') {%- endfor -%}
    {%- endset -%}
    {{ without_accents("replace(lower(concat_ws(chr(10)" ~ lines ~ ")), 'ς', 'σ')") }}
{%- endmacro %}

{#- The newest value that is known, by an order column that is unique within the group. -#}
{% macro latest(column, order_by) -%}
    max_by({{ column }}, case when {{ column }} is not null then {{ order_by }} end)
{%- endmacro %}

{#- The first value that is known, by an order column that is unique within the group. -#}
{% macro earliest(column, order_by) -%}
    min_by({{ column }}, case when {{ column }} is not null then {{ order_by }} end)
{%- endmacro %}

{#- Rows of a condition, as bigint. -#}
{% macro count_where(condition) -%}
    cast(count(case when {{ condition }} then 1 end) as bigint)
{%- endmacro %}

{#- Sum as double, 0 for no rows; to six digits, since what lies below depends on the order of adding. -#}
{% macro total(expression) -%} coalesce(round(cast(sum({{ expression }}) as double), 6), 0) {%- endmacro %}

{#- Quotient as double, null when the denominator is 0 or null. -#}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}

{#- Seconds (double) from one timestamp to another. -#}
{% macro seconds_between(start, stop) -%}
    cast({{ micros_between(start, stop) }} as double) / 1000000
{%- endmacro %}

{#- A timestamp some seconds (may be fractional) later. -#}
{% macro add_seconds(moment, seconds) -%}
    {{ add_micros(moment, "cast(round((" ~ seconds ~ ") * 1000000) as bigint)") }}
{%- endmacro %}

{#- The columns of an event that describe its view rather than tell what happened. -#}
{% macro description_columns() -%}
    {{
        return(
            [
                "session_id",
                "client_id",
                "viewer_key",
                "site_id",
                "source",
                "content_id",
                "content_type",
                "content_title",
                "series_title",
                "provider_id",
                "channel_id",
                "stream_id",
                "organizer_id",
                "duration_seconds",
                "cdn",
                "player_name",
                "player_version",
                "player_type",
                "app_version",
                "device_type",
                "os_name",
                "os_version",
                "browser_name",
                "browser_version",
                "country_code",
                "asn",
                "as_organization",
                "custom",
                "is_bot",
                "is_capped",
                "is_simulated",
            ]
        )
    }}
{%- endmacro %}

{#- What a running counter grew by since its earlier value; a fall means that it began anew. -#}
{% macro counted_since(counter, earlier) -%}
    case
        when {{ counter }} < {{ earlier }} then {{ counter }} else {{ counter }} - coalesce({{ earlier }}, 0)
    end
{%- endmacro %}
