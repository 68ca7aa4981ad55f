"""Country and network of an address, out of MMDB files that the operator supplies. Nothing is downloaded."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import NamedTuple

import maxminddb

Address = IPv4Address | IPv6Address
_NAME_CHARACTERS = 128


class Place(NamedTuple):
    """Where an address belongs, as far as the files tell: ISO 3166 country, autonomous system."""

    country_code: str | None = None
    asn: int | None = None
    as_organization: str | None = None


class Places:
    """Opened files. Fields are those of GeoLite2, GeoIP2 and DB-IP; a Country and a City file do alike."""

    def __init__(self, country_mmdb: Path | None, asn_mmdb: Path | None) -> None:
        """Raises OSError and `maxminddb.InvalidDatabaseError` when a file cannot be used."""
        self._countries = maxminddb.open_database(country_mmdb) if country_mmdb else None
        self._networks = maxminddb.open_database(asn_mmdb) if asn_mmdb else None

    def find(self, address: Address | None) -> Place:
        """The place of an address."""
        if address is None or (self._countries is None and self._networks is None):
            return Place()
        country = _member(_look_up(self._countries, address), "country", "registered_country")
        network = _look_up(self._networks, address)
        code, asn = country.get("iso_code"), network.get("autonomous_system_number")
        organization = network.get("autonomous_system_organization")
        return Place(
            code[:2] if isinstance(code, str) else None,
            asn if isinstance(asn, int) else None,
            organization[:_NAME_CHARACTERS] if isinstance(organization, str) else None,
        )

    def close(self) -> None:
        """Close the files."""
        for file in (self._countries, self._networks):
            if file is not None:
                file.close()


def _look_up(file: maxminddb.Reader | None, address: Address) -> dict[str, object]:
    try:
        found = file.get(address) if file else None
    except ValueError:  # an IPv6 address, and a file of IPv4 alone
        return {}
    return found if isinstance(found, dict) else {}


def _member(record: dict[str, object], *names: str) -> dict[str, object]:
    for name in names:
        if isinstance(found := record.get(name), dict):
            return found
    return {}
