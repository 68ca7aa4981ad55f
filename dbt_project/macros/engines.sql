{#- Every difference between the engines, one dispatched macro each. Models hold none. -#}
{#- Table function over all Parquet files of a raw table. On DuckDB it names those that there are now: what lands
    while a build runs waits for the next one. -#}
{% macro scan_parquet(folder) -%} {{ return(adapter.dispatch("scan_parquet")(folder)) }} {%- endmacro %}
{% macro duckdb__scan_parquet(folder) -%}
    {%- set pattern = escape_single_quotes(folder) ~ "/*/*.parquet" -%}
    {%- set files = (
        run_query("select file from glob('" ~ pattern ~ "') order by file").columns[0].values()
    ) -%}
    read_parquet(
        [
            {%- for file in files or [pattern] -%}
                '{{ escape_single_quotes(file) }}' {{- "," if not loop.last }}
            {%- endfor -%}
        ],
        hive_partitioning = true,
        union_by_name = true,
        filename = 'landed_file'
    )
{%- endmacro %}
{% macro spark__scan_parquet(folder) -%}
    (select *, _metadata.file_path as landed_file from parquet.`{{ folder }}`)
{%- endmacro %}

{#- A number (bigint) that stands for several values within one warehouse: faster to group and join by than text.
    It differs between engines and their versions, so nothing that is published may show it. -#}
{% macro hash_number(columns) -%} {{ return(adapter.dispatch("hash_number")(columns)) }} {%- endmacro %}
{% macro duckdb__hash_number(columns) -%}
    cast(hash({{ columns | join(", ") }}) >> 1 as bigint)
{%- endmacro %}
{% macro spark__hash_number(columns) -%} xxhash64({{ columns | join(", ") }}) {%- endmacro %}

{#- Whole microseconds from one timestamp to another. -#}
{% macro micros_between(start, stop) -%}
    {{ return(adapter.dispatch("micros_between")(start, stop)) }}
{%- endmacro %}
{% macro duckdb__micros_between(start, stop) -%}
    date_diff('microsecond', {{ start }}, {{ stop }})
{%- endmacro %}
{% macro spark__micros_between(start, stop) -%}
    timestampdiff(microsecond, {{ start }}, {{ stop }})
{%- endmacro %}

{#- A timestamp some microseconds (bigint) later. -#}
{% macro add_micros(moment, micros) -%}
    {{ return(adapter.dispatch("add_micros")(moment, micros)) }}
{%- endmacro %}
{% macro duckdb__add_micros(moment, micros) -%} {{ moment }} + to_microseconds({{ micros }}) {%- endmacro %}
{% macro spark__add_micros(moment, micros) -%}
    timestampadd(microsecond, {{ micros }}, {{ moment }})
{%- endmacro %}

{#- The last known value over a named window. -#}
{% macro last_known(expression, over) -%}
    {{ return(adapter.dispatch("last_known")(expression, over)) }}
{%- endmacro %}
{% macro duckdb__last_known(expression, over) -%}
    last_value({{ expression }} ignore nulls) over {{ over }}
{%- endmacro %}
{% macro spark__last_known(expression, over) -%}
    last_value({{ expression }}) ignore nulls over {{ over }}
{%- endmacro %}

{#- The next known value over a named window without a frame. -#}
{% macro next_known(expression, over) -%}
    {{ return(adapter.dispatch("next_known")(expression, over)) }}
{%- endmacro %}
{% macro duckdb__next_known(expression, over) -%}
    lead({{ expression }} ignore nulls) over {{ over }}
{%- endmacro %}
{% macro spark__next_known(expression, over) -%}
    lead({{ expression }}) ignore nulls over {{ over }}
{%- endmacro %}

{#- A number (bigint) of a text that is the same on every engine: the first 15 digits of its md5. -#}
{% macro text_number(text) -%} {{ return(adapter.dispatch("text_number")(text)) }} {%- endmacro %}
{% macro duckdb__text_number(text) -%} cast('0x' || left(md5({{ text }}), 15) as bigint) {%- endmacro %}
{% macro spark__text_number(text) -%} cast(conv(left(md5({{ text }}), 15), 16, 10) as bigint) {%- endmacro %}

{#- Interpolated percentile over a named window with a frame. -#}
{% macro moving_percentile(expression, fraction, over) -%}
    {{ return(adapter.dispatch("moving_percentile")(expression, fraction, over)) }}
{%- endmacro %}
{% macro duckdb__moving_percentile(expression, fraction, over) -%}
    quantile_cont({{ expression }}, {{ fraction }}) over {{ over }}
{%- endmacro %}
{% macro spark__moving_percentile(expression, fraction, over) -%}
    percentile({{ expression }}, {{ fraction }}) over {{ over }}
{%- endmacro %}

{#- One row for each whole number from 0 to the given one; stands alone in a select list. -#}
{% macro explode_to(last) -%} {{ return(adapter.dispatch("explode_to")(last)) }} {%- endmacro %}
{% macro duckdb__explode_to(last) -%} unnest(range(0, {{ last }} + 1)) {%- endmacro %}
{% macro spark__explode_to(last) -%} explode(sequence(0, {{ last }})) {%- endmacro %}

{#- All matches of a pattern replaced. Patterns hold no backslash: the engines escape it differently. -#}
{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch("replace_all")(text, pattern, replacement)) }}
{%- endmacro %}
{% macro duckdb__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{#- Text of a key of a JSON object; null when the text is no JSON or lacks the key. -#}
{% macro json_text(document, key) -%}
    {{ return(adapter.dispatch("json_text")(document, key)) }}
{%- endmacro %}
{% macro duckdb__json_text(document, key) -%}
    case when json_valid({{ document }}) then json_extract_string({{ document }}, '$.{{ key }}') end
{%- endmacro %}
{% macro spark__json_text(document, key) -%} get_json_object({{ document }}, '$.{{ key }}') {%- endmacro %}

{#- dbt's own macros where they are wrong: on Spark with plain timestamps they give null or zoned values, on DuckDB
    safe_cast raises. dbt looks here first. -#}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    timestampadd({{ datepart }}, {{ interval }}, cast({{ from_date_or_timestamp }} as timestamp_ntz))
{%- endmacro %}
{% macro spark__datediff(first_date, second_date, datepart) -%}
    timestampdiff(
        {{ datepart }},
        date_trunc('{{ datepart }}', {{ first_date }}),
        date_trunc('{{ datepart }}', {{ second_date }})
    )
{%- endmacro %}
{% macro spark__date_trunc(datepart, date) -%}
    cast(date_trunc('{{ datepart }}', {{ date }}) as timestamp_ntz)
{%- endmacro %}
{% macro spark__safe_cast(field, type) -%} try_cast({{ field }} as {{ type }}) {%- endmacro %}
{% macro duckdb__safe_cast(field, type) -%} try_cast({{ field }} as {{ type }}) {%- endmacro %}

{#- One row 'key=value' for each pair of a JSON object; none when the text is null or no object, null for the pair
    of a null. Stands alone in a select list. -#}
{% macro explode_pairs(document) -%} {{ return(adapter.dispatch("explode_pairs")(document)) }} {%- endmacro %}
{% macro duckdb__explode_pairs(document) -%}
    unnest(
        list_transform(
            map_entries(
                case
                    when json_type(case when json_valid({{ document }}) then {{ document }} end) = 'OBJECT'
                    then try_cast(cast({{ document }} as json) as map(varchar, varchar))
                end
            ),
            lambda pair:pair.key || '=' || pair.value
        )
    )
{%- endmacro %}
{% macro spark__explode_pairs(document) -%}
    explode(
        transform(
            map_entries(from_json({{ document }}, 'map<string, string>')),
            pair -> concat(pair.key, '=', pair.value)
        )
    )
{%- endmacro %}

{#- A text in lower case without its accents; on Spark without those of Latin, Greek and Cyrillic letters, and
    without combining ones. -#}
{% macro without_accents(text) -%} {{ return(adapter.dispatch("without_accents")(text)) }} {%- endmacro %}
{% macro duckdb__without_accents(text) -%} strip_accents({{ text }}) {%- endmacro %}
{% macro spark__without_accents(text) -%}
    {%- set accented = (
        "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżž"
        ~ "ơưǎǐǒǔǖǘǚǜǟǡǣǧǩǫǭǯǰǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳΐάέήίΰϊϋόύώйѐёѓїќѝўѷӂӑӓӗӛӝӟӣӥӧӫӭӯӱ"
        ~ "ӳӵӹḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗ"
        ~ "ẘẙẛạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁ"
        ~ "ὂὃὄὅὐὑὒὓὔὕὖὗὠὡὢὣὤὥὦὧὰάὲέὴήὶίὸόὺύὼώᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱᾲᾳᾴᾶᾷιῂῃῄῆῇῐῑῒΐῖῗῠῡῢ"
        ~ "ΰῤῥῦῧῲῳῴῶῷ"
    ) -%}
    {%- set plain = (
        "aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiijklllnnnooorrrssssttuuuuuuwyzzz"
        ~ "ouaiouuuuuaaægkooʒjgnaæøaaeeiioorruusthaeooooyιαεηιυιυουωиеегікиуѵжааеәжзииоөэуу"
        ~ "учыabbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttttuuuuuvvwwwwwxxyzzzht"
        ~ "wyſaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyyααααααααεεεεεεηηηηηηηηιιιιιιιιοο"
        ~ "οοοουυυυυυυυωωωωωωωωααεεηηιιοουυωωααααααααηηηηηηηηωωωωωωωωαααααααιηηηηηιιιιιιυυυ"
        ~ "υρρυυωωωωω"
    ) -%}
    regexp_replace(translate({{ text }}, '{{ accented }}', '{{ plain }}'), '\\p{M}', '')
{%- endmacro %}
