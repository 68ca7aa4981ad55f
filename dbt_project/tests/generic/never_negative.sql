{#- No row has a negative number in any of the columns; null is allowed. -#}
{% test never_negative(model, columns) %}
    select *
    from {{ model }}
    where {% for column in columns %} {{ column }} < 0 {{ 'or' if not loop.last }} {% endfor %}
{% endtest %}
