"""What the API can be asked for. A parameter that is not known is refused, so that a typing error shows."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.models.audience import Scope
from app.models.catalog import StreamStatus, StreamType
from app.models.insights import Direction, Grain
from app.models.playback import ContentType

PAGE_LIMIT = 1000
Text = Annotated[str | None, Field(max_length=256)]


class Parameters(BaseModel):
    """Parameters of a request; those that are None filter nothing."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class PageParameters(Parameters):
    """Parameters of every list."""

    limit: int = Field(100, ge=1, le=PAGE_LIMIT, description="Most items of a page")
    next: str | None = Field(None, max_length=2048, description="Token of the page to go on with")

    def filters(self) -> dict[str, object]:
        """The filters by name, without what chooses the page."""
        return self.model_dump(exclude={"limit", "next"})


class DateRange(Parameters):
    """A range of UTC days, both ends included."""

    first_date: date | None = Field(None, alias="from", description="First UTC day")
    last_date: date | None = Field(None, alias="to", description="Last UTC day, included")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first_date and self.last_date and self.first_date > self.last_date:
            raise ValueError("`from` is after `to`")
        return self


class SummaryParameters(DateRange):
    """Parameters of the summary."""

    provider_id: Text = Field(None, description="Only this provider")
    content_type: ContentType | None = Field(None, description="Only views of this type of title")
    organizer_id: Text = Field(None, description="Only views of this organizer's titles")
    is_simulated: bool | None = Field(None, description="Only simulated views, or only real ones")


class ProviderParameters(PageParameters):
    """Parameters of the list of providers."""

    provider_kind: Text = Field(None, description="Only providers of this kind")
    last_outcome: Literal["accepted", "unchanged", "rejected"] | None = Field(
        None, description="Only providers whose newest sync ended so"
    )
    q: Text = Field(None, description="Part of the name, whatever its case and accents")


class StreamParameters(PageParameters):
    """Parameters of the list of streams."""

    provider_id: Text = Field(None, description="Only streams of this provider")
    stream_type: StreamType | None = Field(None, description="Only streams of this type")
    channel_key: Text = Field(None, description="Only streams that carry this channel")
    status: StreamStatus | None = Field(None, description="Only streams whose newest check said so")
    is_listed: bool | None = Field(None, description="Only streams listed now, or only removed ones")
    q: Text = Field(None, description="Part of the name or group, whatever its case and accents")


class ChannelParameters(PageParameters):
    """Parameters of the list of channels."""

    provider_id: Text = Field(None, description="Only channels that this provider lists")
    channel_id: Text = Field(None, description="Only the channel of this id")
    country_code: Text = Field(None, description="Only channels of this country")
    has_guide: bool | None = Field(None, description="Only channels with a guide, or without one")
    is_known: bool | None = Field(None, description="Only channels known beyond catalogs, or others")
    is_listed: bool | None = Field(None, description="Only channels that anybody lists now, or nobody")
    q: Text = Field(None, description="Part of the name or id, whatever its case and accents")


class IncidentParameters(PageParameters, DateRange):
    """Parameters of the list of incidents; the days are those of their opening."""

    provider_id: Text = Field(None, description="Only incidents of this provider")
    stream_key: Text = Field(None, description="Only incidents of this stream")
    is_open: bool | None = Field(None, description="Only open incidents, or only closed ones")


class TitleParameters(PageParameters, DateRange):
    """Parameters of the list of titles; counts and seconds cover the views of these days."""

    provider_id: Text = Field(None, description="Only titles of this provider")
    content_type: ContentType | None = Field(None, description="Only titles of this type")
    organizer_id: Text = Field(None, description="Only titles of this organizer")
    is_simulated: bool | None = Field(None, description="Only simulated views, or only real ones")
    q: Text = Field(
        None, description="Part of the title's or its series' name, whatever its case and accents"
    )


class ViewParameters(PageParameters, DateRange):
    """Parameters of the list of views; the days are those of their start."""

    provider_id: Text = Field(None, description="Only views of this provider's titles")
    content_type: ContentType | None = Field(None, description="Only views of this type of title")
    organizer_id: Text = Field(None, description="Only views of this organizer's titles")
    title_key: Text = Field(None, description="Only views of this title")
    viewer_key: Text = Field(None, description="Only views of this viewer")
    device: Text = Field(None, description="Only views on this type of device")
    os: Text = Field(None, description="Only views on this operating system")
    browser: Text = Field(None, description="Only views in this browser")
    player: Text = Field(None, description="Only views in this player")
    country: Text = Field(None, description="Only views from this country")
    cdn: Text = Field(None, description="Only views over this delivery network")
    site: Text = Field(None, description="Only views on this site")
    channel: Text = Field(None, description="Only views of this channel, by its id")
    is_simulated: bool | None = Field(None, description="Only simulated views, or only real ones")
    has_error: bool | None = Field(None, description="Only views with an error, or without one")
    is_bot: bool = Field(False, description="Only views of bots instead of all others")


class RetentionParameters(Parameters):
    """Parameters of a title's retention."""

    is_simulated: bool | None = Field(None, description="Only simulated views, or only real ones")


class ConcurrencyParameters(PageParameters, DateRange):
    """Parameters of the lists of viewers at once."""

    group: Literal["minute", "day"] = Field("minute", description="Length of a row")
    scope: Scope = Field("all", description="All views, or those of one provider, channel or title")
    scope_key: Text = Field(None, description="Only this provider_id, channel_key or title_key")
    is_simulated: bool | None = Field(None, description="Only rows with simulated views, or without")

    def filters(self) -> dict[str, object]:
        """The filters by name, without what chooses the page and the table."""
        return self.model_dump(exclude={"limit", "next", "group"})


class ProgrammeParameters(PageParameters, DateRange):
    """Parameters of the audience of programmes; the days are those of their start."""

    provider_id: Text = Field(None, description="Only programmes of this provider's guide")
    channel_key: Text = Field(None, description="Only programmes of this channel")
    is_simulated: bool | None = Field(None, description="Only programmes with simulated views, or without")
    q: Text = Field(None, description="Part of the title, whatever its case and accents")


class CohortParameters(PageParameters, DateRange):
    """Parameters of the cohorts; the days are the Mondays of their first week."""

    is_simulated: bool | None = Field(None, description="Only simulated viewers, or only real ones")


class TrendingParameters(PageParameters):
    """Parameters of the trending titles."""

    is_simulated: bool | None = Field(None, description="Only simulated views, or only real ones")


class AnomalyParameters(PageParameters, DateRange):
    """Parameters of the anomalies; the days are those of their hour or day."""

    metric: Text = Field(None, description="Only anomalies of this metric")
    grain: Grain | None = Field(None, description="Only hours, or only days")
    direction: Direction | None = Field(None, description="Only what rose, or only what fell")
    is_simulated: bool | None = Field(None, description="Only simulated views, or only real ones")
