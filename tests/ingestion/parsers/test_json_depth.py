import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsers.json_depth import MAX_DEPTH, is_too_deep

CONTENT = st.recursive(
    st.none() | st.text(alphabet='a"\\[]{}\n') | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='["\\{'), inner, max_size=3),
)


def depth(content: Any) -> int:
    if isinstance(content, dict):
        return 1 + max(map(depth, content.values()), default=0)
    return 1 + max(map(depth, content), default=0) if isinstance(content, list) else 0


@given(CONTENT, st.integers(0, 6), st.booleans())
def test_the_depth_is_that_of_the_decoded_text(content: Any, limit: int, is_ascii: bool) -> None:
    text = json.dumps(content, ensure_ascii=is_ascii).encode()
    assert is_too_deep(text, limit) == (depth(content) > limit)


@pytest.mark.parametrize("text", [b"[" * 1_000_000, b'{"a":' * 100_000, b"[{" * 40])
def test_what_never_closes_is_too_deep(text: bytes) -> None:
    assert is_too_deep(text)


def test_the_limit_itself_is_allowed() -> None:
    assert not is_too_deep(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert is_too_deep(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))
