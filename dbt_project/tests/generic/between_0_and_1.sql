{#- Every value of the columns is a ratio from 0 to 1; null is allowed. -#}
{% test between_0_and_1(model, columns) %}
    select *
    from {{ model }}
    where
        {% for column in columns %} {{ column }} not between 0 and 1 {{ 'or' if not loop.last }} {% endfor %}
{% endtest %}
