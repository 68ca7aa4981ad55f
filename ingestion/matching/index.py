"""Channels by all that a name can be compared with. Built once for a list of channels. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ingestion.matching.channels import Channel
from ingestion.matching.names import Name, read_name

# What each kind of agreement is worth. It orders candidates; the distance to the next one is the margin.
TIERS = {"exact_name": 1.0, "same_name": 0.98, "station": 0.95, "short_name": 0.94}
ALT_PENALTY = 0.02
CLOSED_PENALTY = 0.03
SOURCE_PENALTIES = {"reference": 0.0, "guide": 0.02, "catalog": 0.04}
BLOCK_LENGTH = 2
# So many channels of one name are a tie in any case; more would only make a hostile catalog slow.
MOST_SPELLINGS = 100


class Spelling(NamedTuple):
    """One name of one channel. `penalty` is taken off every score that the name earns."""

    channel: Channel
    name: Name
    is_alt: bool
    penalty: float


class ChannelIndex:
    """Spellings of channels by key and by channel, ids by their folded form, blocks for the fuzzy search."""

    def __init__(self, channels: Sequence[Channel], named: Sequence[Channel] = ()) -> None:
        """`channels` are found by id and name, `named` by name alone."""
        self.ids = {channel.channel_id.casefold(): channel for channel in channels}
        self.channels = {channel.channel_id: channel for channel in (*channels, *named)}
        self.keys: dict[str, dict[str, list[Spelling]]] = {tier: defaultdict(list) for tier in TIERS}
        self.blocks: dict[str, list[Spelling]] = defaultdict(list)
        self.spellings: dict[str, list[Spelling]] = defaultdict(list)
        for channel in sorted(self.channels.values(), key=_by_source):
            for position, text in enumerate((channel.name, *channel.alt_names)):
                self._add(channel, text, is_alt=position > 0)

    def _add(self, channel: Channel, text: str, *, is_alt: bool) -> None:
        name = read_name(text, channel.country)
        if not name.full:
            return
        penalty = ALT_PENALTY * is_alt + CLOSED_PENALTY * channel.is_closed + SOURCE_PENALTIES[channel.source]
        spelling = Spelling(channel, name, is_alt, penalty)
        for tier, key in tier_keys(name).items():
            if len(self.keys[tier][key]) < MOST_SPELLINGS:
                self.keys[tier][key].append(spelling)
        self.blocks[block_of(name)].append(spelling)
        if len(self.spellings[channel.channel_id]) < MOST_SPELLINGS:
            self.spellings[channel.channel_id].append(spelling)


def _by_source(channel: Channel) -> tuple[float, str]:
    """The order in which channels are taken, whatever the order they come in: bounds then keep the same."""
    return SOURCE_PENALTIES[channel.source], channel.channel_id


def tier_keys(name: Name) -> dict[str, str]:
    """The keys that a name is found by, best first."""
    keys = {"exact_name": name.full, "same_name": name.strict, "short_name": name.loose}
    return {**keys, "station": name.station} if name.station else keys


def block_of(name: Name) -> str:
    """The part of the list that a fuzzy search looks through: names that begin alike."""
    return name.loose[:BLOCK_LENGTH]
