"""Providers: who delivers, added, tested, changed, switched off and removed, and who changed what."""

import polars as pl
import streamlit as st

from app.settings import Settings
from dashboards import formats, provider_forms
from dashboards.admin_api import AdminApi, AdminError, api_address

_TOKEN = "admin_token"  # noqa: S105 - a key, no token
_ADD = ""


def _sign_in(address: str) -> None:
    with st.form("sign_in", clear_on_submit=True, border=True):
        st.write(
            "Managing providers needs an admin token. `watchhouse admin-token NAME` makes one on the server."
        )
        token = st.text_input(
            "Admin token", type="password", help="Kept until this page is closed, never stored"
        )
        if st.form_submit_button("Manage providers", type="primary"):
            try:
                AdminApi(address, token.strip()).providers()
            except AdminError as error:
                st.error(formats.verbatim(error.detail), icon=":material/error:")
            else:
                st.session_state[_TOKEN] = token.strip()
                st.rerun()


def _sign_out() -> None:
    provider_forms.start_over()
    del st.session_state[_TOKEN]


def _state(provider: dict[str, object]) -> str:
    if provider["faults"]:
        return "faulty"
    return "enabled" if provider["is_enabled"] else "disabled"


address = api_address(Settings())
if _TOKEN not in st.session_state:
    _sign_in(address)
    st.stop()

api = AdminApi(address, st.session_state[_TOKEN])
st.button("Sign out", icon=":material/logout:", on_click=_sign_out)
try:
    providers = api.providers()
    changes = api.changes()
except AdminError as error:
    st.error(formats.verbatim(error.detail), icon=":material/error:")
    st.stop()

provider_forms.tell_outcome()
listed = [
    {
        "id": one["provider_id"],
        "name": str(one["definition"].get("name", "")),
        "kind": str(one["definition"].get("kind", "")),
        "state": _state(one),
    }
    for one in providers
]
if listed:
    st.dataframe(
        pl.DataFrame(listed).rename(provider_forms.label),
        hide_index=True,
        alt="Providers with their kind and state",
    )
by_id = {str(one["provider_id"]): one for one in providers}
if st.session_state.get(provider_forms.CHOSEN) not in by_id:
    st.session_state[provider_forms.CHOSEN] = _ADD
chosen = st.selectbox(
    "Provider to manage",
    [_ADD, *by_id],
    format_func=lambda key: key or "Add a provider",
    key=provider_forms.CHOSEN,
    on_change=provider_forms.start_over,
)
if chosen == _ADD:
    provider_forms.add_form(api)
else:
    provider_forms.edit_form(api, by_id[chosen])

st.subheader("Changes", anchor=False)
if changes:
    times = [str(one["at"])[:19].replace("T", " ") for one in changes]
    frame = pl.DataFrame([{**one, "fields": ", ".join(one["fields"])} for one in changes])
    frame = frame.with_columns(at=pl.Series(times)).rename(provider_forms.label).rename({"At": "At (UTC)"})
    st.dataframe(frame, hide_index=True, alt="Who changed which provider when")
else:
    st.caption("No changes yet.")
