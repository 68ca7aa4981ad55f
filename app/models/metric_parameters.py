"""What questions about metrics can be asked with."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.models.parameters import Parameters
from app.queries.dimensions import Conditions, check_dimension, conditions, parse_filter, parse_metric_filter
from app.queries.measuring import Group, Order
from app.queries.metric import Measure

EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)


def _a_filter(text: str) -> str:
    parse_filter(text)
    return text


def _a_metric_filter(text: str) -> str:
    parse_metric_filter(text)
    return text


FilterText = Annotated[str, StringConstraints(max_length=512), AfterValidator(_a_filter)]
MetricFilterText = Annotated[str, StringConstraints(max_length=100), AfterValidator(_a_metric_filter)]
DimensionName = Annotated[str, StringConstraints(max_length=160), AfterValidator(check_dimension)]
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class SliceParameters(Parameters):
    """Which views: the last 7 days of data where nothing else is said, and no bots."""

    first_date: Day | None = Field(None, alias="from", description="First UTC day; 6 before `to` if left out")
    last_date: Day | None = Field(None, alias="to", description="Last UTC day, included; the newest of data")
    filters: list[FilterText] = Field(
        [],
        max_length=20,
        description="`dimension:value`, or `!dimension:value` for all others; nothing after the colon means "
        "unknown. Values of one dimension are alternatives, dimensions narrow each other.",
    )
    metric_filters: list[MetricFilterText] = Field(
        [], max_length=10, description="`metric>=number` (or >, <=, <): only views with such a value"
    )
    is_simulated: bool | None = Field(None, description="Only simulated views, or only real ones")
    is_bot: bool = Field(False, description="Only views of bots instead of all others")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first_date and self.last_date and self.first_date > self.last_date:
            raise ValueError("`from` is after `to`")
        return self

    @property
    def is_filtered(self) -> bool:
        """Whether filters choose a part of the views."""
        return bool(self.filters or self.metric_filters)

    def population(self) -> Conditions:
        """The views that are looked at before any filter: real or simulated, bots or not."""
        sql = ["is_bot = $is_bot"]
        values: dict[str, object] = {"is_bot": self.is_bot}
        if self.is_simulated is not None:
            sql.append("is_simulated = $is_simulated")
            values["is_simulated"] = self.is_simulated
        return Conditions(sql, values)

    def chosen(self) -> Conditions:
        """The views that are asked for."""
        everyone = self.population()
        part = conditions(
            [parse_filter(text) for text in self.filters],
            [parse_metric_filter(text) for text in self.metric_filters],
        )
        return Conditions([*everyone.sql, *part.sql], {**everyone.values, **part.values})


class MeasureParameters(SliceParameters):
    """Parameters of the whole and of the comparison."""

    measure: Measure | None = Field(None, description="How views become one number; else the metric's own")


class TimeseriesParameters(MeasureParameters):
    """Parameters of a time series."""

    group: Group = Field("day", description="Length of a bucket; weeks begin on Monday")


class BreakdownParameters(MeasureParameters):
    """Parameters of a breakdown."""

    dimension: DimensionName = Field(description="Dimension to break down by; `custom.KEY` for your own")
    order_by: Order = Field("n", description="The most views first, or the highest value first")
    limit: int = Field(20, ge=1, le=200, description="Most values; the rest is one row of others")
