"""The form about one provider: its fields with their faults, a dry run, saving, switching off, removing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboards import formats
from dashboards.admin_api import AdminApi, AdminError
from dashboards.provider_fields import KINDS, MAIN, FormField, faults_of, fields_of, sections_of
from dashboards.provider_values import Widget, from_widgets, repeated_names, typed_values
from dashboards.provider_widgets import draw, forget_widgets, read

_NEW: Mapping[str, Any] = {
    "provider_id": None,
    "etag": "new",
    "is_enabled": True,
    "definition": {},
    "faults": [],
}
_ERROR, _FAULTS, _RESULT, _DONE = "provider_error", "provider_faults", "provider_result", "provider_done"
_TYPED = "provider_typed"  # kept when somebody else changed the definition meanwhile
_CHANGED, _UNUSABLE = 409, 422
CHOSEN = "provider_chosen"


def add_form(api: AdminApi) -> None:
    """The form of a new provider."""
    left, right = st.columns(2)
    with left:
        st.text_input("Id", key="new_id", help="Never changes: lower-case letters, digits and -")
        _tell_faults("id", "Id")
    kind = right.selectbox(
        "Kind",
        list(KINDS),
        format_func=lambda name: KINDS[name],
        key="new_kind",
        on_change=forget_outcome,
    )
    st.checkbox(
        "Go on with the history of a removed provider of this id",
        key="new_reuse",
        help="Without it an id that was used before is refused",
    )
    _form(api, _NEW, str(kind))


def edit_form(api: AdminApi, provider: Mapping[str, Any]) -> None:
    """The form of a provider that is there, and what switches it off or removes it."""
    kind = str(provider["definition"].get("kind"))
    for fault in provider["faults"]:
        st.error(formats.verbatim(f"{fault['location']}: {fault['message']}"), icon=":material/error:")
    if kind not in KINDS:
        st.text("This kind of provider is not known. Mend the file by hand, or remove the provider.")
    else:
        _form(api, provider, kind)
    with st.container(horizontal=True):
        _switch(api, provider)
        _remove(api, provider)


def tell_outcome() -> None:
    """What came of the last click: an error, or what was done."""
    if error := st.session_state.get(_ERROR):
        st.error(formats.verbatim(error), icon=":material/error:")
    if done := st.session_state.get(_DONE):
        st.success(formats.verbatim(done), icon=":material/check_circle:")


def forget_outcome() -> None:
    """Forget what came of the last click."""
    for key in (_ERROR, _FAULTS, _RESULT, _DONE):
        st.session_state.pop(key, None)


def start_over() -> None:
    """Forget what came of the last click, and what was typed about the provider."""
    forget_outcome()
    _forget_fields()


def label(column: str) -> str:
    """How a column is headed."""
    return column.replace("_", " ").capitalize()


def _form(api: AdminApi, provider: Mapping[str, Any], kind: str) -> None:
    with st.form(f"form-{provider['provider_id']}", border=True):
        for section, fields in sections_of(kind).items():
            _draw_section(section, fields, provider)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Test", icon=":material/science:", on_click=partial(_test, api, provider, kind)
            )
            st.form_submit_button(
                "Save", icon=":material/save:", type="primary", on_click=partial(_save, api, provider, kind)
            )
    if result := st.session_state.get(_RESULT):
        _show_dry_run(result)


def _draw_section(section: str, fields: Sequence[FormField], provider: Mapping[str, Any]) -> None:
    """Fields with their faults; the advanced ones are folded while nothing is to be seen to in them."""
    faults, typed = st.session_state.get(_FAULTS, {}), st.session_state.get(_TYPED, {})
    if not fields:
        return
    is_open = any(field.name in typed or faults_of(field.name, faults) for field in fields)
    with st.container() if section == MAIN else st.expander(section, expanded=is_open):
        for field in fields:
            draw(field, provider, typed)
            _tell_faults(field.name, field.label)


def _tell_faults(name: str, label: str) -> None:
    for message in faults_of(name, st.session_state.get(_FAULTS, {})):
        st.markdown(f":red[:material/error: {label}: {formats.verbatim(message)}]")


def _given(provider: Mapping[str, Any], kind: str) -> dict[str, Widget]:
    typed = st.session_state.get(_TYPED, {})
    return {field.name: read(field, provider, typed) for field in fields_of(kind)}


def _entered(provider: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What is to be sent. Raises AdminError where that would leave something out."""
    fields, given = fields_of(kind), _given(provider, kind)
    if faults := repeated_names(fields, given):
        raise AdminError(_UNUSABLE, "", faults)
    changes = from_widgets(fields, given, provider["definition"])
    if provider["provider_id"] is None:
        return {"id": st.session_state["new_id"].strip(), "kind": kind, **changes}
    return changes


def _test(api: AdminApi, provider: Mapping[str, Any], kind: str) -> None:
    def test() -> None:
        st.session_state[_RESULT] = api.test(provider["provider_id"], _entered(provider, kind))

    _attempt(test, None)


def _save(api: AdminApi, provider: Mapping[str, Any], kind: str) -> None:
    provider_id = provider["provider_id"] or st.session_state["new_id"].strip()

    def save() -> None:
        fields = _entered(provider, kind)
        if provider["provider_id"] is None:
            api.add(fields, reuse=bool(st.session_state["new_reuse"]))
            st.session_state[CHOSEN] = provider_id
        elif fields:
            _change(api, provider, kind, fields)
        _forget_fields()

    _attempt(save, f"{provider_id} is saved.")


def _change(api: AdminApi, provider: Mapping[str, Any], kind: str, fields: Mapping[str, Any]) -> None:
    """Change a provider. Where somebody else did meanwhile, keep what was typed, and tell who and when."""
    provider_id = str(provider["provider_id"])
    try:
        api.change(provider_id, str(provider["etag"]), fields)
    except AdminError as error:
        if error.status != _CHANGED:
            raise
        st.session_state[_TYPED] = typed_values(
            fields_of(kind), _given(provider, kind), provider["definition"]
        )
        told = [error.detail, *map(_tell_change, api.changes(provider_id)[:1])]
        told.append("What you typed is kept below: look through it, and save it again.")
        raise AdminError(_CHANGED, " ".join(told)) from None


def _tell_change(change: Mapping[str, Any]) -> str:
    at = formats.moment(datetime.fromisoformat(change["at"]))
    fields = f": {', '.join(change['fields'])}" if change["fields"] else ""
    return f"Recorded last: {change['action']} by {change['by']} ({change['via']}) on {at}{fields}."


def _forget_fields() -> None:
    """Forget what was entered, secrets among it."""
    st.session_state.pop(_TYPED, None)
    forget_widgets()
    for key in [key for key in st.session_state if str(key).startswith("new_")]:
        del st.session_state[key]


def _switch(api: AdminApi, provider: Mapping[str, Any]) -> None:
    verb = "Disable" if provider["is_enabled"] else "Enable"
    changes = {"enabled": not provider["is_enabled"]}
    with st.popover(f"{verb} …", icon=":material/power_settings_new:"):
        st.write(f"{verb} {formats.verbatim(provider['provider_id'])}? Its history stays.")
        st.button(
            verb,
            on_click=lambda: _attempt(
                lambda: api.change(provider["provider_id"], provider["etag"], changes),
                f"{provider['provider_id']} is {verb.lower()}d.",
            ),
        )


def _remove(api: AdminApi, provider: Mapping[str, Any]) -> None:
    provider_id = provider["provider_id"]

    def remove() -> None:
        api.remove(provider_id, provider["etag"])
        st.session_state[CHOSEN] = ""

    with st.popover("Remove …", icon=":material/delete:"):
        st.write("The definition and its secrets go; what was read from the provider stays.")
        typed = st.text_input(
            f"Type {formats.verbatim(provider_id)} to confirm", key=f"confirm-{provider_id}"
        )
        st.button(
            "Remove",
            type="primary",
            disabled=typed != provider_id,
            on_click=lambda: _attempt(remove, f"{provider_id} is removed."),
        )


def _attempt(work: Callable[[], None], done: str | None) -> None:
    """Do what a click asks for, and keep what came of it for the page that follows."""
    forget_outcome()
    try:
        work()
    except AdminError as error:
        st.session_state[_FAULTS] = error.faults
        st.session_state[_ERROR] = (
            "Some fields cannot be used as they are. Nothing was saved." if error.faults else error.detail
        )
    else:
        st.session_state[_DONE] = done


def _show_dry_run(result: Mapping[str, Any]) -> None:
    with st.container(border=True):
        st.subheader("What would be loaded", anchor=False)
        for name, part in (("Catalog", result["catalog"]), ("Guides", result["guides"])):
            if part:
                _show_part(name, part)
        if result["entries_by_type"]:
            counts = ", ".join(f"{count:,} {name}" for name, count in result["entries_by_type"].items())
            st.text(f"Entries by type: {counts}")
        if result["account"]:
            known = {name: value for name, value in result["account"].items() if value is not None}
            st.text("Account: " + ", ".join(f"{name} {value}" for name, value in known.items()))
        _table("Samples", result["samples"])
        _table("Odd, and read all the same", result["defects"])
        st.caption(f"Took {result['duration_seconds']:.1f} s. Nothing of it was kept.")


def _show_part(name: str, part: Mapping[str, Any]) -> None:
    is_read = part["outcome"] != "rejected"
    icon = ":material/check_circle:" if is_read else ":material/error:"
    st.markdown(f"{icon} **{name}: {part['outcome']}**")
    st.text(f"{part['entry_count']:,} entries, {part['reject_count']:,} rejected")
    if not is_read:
        st.text(f"{part['reason']}: {part['detail']}")
    _table(f"{name}: rejected", part["rejects"])


def _table(title: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        st.caption(title)
        frame = pl.DataFrame(rows, infer_schema_length=None)
        st.dataframe(frame.rename(label), hide_index=True, alt=title)
