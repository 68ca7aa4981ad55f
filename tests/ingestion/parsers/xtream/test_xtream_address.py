import pytest

from ingestion.parsers.xtream.address import PanelAddress, parse_panel_address

SECRET = "pass word/1"


@pytest.mark.parametrize(
    ("pasted", "base"),
    [
        ("panel.example", "http://panel.example"),
        ("  Panel.Example:8080/ ", "http://panel.example:8080"),
        ("https://panel.example/base/path/", "https://panel.example/base/path"),
        ("HTTP://panel.example:80", "http://panel.example:80"),
        ("//panel.example/c", "http://panel.example/c"),
        ("http://panel.example/player_api.php", "http://panel.example"),
        ("http://panel.example/base/get.php?type=m3u_plus&output=ts", "http://panel.example/base"),
        ("http://panel.example/XMLTV.PHP#top", "http://panel.example"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080"),
    ],
)
def test_bases(pasted: str, base: str) -> None:
    assert parse_panel_address(pasted, "someone", SECRET) == PanelAddress(base, "someone", SECRET)


@pytest.mark.parametrize(
    "pasted",
    [
        "http://h/get.php?username=some%40one&password=pass+word%2F1&type=m3u_plus",
        "h/player_api.php?password=pass%20word/1&username=some@one",
        "http://h/get.php?username=some%40one&amp;password=pass+word%2F1",
        "http://h/get.php?u=some%40one&p=pass+word%2F1",
        "http://some%40one:pass%20word%2F1@h",
        "some%40one:pass%20word%2F1@h/",
        "http://proxy:user@h/get.php?username=some%40one&password=pass+word%2F1",
    ],
)
def test_logins(pasted: str) -> None:
    assert parse_panel_address(pasted) == PanelAddress("http://h", "some@one", SECRET)


def test_a_given_login_wins() -> None:
    pasted = "http://h/get.php?username=old&password=older"
    assert parse_panel_address(pasted, "new", "newer") == PanelAddress("http://h", "new", "newer")


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "ftp://u:SECRET@h",
        "http://",
        "http://u:SECRET@h:port/",
        "u:SECRET@[::1",
        "http://u:SECRET@h\u2100x/",
    ],
)
def test_what_is_no_address_is_refused_without_quoting_it(pasted: str) -> None:
    with pytest.raises(ValueError, match="address of a panel") as caught:
        parse_panel_address(pasted)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("pasted", ["h", "http://someone@h", "h/get.php?username=someone"])
def test_an_address_without_login_is_refused(pasted: str) -> None:
    with pytest.raises(ValueError, match="needs a login"):
        parse_panel_address(pasted)


def test_addresses_of_the_panel_quote_the_login() -> None:
    address = parse_panel_address("h/base", "some@one", SECRET)

    assert address.api_url() == "http://h/base/player_api.php?username=some%40one&password=pass+word%2F1"
    assert address.api_url("get_series_info", series_id="7").endswith("&action=get_series_info&series_id=7")
    assert address.guide_url() == "http://h/base/xmltv.php?username=some%40one&password=pass+word%2F1"
    assert address.media_prefix("live") == "http://h/base/live/some%40one/pass%20word%2F1/"
    assert address.hidden_prefix("live") == "http://h/base/live/***/***/"
    assert SECRET not in repr(address)
