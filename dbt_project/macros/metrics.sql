{#- Metrics that are watched for anomalies. Each is a sum, or a ratio of sums, of the columns of `metric_sums`, so that
    its parts add up to the whole: name, numerator, denominator (none for a sum), what the number is made of, the most
    that a bounded metric can be (none for an unbounded one), and the least that matters of an unbounded one. -#}
{% macro watched_metrics() -%}
    {{
        return(
            [
                ("view_count", "view_count", none, "view_count", none, 1),
                ("play_seconds", "play_seconds", none, "play_count", none, 1),
                ("mean_startup_ms", "startup_ms", "startup_count", "startup_count", none, 1),
                (
                    "rebuffer_ratio",
                    "rebuffer_seconds",
                    "rebuffer_seconds + play_seconds",
                    "play_count",
                    none,
                    0.01,
                ),
                ("start_failure_ratio", "start_failure_count", "view_count", "view_count", 1, none),
                ("playback_failure_ratio", "playback_failure_count", "view_count", "view_count", 1, none),
                ("exit_before_start_ratio", "exit_before_start_count", "view_count", "view_count", 1, none),
                (
                    "mean_experience_score",
                    "experience_score",
                    "experience_count",
                    "experience_count",
                    100,
                    none,
                ),
            ]
        )
    }}
{%- endmacro %}

{#- Sums over views that the metrics are made of. -#}
{% macro metric_sums() -%}
    cast(count(*) as bigint) as view_count,
    {{ count_where("is_play") }} as play_count,
    {{ total("play_seconds") }} as play_seconds,
    {{ total("rebuffer_seconds") }} as rebuffer_seconds,
    {{ total("startup_ms") }} as startup_ms,
    {{ count_where("startup_ms is not null") }} as startup_count,
    {{ count_where("is_start_failure") }} as start_failure_count,
    {{ count_where("is_playback_failure") }} as playback_failure_count,
    {{ count_where("is_exit_before_start") }} as exit_before_start_count,
    {{ total("experience_score") }} as experience_score,
    {{ count_where("experience_score is not null") }} as experience_count
{%- endmacro %}

{#- Numerator or denominator (null for a plain sum) of the metric that a column names. -#}
{% macro metric_part(part, metric) -%}
    case
        {{ metric }}
        {%- for name, numerator, denominator, _, _, _ in watched_metrics() %}
            when '{{ name }}'
            then cast({{ (numerator if part == "numerator" else denominator) or "null" }} as double)
        {%- endfor %}
    end
{%- endmacro %}

{#- Names of the sums. -#}
{% macro metric_columns() -%}
    {{
        return(
            [
                "view_count",
                "play_count",
                "play_seconds",
                "rebuffer_seconds",
                "startup_ms",
                "startup_count",
                "start_failure_count",
                "playback_failure_count",
                "exit_before_start_count",
                "experience_score",
                "experience_count",
            ]
        )
    }}
{%- endmacro %}
