"""Who may send: the sites of `sites.toml`, with their write keys and origins. Without the file everyone may.

    [sites.main]
    write_key_sha256 = ["<64 hex digits: printf %s "$KEY" | sha256sum>"]
    origins = ["https://www.example.org"]    # pages elsewhere are refused; none are when left out

Keys are long random texts (`openssl rand -hex 24`); only their SHA-256 is stored. Two a site let one be
replaced by the other. The file is read when the process starts.
"""

import hashlib
import hmac
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from app.problem import ProblemError, ProblemType

KEY_CHARACTERS = 256
SiteId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
KeyHash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Origin = Annotated[str, Meta(pattern=r"^(\w[\w+.-]*://[^/\s]+|null)$")]


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one site may do. No origins means all."""

    write_key_sha256: Annotated[list[KeyHash], Meta(min_length=1, max_length=16)]
    origins: list[Origin] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    sites: Annotated[dict[SiteId, Site], Meta(min_length=1, max_length=1000)]


class SitesFileError(ValueError):
    """The sites file is not what it should be: nobody may send before that is mended."""


class Sites:
    """The sites that may send; none at all means that everyone may, without a key."""

    def __init__(self, sites: dict[str, Site]) -> None:
        self._sites = sites
        self._keys = [(digest, name) for name, site in sites.items() for digest in site.write_key_sha256]

    def admit(self, write_key: str | None, origin: str | None) -> str | None:
        """The id of the site that a key belongs to; None where no sites are configured.

        Raises ProblemError: 401 without a key, 403 with a wrong one or from an origin that is not the site's.
        """
        if not self._keys:
            return None
        if not write_key:
            raise ProblemError(
                401,
                ProblemType.UNAUTHORIZED,
                "sending events needs a write key",
                headers={"WWW-Authenticate": 'Bearer realm="watchhouse events"'},
            )
        name = self._name_of(write_key)
        if name is None:
            raise ProblemError(403, ProblemType.FORBIDDEN, "this write key is not known")
        origins = self._sites[name].origins
        if origin is not None and origins and origin not in origins:
            raise ProblemError(403, ProblemType.FORBIDDEN, "this origin may not send events for the site")
        return name

    def _name_of(self, write_key: str) -> str | None:
        """Compares with every key, so that time tells nothing."""
        given = hashlib.sha256(write_key[:KEY_CHARACTERS].encode()).hexdigest()
        found = None
        for digest, name in self._keys:
            if hmac.compare_digest(given, digest):
                found = name
        return found


def read_sites(path: Path) -> Sites:
    """The sites of a file. Raises SitesFileError naming the fault, OSError when it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Sites({})
    try:
        return Sites(msgspec.toml.decode(content, type=_File).sites)
    except (msgspec.MsgspecError, ValueError) as error:
        raise SitesFileError(f"{path.name}: {error}") from error
