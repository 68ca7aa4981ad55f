{#- What each type of event says about the state of the player; the model that runs over them is
    int_states_derived. -#}
{#- What the player does from this event on, seeks aside. -#}
{% macro steady_of_event() -%}
    case
        when event_type in ('playing', 'rebuffer_end')
        then 'playing'
        when event_type = 'pause'
        then 'paused'
        when event_type = 'preload'
        then 'preload'
        when event_type = 'view_start' or is_view_start
        then 'startup'
    end
{%- endmacro %}

{#- A seek that begins or ends here. -#}
{% macro seek_of_event() -%}
    case event_type when 'seek_start' then 'seeking' when 'seek_end' then 'seek_end' end
{%- endmacro %}

{#- A stall that begins here, on top of what the player does. -#}
{% macro mark_of_event() -%}
    case event_type when 'rebuffer_start' then 'rebuffering' when 'waiting' then 'waiting' end
{%- endmacro %}

{#- A linear ad that is shown from here on, in the place of what the player does, or no longer. -#}
{% macro ad_of_event() -%}
    case
        when event_type in ('ad_start', 'ad_quartile') and is_ad_linear
        then 'advert'
        when
            event_type in ('ad_end', 'ad_skip', 'playing', 'pause', 'view_start', 'ended', 'view_end')
            or is_view_start
        then 'over'
    end
{%- endmacro %}

{#- Whether the view is over or goes on. -#}
{% macro ending_of_event() -%}
    case
        when event_type in ('ended', 'view_end')
        then 'ended'
        when is_fatal
        then 'failed'
        when event_type in ('view_start', 'playing') or is_view_start
        then 'open'
    end
{%- endmacro %}

{#- What tells of playing. -#}
{% macro sign_of_life() -%}
    case when event_type in ('playing', 'progress') then event_type when is_view_start then 'none' end
{%- endmacro %}
