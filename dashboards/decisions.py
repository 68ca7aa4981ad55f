"""How to decide what a stream's channel is: the queue's codes in words, and the commands. Pure."""

import shlex

from dashboards.data import Row

REASONS = {
    "country": "the countries are known and differ",
    "time_shift": "one of them is a channel an hour later, such as +1",
    "side": "East, West or the like is on one side alone",
    "number": "the numbers differ",
    "regional": "the name says more than the channel's: it may be a feed of a region, or another channel",
    "word": "the names agree nearly, but one of their words does not",
    "ambiguous": "the runner-up fits nearly as well",
    "low_score": "the score is too low",
    "no_candidate": "nothing fits",
    "not_matched_yet": "it was listed after the last matching",
}
METHODS = {
    "alias": "a decision",
    "guide_id": "the guide id",
    "exact_name": "the whole name",
    "same_name": "the name without quality words",
    "short_name": "the name without fillers and country",
    "station": "call sign and subchannel",
    "alt_name": "an alternative name",
    "fuzzy": "nearly the same letters",
    "first_words": "the first words of the name",
    "none": "nothing",
}


def explain(review: Row) -> str:
    """Why the best candidate was not accepted, in a sentence or two."""
    reason = REASONS.get(review["refusal_reason"], review["refusal_reason"])
    if review["candidate_id"] is None:
        return f"No channel was found: {reason}."
    method = METHODS.get(review["match_method"], review["match_method"])
    found = f"Found by {method}, with a score of {review['match_score']:.2f}; not accepted, since {reason}."
    if review["runner_up_id"] is None:
        return found
    return f"{found} The runner-up has {review['runner_up_score']:.2f}, {review['score_margin']:.3f} less."


def commands(review: Row) -> dict[str, str]:
    """What to run for each decision: a sentence to a command line for a POSIX shell."""
    channels = [review["candidate_id"], review["runner_up_id"]]
    accepted = {
        f"It is {channel_id}": _command("accept", review, channel_id) for channel_id in channels if channel_id
    }
    other = {} if accepted else {"It is a channel of another id": _command("accept", review, "CHANNEL_ID")}
    return {**accepted, **other, "It is none of the known channels": _command("refuse", review)}


def _command(decision: str, review: Row, *channel: str) -> str:
    names = [_printable(text) for text in (review["stream_name"], *channel)]
    # What begins with a dash would be taken for an option.
    end = ["--"] if any(name.startswith("-") for name in names) else []
    return shlex.join(["watchhouse", "channels", decision, "--provider", review["provider_id"], *end, *names])


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
