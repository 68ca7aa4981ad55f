"""Reading playlists, beside m3u-ipytv: `python -m tests.bench.m3u`.

Both read the same 100,000 entries: the lines of the sample playlists as they are, and the same with the
attributes that providers add. Each reading is a process of its own; the best of several counts. Then both are
given the messy inputs that real providers send, one each. Budget: `docs/PERFORMANCE.md`.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from ingestion.errors import ParseError
from ingestion.parsers.m3u.playlist import parse_m3u

SAMPLES = Path("data/samples/catalog/iptv-org/2026-06-20")
READERS = ("watchhouse", "ipytv")
SHAPES = ("sample", "provider")
# What each is called, its text, and the name, group and address that a careful reader finds.
MESSY = {
    "BOM": ("\ufeff#EXTM3U\n#EXTINF:-1,A\nhttp://h/a", "A", None, "http://h/a"),
    "no header": ("#EXTINF:-1,A\nhttp://h/a", "A", None, "http://h/a"),
    "space before the duration": ("#EXTM3U\n#EXTINF: -1,A\nhttp://h/a", "A", None, "http://h/a"),
    "no duration": ('#EXTM3U\n#EXTINF: group-title="G",A\nhttp://h/a', "A", "G", "http://h/a"),
    "decimal duration": ("#EXTM3U\n#EXTINF:-1.0,A\nhttp://h/a", "A", None, "http://h/a"),
    "no comma": ('#EXTM3U\n#EXTINF:-1 tvg-name="A"\nhttp://h/a', "A", None, "http://h/a"),
    "unquoted attributes": ("#EXTM3U\n#EXTINF:-1 group-title=G,A\nhttp://h/a", "A", "G", "http://h/a"),
    "single quotes": ("#EXTM3U\n#EXTINF:-1 group-title='G',A\nhttp://h/a", "A", "G", "http://h/a"),
    "upper-case keys": ('#EXTM3U\n#EXTINF:-1 GROUP-TITLE="G",A\nhttp://h/a', "A", "G", "http://h/a"),
    "spaces around =": ('#EXTM3U\n#EXTINF:-1 group-title = "G",A\nhttp://h/a', "A", "G", "http://h/a"),
    "comma in a value": ('#EXTM3U\n#EXTINF:-1 group-title="G, H",A\nhttp://h/a', "A", "G, H", "http://h/a"),
    "quotes in a value": (
        '#EXTM3U\n#EXTINF:-1 tvg-name="The "Best" TV" group-title="G",A\nhttp://h/a',
        *("A", "G", "http://h/a"),
    ),
    "value over two lines": (
        '#EXTM3U\n#EXTINF:-1 tvg-logo="l\n" group-title="G",A\nhttp://h/a',
        *("A", "G", "http://h/a"),
    ),
    "EXTGRP": ("#EXTM3U\n#EXTINF:-1,A\n#EXTGRP:G\nhttp://h/a", "A", "G", "http://h/a"),
    "headers behind the address": (
        "#EXTM3U\n#EXTINF:-1,A\nhttp://h/a|User-Agent=X",
        *("A", None, "http://h/a"),
    ),
    "two EXTINF": ("#EXTM3U\n#EXTINF:-1,Lost\n#EXTINF:-1,A\nhttp://h/a", "A", None, "http://h/a"),
    "rtmp": ("#EXTM3U\n#EXTINF:-1,A\nrtmp://h/a", "A", None, "rtmp://h/a"),
    "lone carriage returns": ("#EXTM3U\r#EXTINF:-1,A\rhttp://h/a\r", "A", None, "http://h/a"),
    "line separator in a name": ("#EXTM3U\n#EXTINF:-1,A\u2028B\nhttp://h/a", "A\u2028B", None, "http://h/a"),
}


class Reading(NamedTuple):
    """CPU seconds of reading, the greatest memory of the whole process, and the entries found."""

    seconds: float
    megabytes: float
    entry_count: int


def make_playlist(count: int, shape: str) -> bytes:
    """At least so many entries, in the lines of the samples; copies differ in the host.

    `provider` puts the four attributes into every line that nearly all providers write.
    """
    lines = [line for path in sorted(SAMPLES.glob("*.m3u")) for line in path.read_bytes().split(b"\n")[1:]]
    if shape == "provider":
        lines = [_enriched(line, number) for number, line in enumerate(lines)]
    per_copy = sum(line.startswith(b"#EXTINF") for line in lines)
    copies = [
        line if line.startswith(b"#") else line.replace(b"://", b"://c%d." % copy, 1)
        for copy in range(-(-count // per_copy))
        for line in lines
        if line.strip()
    ]
    return b"\n".join([b"#EXTM3U", *copies])


def _enriched(line: bytes, number: int) -> bytes:
    more = b' tvg-name="Channel %d" tvg-logo="https://logos.example/%d.png" group-title="Group %d",'
    values = number, number, number % 40
    return line.replace(b",", more % values, 1) if line.startswith(b"#EXTINF") else line


def read(reader: str, shape: str, count: int) -> Reading:
    """Read in this process; call it in a fresh one."""
    body = make_playlist(count, shape)
    if reader == "ipytv":
        from ipytv import playlist  # type: ignore[import-untyped]

    started = time.process_time()
    found = len(parse_m3u(body, playlist="bench").entries) if reader == "watchhouse" else 0
    if reader == "ipytv":
        found = playlist.loads(body.decode()).length()
    seconds = time.process_time() - started
    return Reading(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, found)


def measure(reader: str, shape: str, count: int, repeats: int) -> Reading:
    """The best of several processes."""
    command = [sys.executable, "-m", "tests.bench.m3u", "--one", reader, shape, "--entries", str(count)]
    readings = []
    for _ in range(repeats):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, megabytes, found = done.stdout.split()
        readings.append(Reading(float(seconds), float(megabytes), int(found)))
    return min(readings)


def kept(reader: str, name: str) -> bool:
    """Whether a reader finds the one entry of a messy input, with its name, group and address."""
    text, *expected = MESSY[name]
    if reader == "watchhouse":
        try:
            found = [
                (entry.name, entry.group_title, entry.stream_url)
                for entry in parse_m3u(text.encode(), playlist=name).entries
            ]
        except ParseError:
            return False
        return found == [tuple(expected)]
    from ipytv import exceptions, playlist

    try:
        channels = playlist.loads(text).get_channels()
    except exceptions.IPyTVException:
        return False
    shown = [(one.name, one.attributes.get("group-title"), one.url) for one in channels]
    return shown == [tuple(expected)]


def main() -> None:
    """Read the size and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5, help="processes of each reading")
    parser.add_argument("--one", nargs=2, metavar=("READER", "SHAPE"), help="one reading, for this program")
    arguments = parser.parse_args()
    if arguments.one:
        reader, shape = arguments.one
        sys.stdout.write(" ".join(map(str, read(reader, shape, arguments.entries))))
        return
    for shape in SHAPES:
        ours, theirs = (measure(one, shape, arguments.entries, arguments.repeats) for one in READERS)
        for name, one in zip(READERS, (ours, theirs), strict=True):
            sys.stdout.write(
                f"{shape:<9} {name:<11} {one.entry_count:>9,} entries  "
                f"{one.seconds:6.2f} s  {one.megabytes:6.0f} MB\n"
            )
        sys.stdout.write(f"{shape:<9} time, ours / ipytv   {ours.seconds / theirs.seconds:6.2f}\n")
    for reader in READERS:
        lost = [name for name in MESSY if not kept(reader, name)]
        told = f"{len(MESSY) - len(lost)} of {len(MESSY)}"
        sys.stdout.write(f"messy inputs kept by {reader:<11} {told}  {', '.join(lost)}\n")


if __name__ == "__main__":
    main()
