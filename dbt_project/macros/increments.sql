{#- Incremental builds of playback: which sessions are built anew, and how their rows replace the old ones.

    `int_files_read` remembers the raw files that builds have read, `int_sessions_touched` the sessions that the
    new ones reach, `int_days_touched` the days of their views before and after. A build that did not come to its
    end has to be followed by one with `--full-refresh`; Dagster sees to that. -#}
{#- Whether this build adds to an earlier one. -#}
{% macro is_increment() -%}
    {%- if not execute or flags.FULL_REFRESH or model.resource_type == "unit_test" -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set files = load_relation(intermediate_relation_of("int_files_read")) -%}
    {%- if files is none -%} {{ return(false) }} {%- endif -%}
    {%- set earlier = "select count(*) from " ~ files ~ " where read_in <> '" ~ invocation_id ~ "'" -%}
    {{ return(run_query(earlier).columns[0].values()[0] > 0) }}
{%- endmacro %}

{#- An intermediate table by its name, for macros whose model comes after it anyway. -#}
{% macro intermediate_relation_of(name) -%}
    {{ return(api.Relation.create(database=target.database, schema="intermediate", identifier=name)) }}
{%- endmacro %}

{#- Condition: the session is built anew. -#}
{% macro is_session_touched(session_hash="session_hash") -%}
    {%- if is_increment() -%}
        {{ session_hash }}
        in (select session_hash from {{ intermediate_relation_of("int_sessions_touched") }} where is_rebuilt)
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{#- Condition: views of the day are built anew. -#}
{% macro is_day_touched(day) -%}
    {%- if is_increment() -%}
        {{ day }} in (select touched_date from {{ intermediate_relation_of("int_days_touched") }})
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{#- The raw files that this build is the first to read, as a list of literals. -#}
{% macro new_files() -%}
    {%- set files = intermediate_relation_of("int_files_read") -%}
    {%- set of_this_build = (
        "select landed_file from " ~ files ~ " where read_in= '" ~ invocation_id ~ "'"
    ) -%}
    {%- set names = run_query(of_this_build).columns[0].values() if execute else [] -%}
    ('' {%- for name in names %}, '{{ escape_single_quotes(name) }}' {%- endfor -%})
{%- endmacro %}

{#- Incremental strategy: the touched sessions leave, their new rows come. `unique_key` gives the session_hash. -#}
{% macro get_incremental_replace_sessions_sql(arguments) -%}
    delete from {{ arguments.target_relation }}
    where {{ is_session_touched(arguments.unique_key) }}
    ;
    {{ get_insert_into_sql(arguments.target_relation, arguments.temp_relation, arguments.dest_columns) }}
{%- endmacro %}

{#- Incremental strategy: the touched days leave, their new rows come. `unique_key` is the day's column. -#}
{% macro get_incremental_replace_days_sql(arguments) -%}
    delete from {{ arguments.target_relation }}
    where {{ is_day_touched(arguments.unique_key) }}
    ;
    {{ get_insert_into_sql(arguments.target_relation, arguments.temp_relation, arguments.dest_columns) }}
{%- endmacro %}
