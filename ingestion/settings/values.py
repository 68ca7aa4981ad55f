"""What settings of several tables are made of: addresses, hosts, and the base of all tables."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr

from ingestion.parsers.xtream.address import complete_url, parse_panel_address

MEGABYTE = 1_000_000
MOST_BYTES = 1_000_000_000 * MEGABYTE
MOST_SECONDS = 1_000_000

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"([!-~]([\t -~]*[!-~])?)?")
_HOST = re.compile(r"(https?://)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


class SettingsTable(BaseModel):
    """A table of settings: no unknown fields, never changed, and no values in errors (they may be secret)."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _check_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if not url.startswith(("http://", "https://", "file:///")):
        raise ValueError("must begin with http://, https:// or file:/// (three slashes, absolute path)")
    if any(character.isspace() for character in url):
        raise ValueError("must not contain spaces; write %20")
    return value


def _check_panel_url(value: SecretStr) -> SecretStr:
    url = complete_url(value.get_secret_value())
    parse_panel_address(url, "any", "login")
    return SecretStr(url)


def _check_header(value: str) -> str:
    if not _HEADER_VALUE.fullmatch(value):
        raise ValueError(
            "goes into a request's header: only printable ASCII characters, and no spaces at its ends"
        )
    return value


def _check_secret_header(value: SecretStr) -> SecretStr:
    _check_header(value.get_secret_value())
    return value


def _check_header_names(value: object) -> object:
    """A name with a space may be a header without its colon, so it is not told."""
    if isinstance(value, dict) and not all(_HEADER_NAME.fullmatch(str(name)) for name in value):
        raise ValueError("a header's name has no spaces, only ASCII letters, digits and -")
    return value


def _check_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError("must be host, host:port or https://host, without path and login")
    return value.lower()


SourceUrl = Annotated[SecretStr, AfterValidator(_check_url)]
PanelUrl = Annotated[SecretStr, AfterValidator(_check_panel_url)]
HeaderText = Annotated[str, AfterValidator(_check_header)]
HeaderSecret = Annotated[SecretStr, AfterValidator(_check_secret_header)]
Headers = Annotated[dict[str, HeaderSecret], BeforeValidator(_check_header_names)]
BackupHost = Annotated[str, AfterValidator(_check_host)]
