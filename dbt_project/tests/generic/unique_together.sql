{#- No two rows agree in all of the columns; null equals null. -#}
{% test unique_together(model, columns) %}
    select {{ columns | join(", ") }} from {{ model }} group by {{ columns | join(", ") }} having count(*) > 1
{% endtest %}
