{#- Whether our views and seconds are near enough to a library's: a share of its own, or a few in any case. -#}
{% macro is_reconciled() -%}
    abs(own_view_count - provider_view_count) <= greatest(
        {{ var("reconciliation_minimum_views") }},
        {{ var("reconciliation_tolerance_ratio") }} * provider_view_count
    )
    and abs(own_watched_seconds - provider_watched_seconds) <= greatest(
        {{ var("reconciliation_minimum_seconds") }},
        {{ var("reconciliation_tolerance_ratio") }} * provider_watched_seconds
    )
{%- endmacro %}
