"""One widget per field of a provider's form: drawing it, and reading what stands in it."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboards.provider_fields import FormField
from dashboards.provider_values import ROW_NAME, Row, Widget, edited_rows, to_widget

_FIELD = "field:"


def draw(field: FormField, provider: Mapping[str, Any], typed: Mapping[str, Widget]) -> None:
    """The widget of a field. It begins with what was typed before, else with what is stored."""
    shown, key = _shown(field, provider, typed), _key(field, provider)
    if isinstance(shown, list):
        _draw_table(field, shown, key)
    elif field.type == "switch":
        st.toggle(field.label, value=bool(shown), key=key, help=field.help)
    elif field.type == "choice":
        _draw_choice(field, str(shown), key)
    elif field.type in ("lines", "headers"):
        st.text_area(field.label, value=str(shown), key=key, help=field.help, height=100)
    elif field.type == "secret":
        is_stored = field.name in provider["definition"]
        hint = "Stored; leave empty to keep it" if is_stored else ""
        st.text_input(
            field.label, value=str(shown), type="password", key=key, help=field.help, placeholder=hint
        )
    else:
        st.text_input(field.label, value=str(shown), key=key, help=field.help, placeholder=field.default)


def read(field: FormField, provider: Mapping[str, Any], typed: Mapping[str, Widget]) -> Widget:
    """What stands in the widget of a field; `typed` as it was when the widget was drawn."""
    value: Any = st.session_state[_key(field, provider)]
    shown = _shown(field, provider, typed)
    return edited_rows(field, shown, value) if isinstance(shown, list) else value


def forget_widgets() -> None:
    """Forget what stands in all fields, secrets among it."""
    for key in [key for key in st.session_state if str(key).startswith(_FIELD)]:
        del st.session_state[key]


def _shown(field: FormField, provider: Mapping[str, Any], typed: Mapping[str, Widget]) -> Widget:
    return typed.get(field.name, to_widget(field, provider["definition"]))


def _key(field: FormField, provider: Mapping[str, Any]) -> str:
    """Another state of the definition has other widgets, so that they begin with its values."""
    return f"{_FIELD}{provider['provider_id']}:{provider['etag']}:{field.name}"


def _draw_choice(field: FormField, shown: str, key: str) -> None:
    # A value that is none of the choices stays visible, as a fault tells of it.
    choices = list(dict.fromkeys(("", *field.choices, shown)))
    st.selectbox(
        field.label,
        choices,
        index=choices.index(shown),
        format_func=lambda choice: choice or f"{field.default} (default)",
        key=key,
        help=field.help,
    )


def _draw_table(field: FormField, rows: list[Row], key: str) -> None:
    columns = {ROW_NAME: "Name"} | {column.name: column.label for column in field.columns}
    helps = {column.name: column.help for column in field.columns}
    st.markdown(f":small[{field.label}]", help=field.help)
    st.data_editor(
        pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)),
        hide_index=True,
        num_rows="dynamic",
        column_config={
            name: st.column_config.TextColumn(label, help=helps.get(name), default="")
            for name, label in columns.items()
        },
        key=key,
    )
