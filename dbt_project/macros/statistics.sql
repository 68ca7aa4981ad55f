{#- Statistics of small numbers, written once. Shares are of `hits` in `observations`. -#}
{#- A statistic of so many observations; null where they are too few to tell anything (metrics 2.4). -#}
{% macro where_enough(expression, observations) -%}
    case when {{ observations }} >= {{ var("suppression_minimum") }} then {{ expression }} end
{%- endmacro %}

{#- Quotient that is null where the denominator holds too few observations. -#}
{% macro shown_ratio(hits, observations) -%}
    {{ where_enough(ratio(hits, observations), observations) }}
{%- endmacro %}

{#- Lower and upper bound of the 95 % interval of a share (Wilson 1927); null for too few observations. Rounded, which
    also keeps the bounds of 0 and of 1 exact. -#}
{% macro wilson_low(hits, observations) -%}
    {{ where_enough("abs(round(" ~ _wilson(hits, observations, "-") ~ ", 6))", observations) }}
{%- endmacro %}
{% macro wilson_high(hits, observations) -%}
    {{ where_enough("round(" ~ _wilson(hits, observations, "+") ~ ", 6)", observations) }}
{%- endmacro %}

{#- With z = 1.96: (k + z²/2 ± z √(k (n - k) / n + z²/4)) / (n + z²), the score interval with n multiplied in. -#}
{% macro _wilson(hits, observations, sign) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set k = "cast(" ~ hits ~ " as double)" -%}
    {%- set n = "cast(" ~ observations ~ " as double)" -%}
    (
        {{ k }}
        + {{ z * z / 2 }} {{ sign }} {{ z }} * sqrt({{ k }} * ({{ n }} - {{ k }}) / {{ n }} + {{ z * z / 4 }})
    )
    / ({{ n }} + {{ z * z }})
{%- endmacro %}
