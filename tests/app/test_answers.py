from app.answers import Answer, AnswerCache


def test_what_was_asked_for_last_stays() -> None:
    cache = AnswerCache(limit_bytes=10)
    cache.put("a", Answer(b"12345"))
    cache.put("b", Answer(b"12345", "/next"))
    assert cache.get("a") == Answer(b"12345")
    cache.put("c", Answer(b"1"))
    assert cache.get("b") is None
    assert cache.get("a") == Answer(b"12345")
    assert cache.get("c") == Answer(b"1")


def test_an_answer_larger_than_everything_is_not_kept() -> None:
    cache = AnswerCache(limit_bytes=10)
    cache.put("a", Answer(b"x" * 11))
    assert cache.get("a") is None
    cache.put("b", Answer(b"x" * 10))
    assert cache.get("b") is not None


def test_an_answer_put_twice_counts_once() -> None:
    cache = AnswerCache(limit_bytes=10)
    for _ in range(3):
        cache.put("a", Answer(b"12345"))
    cache.put("b", Answer(b"12345"))
    assert cache.get("a") is not None
