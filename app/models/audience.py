"""Rows about how many watch: retention within titles, viewers at once."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from app.models.base import Row, UtcTime

Scope = Literal["all", "provider", "channel", "title"]


class RetentionStep(Row):
    """One step of a title, about a hundredth of its length."""

    step_number: int
    position_seconds: float = Field(description="Where in the title the step begins")
    pass_count: int = Field(description="Times that the step was played, replays counted each time")
    step_viewer_count: int = Field(description="Different viewers who played it")
    absolute_ratio: float | None = Field(description="pass_count / plays of the title; may exceed 1")
    unique_ratio: float | None = Field(description="step_viewer_count / viewers of the title")
    heat_ratio: float | None = Field(description="pass_count / that of the most played step")
    drop_ratio: float | None = Field(description="Fall of absolute_ratio since the step before")
    drop_rank: int | None = Field(description="1 for the largest fall; null where nothing falls")


class RetentionCurve(Row):
    """The retention of a title's real or simulated plays."""

    is_simulated: bool
    step_seconds: float
    play_count: int = Field(description="Plays of the title: the n of the ratios")
    viewer_count: int
    is_suppressed: bool = Field(description="Whether there are fewer than 5 plays: ratios are null")
    steps: list[RetentionStep]


class Retention(BaseModel):
    """Which parts of a title are watched. A live title, or one of unknown length, has no curve."""

    snapshot_id: str
    title_key: str
    curves: list[RetentionCurve] = Field(description="Real plays, then simulated ones, where there are any")


class ConcurrencyMinute(Row):
    """Views and viewers at once within one minute; minutes without any are left out."""

    view_date: date
    minute_at: UtcTime
    scope: str
    scope_key: str
    is_simulated: bool
    peak_view_count: int
    peak_viewer_count: int
    watched_seconds: float


class ConcurrencyDay(Row):
    """Views and viewers at once within one UTC day; days without any are left out."""

    view_date: date
    scope: str
    scope_key: str
    is_simulated: bool
    peak_view_count: int
    peak_viewer_count: int
    peak_at: UtcTime
    mean_view_count: float
    watched_seconds: float


class ProgrammeAudience(Row):
    """A guide's programme, and who watched its channel live while it ran."""

    programme_key: str
    provider_id: str
    channel_id: str
    channel_key: str
    title: str
    started_at: UtcTime
    stopped_at: UtcTime
    duration_seconds: float
    is_simulated: bool
    view_count: int
    viewer_count: int
    watched_seconds: float
    average_audience: float
    peak_view_count: int
