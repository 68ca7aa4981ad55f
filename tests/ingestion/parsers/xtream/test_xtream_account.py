from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.xtream.account import PanelAccount, parse_account

at = datetime.fromisoformat
FIXTURES = Path("tests/fixtures/xtream")


def read(name: str, defects: Defects | None = None) -> PanelAccount:
    return parse_account((FIXTURES / f"{name}.json").read_bytes(), Defects() if defects is None else defects)


def test_a_trial_without_end_and_without_limit() -> None:
    account = read("account_trial")

    assert (account.status, account.is_trial, account.is_let_in, account.refusal) == (
        "trial",
        True,
        True,
        None,
    )
    assert (account.expires_at, account.max_connections, account.active_connections) == (None, None, 1)
    assert account.zone == ZoneInfo("Europe/Madrid")


def test_an_account_with_end_and_limit() -> None:
    account = read("account_active")

    assert (account.status, account.is_trial, account.refusal) == ("active", False, None)
    assert account.expires_at == at("2027-01-01")
    assert (account.max_connections, account.active_connections) == (2, 0)


def test_an_end_as_text_is_of_the_panels_zone() -> None:
    assert read("account_expiry_as_local_text").expires_at == at("2026-12-31 23:00")


def test_empty_texts_are_unknown_and_not_odd() -> None:
    defects = Defects()
    account = read("account_without_expiry", defects)

    assert (account.expires_at, account.max_connections, account.refusal) == (None, None, None)
    assert not defects


@pytest.mark.parametrize(
    ("name", "refusal", "is_let_in"),
    [
        ("account_expired", "account_expired", True),
        ("account_expired_by_the_clock", "account_expired", True),
        ("account_banned", "account_banned", False),
        ("account_disabled", "account_disabled", True),
        ("account_refused", "auth_failed", False),
    ],
)
def test_refusals(name: str, refusal: str, is_let_in: bool) -> None:
    account = read(name)

    assert (account.refusal, account.is_let_in) == (refusal, is_let_in)


def test_odd_fields_are_counted_by_path_and_absent() -> None:
    defects = Defects()
    account = read("account_odd", defects)

    assert account[1:5] == (None, None, None, None)
    assert account.is_let_in
    assert [(one.code, one.field) for one in defects] == [
        ("odd_field", "server_info.timestamp_now"),
        ("odd_field", "server_info.timezone"),
        ("odd_field", "user_info.active_cons"),
        ("odd_field", "user_info.auth"),
        ("odd_field", "user_info.exp_date"),
        ("odd_field", "user_info.is_trial"),
        ("odd_field", "user_info.max_connections"),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "auth_failed"),
        (b"[]", "auth_failed"),
        (b"{}", "auth_failed"),
        (b'{"user_info": []}', "auth_failed"),
        (b"Unauthorized", "auth_failed"),
        (b"blocked", "blocked"),
        (b"  Forbidden\n", "blocked"),
        (b"<html><head><title>Access denied</title></head></html>", "blocked"),
        (b"<html><head><title>Welcome</title></head><body>blocked</body></html>", "not_a_panel"),
        (b"#EXTM3U\n#EXTINF:-1,x\nhttp://h/1", "not_a_panel"),
        (b'{"status": "ok"}', "not_a_panel"),
        (b'[{"user_info": {}}]', "not_a_panel"),
        (b'{"user_info": {"auth": 1, "sta', "truncated"),
        (b"[" * 100_000, "too_deep"),
    ],
)
def test_answers_that_are_no_account(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_account(body, Defects())
    assert caught.value.reason == reason
