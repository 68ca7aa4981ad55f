"""What to do about a rejected sync, by its reason, for checks and the command line. Pure."""

_BY_REASON = {
    "implausibly_small": "Look at what came with `watchhouse inspect`; if it is right, take it with "
    "`watchhouse sync {provider} --accept`.",
    "no_entries": "Look at what came with `watchhouse inspect`; if nothing is listed any more, switch the "
    "provider off with `enabled = false`, or take an empty list with `watchhouse sync {provider} --accept`.",
    "html": "The address gave a web page: open it in a browser, and ask the provider for the right address.",
    "json": "The address gave JSON: is it a panel? Then use kind `xtream` with `panel_url`.",
    "hls_playlist": "The address is one stream, not a list: ask the provider for the playlist's address.",
    "empty": "The answer was empty: try again later, or name another host in `backup_hosts`.",
    "truncated": "The answer was cut off: try again later, or name another host in `backup_hosts`.",
    "too_large": "Raise `max_bytes` (guides: `guide_max_bytes`) if a list of that size is right.",
    "file_not_found": "Correct the path in the provider's settings.",
    "file_unreadable": "Give this user the right to read the file.",
    "folder_not_found": "Correct `folder` in the provider's settings; is the disk mounted?",
    "folder_unreadable": "Give this user the right to read the folder.",
    "too_many_files": "Name a smaller folder, or several providers with a part of it each.",
    "bad_url": "Correct the address in the provider's settings.",
    "timeout": "Try again later, raise `timeout_seconds` or `total_timeout_seconds`, or name another host in "
    "`backup_hosts`.",
    "connect": "Check the host's name and this machine's network, or name another host in `backup_hosts`.",
    "too_many_redirects": "The address leads in circles: ask the provider for the right address.",
    "http_404": "The address is gone: ask the provider for the new one.",
    "http_410": "The address is gone: ask the provider for the new one.",
    "http_429": "The provider asks for fewer requests: wait, and sync less often.",
}
_LOGIN = "Check the login in the provider's settings, and with the provider whether the account is active."
_SERVER = "The provider's server fails: try again later, or name another host in `backup_hosts`."
_UNREADABLE = (
    "Look at what comes with `watchhouse inspect`, and check the address in the provider's settings."
)
_LOGIN_REASONS = ("http_401", "http_403", "auth", "account", "expired", "banned", "disabled")


def next_step(provider_id: str, reason: str | None) -> str:
    """What someone can do now about a sync that was rejected for a reason."""
    reason = reason or ""
    if known := _BY_REASON.get(reason):
        return known.format(provider=provider_id)
    if reason.startswith(_LOGIN_REASONS):
        return _LOGIN
    return _SERVER if reason.startswith(("http_5", "transport")) else _UNREADABLE
