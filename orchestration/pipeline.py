"""Run the platform's jobs from the command line, through Dagster, in this process.

Every run is recorded in the instance of the data folder, so Dagster's pages show it beside the daemon's.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import dagster as dg

from app.settings import Settings
from ingestion.errors import WatchhouseError
from ingestion.settings import ProviderSettings
from orchestration.dead_runs import PROCESS_TAG, own_mark
from orchestration.partitions import PROVIDER_TAG, PROVIDERS
from orchestration.pools import prepare_instance
from orchestration.providers import read_providers

Report = Callable[[str], None]


class PipelineError(WatchhouseError):
    """A run that failed; the text names the steps and their errors."""


class Pipeline:
    """The jobs of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.instance = prepare_instance(settings)

    @cached_property
    def definitions(self) -> dg.Definitions:
        """The platform's definitions; loading them parses dbt when its files have changed."""
        from orchestration.definitions import build_definitions

        return build_definitions(self.settings.data_dir)

    def providers(self) -> Sequence[ProviderSettings]:
        """The enabled providers, each with a partition."""
        providers = read_providers(self.settings)
        self.instance.add_dynamic_partitions(PROVIDERS.name or "", [provider.id for provider in providers])
        return providers

    def run(
        self, job: str, *, provider_id: str | None = None, config: Mapping[str, object] | None = None
    ) -> None:
        """Run a job, for one provider where it is partitioned. Raises PipelineError when a step failed."""
        result = self.definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            partition_key=provider_id,
            run_config=config,
            tags={PROCESS_TAG: own_mark(), **({PROVIDER_TAG: provider_id} if provider_id else {})},
            raise_on_error=False,
        )
        if not result.success:
            raise PipelineError(f"run {result.run_id} of {job} failed:\n{_describe_failures(result)}")

    def sync(
        self,
        report: Report,
        only: str | None = None,
        *,
        accept: bool = False,
        replay: str | None = None,
    ) -> None:
        """Pull the catalogs and guides of all providers, or of one.

        `accept` takes what is implausibly small; `replay` reads the kept bodies of a sync again.
        """
        asked = {"accept": accept, **({"replay": replay} if replay else {})}
        config = {"ops": {"catalog": {"config": asked}}} if accept or replay else None
        self._run_for_each(self._chosen(only), "sync_catalog", "catalog", report, config)

    def check_streams(self, report: Report, only: str | None = None) -> None:
        """Probe the streams of all providers that ask for it, and load the histories of others."""
        checked = [
            provider
            for provider in self._chosen(only)
            if provider.probe.enabled or provider.kind == "status_history"
        ]
        self._run_for_each(checked, "check_streams", "streams", report)

    def build(self, report: Report) -> None:
        """Land the collector's events, build and test the warehouse, publish a snapshot."""
        report("warehouse")
        self.run("build_warehouse")

    def build_everything(self, report: Report) -> None:
        """Pull, probe, land, build, test and publish: one full materialisation.

        What can be built is published even where a provider's run failed. Raises PipelineError at the end.
        """
        failures = []
        for work in (self.sync, self.check_streams, self.build):
            try:
                work(report)
            except PipelineError as error:
                failures.append(str(error))
        if failures:
            raise PipelineError("\n".join(failures))

    def document(self, report: Report) -> None:
        """Build the warehouse documentation."""
        report("documentation")
        self.run("build_documentation")

    def close(self) -> None:
        """Let go of Dagster's storage."""
        self.instance.dispose()

    def _run_for_each(
        self,
        providers: Sequence[ProviderSettings],
        job: str,
        what: str,
        report: Report,
        config: Mapping[str, object] | None = None,
    ) -> None:
        failures = []
        for provider in providers:
            report(f"{what} of {provider.id}")
            try:
                self.run(job, provider_id=provider.id, config=config)
            except PipelineError as error:
                failures.append(str(error))
        if failures:
            raise PipelineError("\n".join(failures))

    def _chosen(self, only: str | None) -> Sequence[ProviderSettings]:
        providers = self.providers()
        if only is None:
            return providers
        chosen = [provider for provider in providers if provider.id == only]
        if not chosen:
            known = ", ".join(provider.id for provider in providers) or "none"
            raise PipelineError(f"no provider {only!r}; configured and enabled: {known}")
        return chosen


def _describe_failures(result: dg.ExecuteInProcessResult) -> str:
    lines = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        cause = error.cause if error and error.cause else error
        lines.append(f"  {event.step_key}: {cause.message.strip() if cause else 'no error recorded'}")
    return "\n".join(lines)
