"""Settings of one guide among several (table `[providers.guide_times."NAME"]`)."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from ingestion.settings.values import SettingsTable


def _know_the_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be the name of a time zone, as Europe/Berlin")
    return value


TimeZone = Annotated[str, AfterValidator(_know_the_zone)]
ShiftMinutes = Annotated[int, Field(ge=-1560, le=1560)]


class GuideTimes(SettingsTable):
    """How the times of one guide are read; what is unset is that of the provider."""

    timezone: TimeZone | None = Field(None, description="Time zone of times that name none")
    shift_minutes: ShiftMinutes | None = Field(None, description="Minutes to add to all times")
