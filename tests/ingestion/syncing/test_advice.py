import pytest

from ingestion.syncing.advice import next_step


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("implausibly_small", "`watchhouse sync p --accept`"),
        ("no_entries", "`watchhouse sync p --accept`"),
        ("http_401", "Check the login"),
        ("http_403", "Check the login"),
        ("http_404", "ask the provider for the new one"),
        ("http_502", "`backup_hosts`"),
        ("timeout", "`timeout_seconds` or `total_timeout_seconds`"),
        ("folder_not_found", "Correct `folder`"),
        ("folder_unreadable", "the right to read"),
        ("too_many_files", "a smaller folder"),
        ("html", "web page"),
        ("something_new", "`watchhouse inspect`"),
        (None, "`watchhouse inspect`"),
    ],
)
def test_every_reason_has_a_next_step(reason: str | None, words: str) -> None:
    step = next_step("p", reason)
    assert words in step
    assert "{" not in step
