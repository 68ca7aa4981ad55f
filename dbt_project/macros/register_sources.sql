{#- Start hook: every source table becomes a view over its folder in the lake, `<data>/<lake_path>/<table>`. -#}
{% macro register_sources() %}
    {% if execute %}
        {% for source in graph.sources.values() %}
            {% set folder = (
                env_var("WATCHHOUSE_DATA_DIR")
                ~ "/"
                ~ source.config.meta.lake_path
                ~ "/"
                ~ source.name
            ) %}
            {% do run_query("create schema if not exists " ~ source.schema) %}
            {% do run_query(
                "create or replace view "
                ~ source.schema
                ~ "."
                ~ source.identifier
                ~ " as select * from "
                ~ scan_parquet(folder)
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
