"""What lists of catalogs, guides and matches can be asked for."""

from pydantic import Field

from app.models.catalog_history import ChangeType, TitleType
from app.models.guides import RevisionType
from app.models.matching import MatchMethod, RefusalReason
from app.models.parameters import DateRange, PageParameters, Text
from app.models.scorecard import SyncKind


class ChangeParameters(PageParameters, DateRange):
    """Parameters of the list of changes; the days are those of the syncs that showed them."""

    provider_id: Text = Field(None, description="Only changes of this provider's catalog")
    stream_key: Text = Field(None, description="Only changes of this stream")
    change_type: ChangeType | None = Field(None, description="Only changes of this type")
    q: Text = Field(
        None, description="Part of the stream's name, or of the old or new value, whatever the case"
    )


class CatalogTitleParameters(PageParameters):
    """Parameters of the list of catalog titles."""

    title_type: TitleType | None = Field(None, alias="type", description="Only titles of this type")
    released_year: int | None = Field(
        None, alias="year", ge=1800, le=2999, description="Only titles first released in this year"
    )
    series_key: Text = Field(None, description="Only seasons and episodes of this series")
    is_listed: bool | None = Field(None, description="Only titles that anybody lists now, or nobody")
    q: Text = Field(None, description="Part of the name, whatever its case and accents")


class CoverageParameters(PageParameters):
    """Parameters of the coverage by guides."""

    provider_id: Text = Field(None, description="Only the guides of this provider")
    channel_key: Text = Field(None, description="Only this channel")
    is_listed: bool | None = Field(
        None, description="Only channels that the provider's live streams name, or others"
    )
    has_programme_now: bool | None = Field(None, description="Only channels with a programme on, or without")
    is_stale: bool | None = Field(None, description="Only channels whose guide is stale, or is not")
    q: Text = Field(None, description="Part of the channel's guide id, whatever its case and accents")


class RevisionParameters(PageParameters, DateRange):
    """Parameters of the list of guide revisions; the days are those of the syncs that showed them."""

    provider_id: Text = Field(None, description="Only the guides of this provider")
    channel_key: Text = Field(None, description="Only this channel")
    revision_type: RevisionType | None = Field(None, description="Only revisions of this type")
    q: Text = Field(
        None, description="Part of the old or new title or the channel's id, whatever their case and accents"
    )


class MatchParameters(PageParameters):
    """Parameters of the list of matches."""

    provider_id: Text = Field(None, description="Only streams of this provider")
    channel_key: Text = Field(None, description="Only streams of this channel")
    match_method: MatchMethod | None = Field(None, description="Only those that agree by this")
    is_accepted: bool | None = Field(None, description="Only accepted matches, or only refused ones")
    is_listed: bool | None = Field(None, description="Only streams listed now, or only removed ones")
    q: Text = Field(
        None, description="Part of the stream's name or the candidate's name or id, whatever their case"
    )


class ReviewParameters(PageParameters):
    """Parameters of the review queue of matches."""

    provider_id: Text = Field(None, description="Only channels of this provider")
    country_code: Text = Field(None, description="Only channels of this country")
    refusal_reason: RefusalReason | None = Field(None, description="Only those refused because of this")
    q: Text = Field(
        None, description="Part of the stream's name or the candidate's name or id, whatever their case"
    )


class DefectParameters(PageParameters, DateRange):
    """Parameters of the list of a provider's defects; the days are those of the syncs."""

    sync_kind: SyncKind | None = Field(None, description="Only defects of catalogs, or of guides")
    defect: Text = Field(None, description="Only this defect, by its code")


class AccountParameters(PageParameters, DateRange):
    """Parameters of the list of what a provider told of the account; the days are those of the syncs."""


class HeatmapParameters(PageParameters):
    """Parameters of the list of heatmap segments."""

    provider_id: Text = Field(None, description="Only videos of this library")
    item_id: Text = Field(None, description="Only this video, by the library's id")


class ReconciliationParameters(PageParameters, DateRange):
    """Parameters of the reconciliation with video libraries; the days are those of the views."""

    provider_id: Text = Field(None, description="Only this library")
    item_id: Text = Field(None, description="Only this video, by the library's id")
    is_within_tolerance: bool | None = Field(None, description="Only what agrees, or what does not")
    q: Text = Field(None, description="Part of the video's name, whatever its case and accents")


class LibraryDayParameters(PageParameters, DateRange):
    """Parameters of the reconciliation with video libraries as a whole; the days are those of the views."""

    provider_id: Text = Field(None, description="Only this library")
    is_within_tolerance: bool | None = Field(None, description="Only what agrees, or what does not")
