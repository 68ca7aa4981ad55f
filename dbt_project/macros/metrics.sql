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
                    "covered_rebuffer_seconds",
                    "covered_rebuffer_seconds + covered_play_seconds",
                    "playing_count",
                    none,
                    0.01,
                ),
                (
                    "start_failure_ratio",
                    "start_failure_count",
                    "covered_view_count",
                    "covered_view_count",
                    1,
                    none,
                ),
                (
                    "playback_failure_ratio",
                    "playback_failure_count",
                    "covered_view_count",
                    "covered_view_count",
                    1,
                    none,
                ),
                (
                    "exit_before_start_ratio",
                    "exit_before_start_count",
                    "covered_view_count",
                    "covered_view_count",
                    1,
                    none,
                ),
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
    {{ count_where("is_covered") }} as covered_view_count,
    {{ total("case when is_covered then play_seconds end") }} as covered_play_seconds,
    {{ total("case when is_covered then rebuffer_seconds end") }} as covered_rebuffer_seconds,
    {{ count_where("is_covered and rebuffer_ratio is not null") }} as playing_count,
    {{ total("startup_ms") }} as startup_ms,
    {{ count_where("startup_ms is not null") }} as startup_count,
    {{ count_where("is_covered and is_start_failure") }} as start_failure_count,
    {{ count_where("is_covered and is_playback_failure") }} as playback_failure_count,
    {{ count_where("is_covered and is_exit_before_start") }} as exit_before_start_count,
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
                "covered_view_count",
                "covered_play_seconds",
                "covered_rebuffer_seconds",
                "playing_count",
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
