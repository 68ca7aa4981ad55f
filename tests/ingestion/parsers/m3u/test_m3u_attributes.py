import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsers.m3u.attributes import parse_extinf, parse_header


@pytest.mark.parametrize(
    ("text", "attributes", "name", "defects"),
    [
        (':-1 tvg-id="a" x="b, c",N, "n"', {"tvg-id": "a", "x": "b, c"}, 'N, "n"', ()),
        (":-1 TVG-ID = 'a' n=it's,N", {"tvg-id": "a", "n": "it's"}, "N", ()),
        (": -1 tvg-id=a group=b,N", {"tvg-id": "a", "group": "b"}, "N", ()),
        (":-1 tvg-id= group=,N", {"tvg-id": "", "group": ""}, "N", ()),
        (':-1 tvg-id="a"group-title="b",N', {"tvg-id": "a", "group-title": "b"}, "N", ()),
        (
            ':-1 tvg-name="The "Best" TV" x="1",N',
            {"tvg-name": 'The "Best" TV', "x": "1"},
            "N",
            ("nested_quotes",),
        ),
        (':-1 logo=[""] other="[""]",N', {"logo": "", "other": ""}, "N", ("nested_quotes",)),
        (':-1 tvg-name="A,N', {"tvg-name": "A"}, "N", ("unbalanced_quotes",)),
        (':-1 tvg-name="A', {"tvg-name": "A"}, "", ("unbalanced_quotes", "no_comma", "no_name")),
        (':-1 a="1" a="2",N', {"a": "2"}, "N", ("duplicate_attribute",)),
        (":-1 what is this,N", {}, "N", ("stray_text",) * 3),
        (':-1 a="1"', {"a": "1"}, "", ("no_comma", "no_name")),
        (",N", {}, "N", ()),
        ("", {}, "", ("no_comma", "no_name")),
        (':-1 a="1",', {"a": "1"}, "", ("no_name",)),
        (':-1 user-agent="M (X; Y) K, like G",N', {"user-agent": "M (X; Y) K, like G"}, "N", ()),
    ],
)
def test_attributes_and_names(
    text: str, attributes: dict[str, str], name: str, defects: tuple[str, ...]
) -> None:
    parsed = parse_extinf(text)
    assert (parsed.attributes, parsed.name, parsed.defects) == (attributes, name, defects)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        (":-1,N", None),
        (":0,N", None),
        (":-1.0,N", None),
        (":16,N", 16.0),
        (": 16.5 a=b,N", 16.5),
        (":,N", None),
    ],
)
def test_durations(text: str, duration: float | None) -> None:
    assert parse_extinf(text).duration_seconds == duration


def test_header_attributes_have_lower_case_keys() -> None:
    assert parse_header(' X-TVG-URL="http://a,http://b" refresh=60') == {
        "x-tvg-url": "http://a,http://b",
        "refresh": "60",
    }


def test_many_attributes_end_somewhere() -> None:
    parsed = parse_extinf(":-1 " + " ".join(f'a{number}="1"' for number in range(500)) + ",Name")
    assert (len(parsed.attributes), parsed.name, parsed.defects) == (100, "Name", ("too_many_attributes",))


PLAIN = st.text(st.characters(codec="utf-8", exclude_characters='"\n\r'), max_size=20)


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), PLAIN, max_size=6), PLAIN)
def test_well_formed_lines_come_back(attributes: dict[str, str], name: str) -> None:
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    parsed = parse_extinf(f":-1{written},{name}")
    tidy = {
        key: "" if value.strip() in ("[]", "['']") else value.strip() for key, value in attributes.items()
    }
    assert (parsed.attributes, parsed.name) == (tidy, name.strip())
