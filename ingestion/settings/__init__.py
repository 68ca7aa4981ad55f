"""Provider settings: `providers.toml` -> validated models. Reads files, never the environment.

```toml
[[providers]]
id = "example"
name = "Example TV"
kind = "m3u"
urls = [{ env = "EXAMPLE_PLAYLIST_URL" }, "https://example.com/more.m3u"]
guide_urls = ["file:///srv/guides/example.xml.gz"]

[providers.probe]
enabled = true
```

Every text may be given as `{ env = "NAME" }` or `{ file = "/run/secrets/x" }` instead; `{ secret = "name" }`
is one that `app.definitions` keeps apart.
"""

from ingestion.settings.loading import load_providers, read_provider, read_tables
from ingestion.settings.probing import ProbeSettings
from ingestion.settings.providers import ProviderSettings

__all__ = ["ProbeSettings", "ProviderSettings", "load_providers", "read_provider", "read_tables"]
