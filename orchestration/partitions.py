"""How raw tables are partitioned: one key per provider, added as providers are configured."""

import dagster as dg

PROVIDERS = dg.DynamicPartitionsDefinition(name="provider_id")
PROVIDER_TAG = "watchhouse/provider"
