"""Country and network out of real MMDB files, made here."""

from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from maxminddb import InvalidDatabaseError
from mmdb_writer import MMDBWriter
from netaddr import IPSet  # type: ignore[import-untyped]

from app.places import Place, Places


def write_mmdb(path: Path, records: dict[str, dict[str, Any]], *, ip_version: int = 6) -> Path:
    writer = MMDBWriter(ip_version=ip_version, ipv4_compatible=ip_version == 6, int_type="u32")
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return path


@pytest.fixture
def countries(tmp_path: Path) -> Path:
    german: dict[str, Any] = {"country": {"iso_code": "DE"}, "city": {"names": {"en": "Bonn"}}}
    registered = {"registered_country": {"iso_code": "FR"}}
    strange = {"country": "DE", "registered_country": {"iso_code": 7}}
    networks = {"203.0.113.0/25": german, "203.0.113.128/25": registered, "2001:db8::/32": german}
    return write_mmdb(tmp_path / "countries.mmdb", {**networks, "198.51.100.0/24": strange})


@pytest.fixture
def networks(tmp_path: Path) -> Path:
    record = {"autonomous_system_number": 64496, "autonomous_system_organization": "Example Net"}
    return write_mmdb(tmp_path / "asn.mmdb", {"203.0.113.0/24": record}, ip_version=4)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.7", Place("DE", 64496, "Example Net")),
        ("203.0.113.200", Place("FR", 64496, "Example Net")),
        ("2001:db8::1", Place("DE", None, None)),  # the other file knows IPv4 alone
        ("198.51.100.1", Place()),
        ("192.0.2.1", Place()),
    ],
)
def test_places(countries: Path, networks: Path, address: str, place: Place) -> None:
    places = Places(countries, networks)
    assert places.find(ip_address(address)) == place
    assert places.find(None) == Place()
    places.close()


def test_without_files_nothing_is_known() -> None:
    assert Places(None, None).find(ip_address("203.0.113.7")) == Place()


def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.mmdb").write_bytes(b"nonsense")
    with pytest.raises(InvalidDatabaseError):
        Places(tmp_path / "no.mmdb", None)
    with pytest.raises(FileNotFoundError):
        Places(tmp_path / "missing.mmdb", None)
