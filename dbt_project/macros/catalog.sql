{#- Expressions of catalogs, written once. -#}
{#- Lines of picture: as measured, else as the name (upper case) states: 720P, or the usual lines of 4K, FHD, HD, SD. -#}
{% macro quality_height(upper_name, height) -%}
    coalesce(
        {{ height }},
        try_cast(regexp_extract({{ upper_name }}, '(^|[^0-9A-Z])([0-9]{3,4})[PI]([^0-9A-Z]|$)', 2) as bigint),
        case
            regexp_extract({{ upper_name }}, '(^|[^0-9A-Z])(8K|4K|UHD|FHD|HD|SD)([^0-9A-Z]|$)', 2)
            when '8K'
            then 4320
            when '4K'
            then 2160
            when 'UHD'
            then 2160
            when 'FHD'
            then 1080
            when 'HD'
            then 720
            when 'SD'
            then 480
        end
    )
{%- endmacro %}

{#- A title as a person would write it: without country or quality before it (`EN: `, `|US| `, `4K - `), labels in
    square brackets, its year in parentheses, and quality after it. What would be left empty stays. -#}
{% macro bare_title(title) -%}
    {%- set qualities = "8k|4k|uhd|fhd|hd|sd|hdr10|hdr|dv|hevc|h[.]?26[45]|x26[45]|[0-9]{3,4}[pi]|web-?dl|web-?rip|blu-?ray" -%}
    {%- set before = "([A-Z]{2}|4K|UHD|FHD)" -%}
    {%- set prefix = (
        "^([|] *[A-Z0-9-]{2,6} *[|] *|"
        ~ before
        ~ " *[:|] *|"
        ~ before
        ~ " +- +|"
        ~ before
        ~ "-4K +- +)+"
    ) -%}
    {%- set labels = "[{][^}]*[}]|[(](19|20)[0-9][0-9][)]|(?i)[(](" ~ qualities ~ ")[)]" -%}
    {%- set suffix = "(?i)([ ._|-]+(" ~ qualities ~ "))+[ ._|-]*$" -%}
    {%- set without_labels = replace_all("translate(trim(" ~ title ~ "), '[]', '{}')", labels, " ") -%}
    {%- set without_prefix = replace_all("trim(" ~ without_labels ~ ")", prefix, "") -%}
    coalesce(
        nullif(
            trim({{ replace_all(replace_all("trim(" ~ without_prefix ~ ")", suffix, ""), " +", " ") }}), ''
        ),
        trim({{ title }})
    )
{%- endmacro %}

{#- A title for comparing: lower case, letters without accents, `&` as `and`, no punctuation. -#}
{% macro normal_title(bare_title) -%}
    {%- set accented = "àáâãäåāăąçćčďèéêëēęěğìíîïīıłñńňòóôõöøōőřśšşșťţțùúûüūůűýÿźžż" -%}
    {%- set plain = "aaaaaaaaacccdeeeeeeegiiiiiilnnnoooooooorsssstttuuuuuuuyyzzz" -%}
    {%- set punctuation = ".,:;!?¡¿|/_+*~#%=<>()[]{}-–—…·•" ~ '"“”„«»' -%}
    {%- set folded = (
        "replace(translate(lower("
        ~ bare_title
        ~ "), '"
        ~ accented
        ~ "', '"
        ~ plain
        ~ "'), '&', ' and ')"
    ) -%}
    {%- set letters = (
        "translate(" ~ folded ~ ", '" ~ punctuation ~ "', '" ~ " " * (punctuation | length) ~ "')"
    ) -%}
    trim({{ replace_all("translate(" ~ letters ~ ", '''’‘`´', '')", " +", " ") }})
{%- endmacro %}

{#- A guide id without its feed, as all providers may use it: a number of up to four digits is its provider's own. -#}
{% macro shared_guide_id(guide_id, provider_id) -%}
    case
        when regexp_extract({{ guide_id }}, '^([0-9]{1,4})(@.*)?$', 1) <> ''
        then {{ provider_id }} || ':' || split_part({{ guide_id }}, '@', 1)
        else split_part({{ guide_id }}, '@', 1)
    end
{%- endmacro %}
