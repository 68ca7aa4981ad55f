"""The kind `xtream` against the real peer, alone and behind a proxy that spoils its answers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from pydantic import ValidationError

from ingestion.fetching import http as http_module
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.sources import PreviousSync, read_previous
from ingestion.kinds.xtream import panel_address
from ingestion.landing import RawStore
from ingestion.parsers.defects import Defects
from ingestion.parsers.xtream.guide import parse_panel_guide
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync, land_catalog, sync_catalog
from ingestion.syncing.guide import sync_guides
from tests.ingestion.loopback import loopback, text
from tests.support.faulty_proxy import (
    FaultyProxy,
    Spoil,
    as_empty_body,
    as_empty_list,
    as_half,
    as_html,
    as_never,
    as_redirect_loop,
    as_slow,
    as_status,
    as_text,
    as_wrong_types,
    faulty_proxy,
)
from tests.support.panel import EXPIRES_AT, PASSWORD, USERNAME, Panel, real_panel

NAMES = ["Alpha News", "Beta News", "1941", "A Quiet Harbour (2011)", "Night Ferry", "The Lighthouse"]
EPISODES = ["Storm", "Calm", "Return"]
LISTS = [f"get_{kind}" for kind in ("live_streams", "vod_streams", "series")]


@pytest.fixture(scope="module")
def panel() -> Iterator[Panel]:
    with real_panel() as running:
        yield running


@pytest.fixture(scope="module")
def running_proxy(panel: Panel) -> Iterator[FaultyProxy]:
    with faulty_proxy(panel.base_url) as running:
        yield running


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The retries of a sync wait a hundredth of the usual time: the peer hangs up now and then."""
    for module in ("ingestion.syncing.catalog", "ingestion.syncing.guide"):
        monkeypatch.setattr(f"{module}.FetchLimits", partial(FetchLimits, backoff_seconds=0.01))


@pytest.fixture
def proxy(running_proxy: FaultyProxy) -> FaultyProxy:
    """The proxy without faults."""
    running_proxy.reset()
    return running_proxy


def provider(base_url: str, **more: object) -> ProviderSettings:
    login = {"panel_url": base_url, "username": USERNAME, "password": PASSWORD}
    return ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "xtream", **login, **more})


def sync(settings: ProviderSettings, previous: PreviousSync | None = None, sync_id: str = "s") -> CatalogSync:
    with http_module.client(timeout_seconds=settings.timeout_seconds) as client:
        return sync_catalog(
            settings, client=client, previous=previous, sync_id=sync_id, now=lambda: datetime.now(UTC)
        )


def names(done: CatalogSync) -> list[str]:
    return done.tables["catalog_entries"]["name"].to_list()


def test_everything_that_the_panel_lists(panel: Panel) -> None:
    done = sync(provider(panel.base_url))

    assert done.outcome == "accepted", done.sync
    entries = done.tables["catalog_entries"]
    assert names(done) == NAMES + EPISODES
    assert entries["stream_type"].to_list() == ["live"] * 3 + ["movie"] * 2 + ["series"] + ["episode"] * 3
    first, last = entries.row(0, named=True), entries.row(-1, named=True)
    assert first["stream_url"] == f"{panel.base_url}/live/***/***/101.ts"
    assert (first["tvg_id"], first["group_title"]) == ("alpha.example", "News")
    assert (first["item_id"], first["identity_basis"]) == ("101", "id:101")
    assert last["series_name"] == "The Lighthouse"
    assert (last["season_number"], last["episode_number"], last["parent_item_id"]) == (2, 1, "301")
    assert (last["duration_seconds"], last["group_title"]) == (1_500, "Shows")
    assert done.tables["catalog_entries"].filter(name="A Quiet Harbour (2011)")["rating"].item() == 6.8


def test_the_account_is_in_the_row_of_the_sync(panel: Panel) -> None:
    row = sync(provider(panel.base_url)).sync.row(0, named=True)

    assert (row["account_status"], row["is_trial"]) == ("active", False)
    assert row["expires_at"] == EXPIRES_AT.replace(tzinfo=None)
    assert (row["max_connections"], row["active_connections"]) == (2, 0)


def test_logins_play_and_stand_nowhere_else(panel: Panel) -> None:
    done = sync(provider(panel.base_url))

    assert len(done.logins) == 8  # all but the series
    headers = {"Connection": "close"}  # the peer hangs up after each answer
    with http_module.client(headers=headers) as client:
        answers = [client.get(url) for url in done.logins.values()]
    assert [answer.status_code for answer in answers] == [200] * 8
    written = [str(frame.to_dicts()) for frame in (done.sync, *done.tables.values())]
    assert not any(secret in text for secret in (USERNAME, PASSWORD) for text in written)


@pytest.mark.parametrize(
    "form", ["{host}", "{url}/", "{url}/player_api.php", "http://{login}@{host}", "{get}"]
)
def test_any_form_of_the_address_is_the_same_panel(panel: Panel, form: str) -> None:
    url = panel.base_url
    login, host = f"{USERNAME}:{PASSWORD}", url.removeprefix("http://")
    query = f"{url}/get.php?username={USERNAME}&password={PASSWORD}&type=m3u_plus&output=ts"

    pasted = form.format(host=host, url=url, login=login, get=query)
    own_login = {} if "@" in pasted or "?" in pasted else {"username": USERNAME, "password": PASSWORD}
    settings = {"id": "p", "name": "P", "kind": "xtream", "panel_url": pasted, **own_login}

    done = sync(ProviderSettings.model_validate(settings))
    expected = sync(provider(url))
    assert done.outcome == "accepted"
    assert done.tables["catalog_entries"]["stream_key"].equals(
        expected.tables["catalog_entries"]["stream_key"]
    )


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"panel_url": "panel.example"}, "needs a login"),
        ({"panel_url": "panel.example", "username": "someone"}, "needs a login"),
        ({"panel_url": "ftp://someone:PLANTED@h"}, "address of a panel"),
        ({"username": "someone", "password": "PLANTED"}, "needs panel_url"),
    ],
)
def test_settings_that_cannot_be_asked(given: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault) as caught:
        ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "xtream", **given})
    assert "PLANTED" not in str(caught.value)


def test_the_second_sync_changes_nothing_but_the_account(panel: Panel, tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    first = sync(provider(panel.base_url))
    land_catalog(store, first)

    second = sync(provider(panel.base_url), read_previous(store, "p", "catalog"), "s2")

    row = second.sync.row(0, named=True)
    assert (second.outcome, row["entry_count"], row["account_status"]) == ("unchanged", 9, "active")
    assert second.count("catalog_entries") == 0


def test_the_guide_of_the_panel(panel: Panel) -> None:
    with http_module.client() as client:
        settings = provider(panel.base_url)
        done = sync_guides(settings, client=client, previous=None, sync_id="g", now=lambda: datetime.now(UTC))

    assert done.outcome == "accepted"
    assert len(done.programmes) == 24
    assert set(pl.concat(done.programmes)["channel_id"]) == {"alpha.example"}
    assert PASSWORD not in str(done.sync.to_dicts())


@pytest.mark.parametrize("how", [as_status(404), as_empty_body])
def test_without_a_guide_of_its_own_the_guides_of_its_channels(proxy: FaultyProxy, how: Spoil) -> None:
    """The peer cannot tell a guide for the second channel, which is in none; it fails, and the rest stays."""
    proxy.spoil("xmltv.php", how)
    settings = provider(proxy.base_url)
    with http_module.client() as client:
        done = sync_guides(settings, client=client, previous=None, sync_id="g", now=lambda: datetime.now(UTC))

    programmes = pl.concat(done.programmes)
    assert set(programmes["channel_id"]) == {"alpha.example"}
    assert (programmes.height, programmes["title"][0]) == (24, "Bulletin 0")


def test_short_and_full_guide_of_a_channel(panel: Panel) -> None:
    address = panel_address(provider(panel.base_url))
    with http_module.client(headers={"Connection": "close"}) as client:  # as the panel will have it
        guides = [
            parse_panel_guide(client.get(address.api_url(action, stream_id="101")).content, "x", Defects())
            for action in ("get_short_epg", "get_simple_data_table")
        ]
    short, full = (guide.programmes for guide in guides)

    assert (len(short), len(full)) == (4, 24)
    assert full[0].title == "Bulletin 0"
    assert full[0].description == "Todas las noticias é"
    assert full[0].channel_id == "alpha.example"
    assert full[1].started_at - full[0].started_at == timedelta(hours=1)
    assert full[0].started_at <= datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=1)


def test_a_wrong_login_is_refused(panel: Panel) -> None:
    done = sync(provider(panel.base_url, password="wrong-secret-0001"))

    assert (done.outcome, done.reason) == ("rejected", "auth_failed")
    assert "wrong-secret-0001" not in str(done.sync.to_dicts())


def test_requests_come_one_at_a_time(proxy: FaultyProxy) -> None:
    proxy.spoil("get_live_categories", as_slow)

    assert sync(provider(proxy.base_url)).outcome == "accepted"
    assert proxy.load.most == 1
    assert set(proxy.requests.values()) == {1}


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (as_status(401), "auth_failed"),
        (as_status(403), "auth_failed"),
        (as_status(456), "blocked"),
        (as_status(512), "blocked"),
        (as_status(404), "http_404"),
        (as_status(429, Retry_After="300"), "http_429"),
        (as_status(503), "http_503"),
        (as_html, "not_a_panel"),
        (as_empty_body, "auth_failed"),
        (as_empty_list, "auth_failed"),
        (as_text("{}"), "auth_failed"),
        (as_text('{"user_info":{"auth":0}}'), "auth_failed"),
        (as_text("Access denied"), "blocked"),
        (as_wrong_types, "not_a_panel"),
        (as_half, "truncated"),
        (as_redirect_loop, "too_many_redirects"),
        (as_never, "timeout"),
    ],
)
def test_a_spoilt_account_is_refused_without_asking_for_lists(
    proxy: FaultyProxy, how: Spoil, reason: str
) -> None:
    proxy.spoil("account", how)

    done = sync(provider(proxy.base_url, timeout_seconds=0.5 if how is as_never else 60))

    assert (done.outcome, done.reason) == ("rejected", reason)
    assert set(proxy.requests) == {"account"}
    assert PASSWORD not in str(done.sync.to_dicts())


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (as_status(401), "http_401"),
        (as_status(404), "http_404"),
        (as_status(429, Retry_After="300"), "http_429"),
        (as_status(500), "http_500"),
        (as_html, "html"),
        (as_empty_body, "empty"),
        (as_half, "truncated"),
        (as_redirect_loop, "too_many_redirects"),
        (as_never, "timeout"),
    ],
)
@pytest.mark.parametrize("action", LISTS)
def test_a_spoilt_list_rejects_the_sync(proxy: FaultyProxy, action: str, how: Spoil, reason: str) -> None:
    proxy.spoil(action, how)

    done = sync(provider(proxy.base_url, timeout_seconds=0.5 if how is as_never else 60))

    assert (done.outcome, done.reason) == ("rejected", reason)
    assert done.count("catalog_entries") == 0
    assert PASSWORD not in str(done.sync.to_dicts())


def test_a_status_of_no_standard_is_a_refusal() -> None:
    """As users report it of panels; uvicorn does not send such a status."""
    with loopback() as site:
        site.serve("/player_api.php", text("", status=884))
        assert sync(provider(site.base_url)).reason == "blocked"


def test_a_list_of_the_wrong_type_is_told(proxy: FaultyProxy) -> None:
    proxy.spoil("get_vod_streams", as_wrong_types)

    done = sync(provider(proxy.base_url))

    assert names(done) == [
        name for name in NAMES + EPISODES if name not in ("A Quiet Harbour (2011)", "Night Ferry")
    ]
    assert done.tables["catalog_defects"].select("playlist", "defect").row(0) == ("movies", "not_listed")


def test_a_panel_with_nothing_in_it_has_no_catalog(proxy: FaultyProxy) -> None:
    for action in LISTS:
        proxy.spoil(action, as_empty_list)

    assert sync(provider(proxy.base_url)).reason == "no_entries"


def test_a_passing_fault_is_asked_again(proxy: FaultyProxy) -> None:
    proxy.spoil("account", as_status(429, Retry_After="0"), times=1)
    proxy.spoil("get_live_streams", as_status(502), times=2)

    done = sync(provider(proxy.base_url))

    assert names(done) == NAMES + EPISODES
    assert (proxy.requests["account"], proxy.requests["get_live_streams"]) == (2, 3)


def test_a_list_that_is_too_much_is_asked_for_by_category(proxy: FaultyProxy) -> None:
    """The whole list fails three times; then each of the two categories answers."""
    proxy.spoil("get_live_streams", as_status(500), times=3)

    done = sync(provider(proxy.base_url))

    assert names(done) == NAMES + EPISODES
    assert proxy.requests["get_live_streams"] == 5


def test_series_that_fail_leave_the_rest(proxy: FaultyProxy) -> None:
    proxy.spoil("get_series_info", as_status(404))

    done = sync(provider(proxy.base_url))

    assert names(done) == NAMES
    assert ("series", "episodes_not_read", 1) in done.tables["catalog_defects"].select(
        "playlist", "defect", "defect_count"
    ).rows()


def test_an_account_that_expired_but_still_lists_is_taken_and_told() -> None:
    past = datetime(2024, 1, 1, tzinfo=UTC)
    with real_panel(expires_at=past, desactive_on_expiration=False) as panel:
        done = sync(provider(panel.base_url))

    assert names(done) == NAMES + EPISODES
    assert done.sync["expires_at"].item() == past.replace(tzinfo=None)
    assert "account_expired" in done.tables["catalog_defects"]["defect"].to_list()


@pytest.mark.parametrize("how", [as_empty_list, as_html, as_status(403), as_status(500)])
def test_an_account_that_expired_and_gets_nothing_is_refused(proxy: FaultyProxy, how: Spoil) -> None:
    expired = '{"user_info":{"auth":"1","status":"Expired","exp_date":"1704067200"},"server_info":{}}'
    proxy.spoil("account", as_text(expired))
    for action in LISTS:
        proxy.spoil(action, how)

    done = sync(provider(proxy.base_url))

    assert (done.outcome, done.reason) == ("rejected", "account_expired")
    assert done.sync["account_status"].item() == "expired"
    assert done.sync["expires_at"].item() == datetime.fromisoformat("2024-01-01")


def test_a_backup_host_takes_over(panel: Panel, proxy: FaultyProxy) -> None:
    proxy.spoil("*", as_status(503))
    settings = provider(proxy.base_url, backup_hosts=[panel.base_url.removeprefix("http://")])

    assert names(sync(settings)) == NAMES + EPISODES
