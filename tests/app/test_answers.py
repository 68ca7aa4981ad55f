from app.answers import ENTRY_BYTES, Answer, AnswerCache

# One entry with a key of one letter and a body of 5 bytes.
ENTRY = ENTRY_BYTES + 4 + 5


def test_what_was_asked_for_last_stays() -> None:
    cache = AnswerCache(limit_bytes=2 * ENTRY)
    cache.put("a", Answer(b"12345"))
    cache.put("b", Answer(b"12345"))
    assert cache.get("a") == Answer(b"12345")
    cache.put("c", Answer(b"1"))
    assert cache.get("b") is None
    assert cache.get("a") == Answer(b"12345")
    assert cache.get("c") == Answer(b"1")


def test_an_answer_larger_than_everything_is_not_kept() -> None:
    cache = AnswerCache(limit_bytes=ENTRY)
    cache.put("a", Answer(b"x" * 6))
    assert cache.get("a") is None
    cache.put("b", Answer(b"x" * 5, None))
    assert cache.get("b") is not None


def test_an_answer_put_twice_counts_once() -> None:
    cache = AnswerCache(limit_bytes=2 * ENTRY)
    for _ in range(3):
        cache.put("a", Answer(b"12345"))
    cache.put("b", Answer(b"12345"))
    assert cache.get("a") is not None


def test_long_addresses_with_empty_answers_are_bounded_too() -> None:
    cache = AnswerCache(limit_bytes=10 * ENTRY)
    for number in range(100):
        cache.put(f"{number:02}" + "x" * 1000, Answer(b""))
    kept = [number for number in range(100) if cache.get(f"{number:02}" + "x" * 1000)]
    assert kept == [99]


def test_the_address_of_the_next_page_counts() -> None:
    cache = AnswerCache(limit_bytes=2 * ENTRY)
    cache.put("a", Answer(b"12345", "/next" * 100))
    assert cache.get("a") is None
