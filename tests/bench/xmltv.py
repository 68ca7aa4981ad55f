"""The guide reader against lxml's bare event loop, and a whole sync's memory: `python -m tests.bench.xmltv`.

The bare loop only walks over the elements (`lxml.etree.iterparse`, each freed after its end): it reads no
text, mends nothing and knows no time. Both read the same generated guide in turn, rounds by processor time,
since other work may run on the machine. Memory is the peak of a process of its own that syncs and lands a
guide.
"""

import argparse
import io
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lxml import etree

from ingestion.fetching.http import client
from ingestion.landing import RawStore
from ingestion.parsers.xmltv.reader import XmltvReader
from ingestion.settings import ProviderSettings
from ingestion.syncing.guide import land_guide, sync_guides

MEGABYTE = 1_000_000
ROUNDS = 5
CHANNELS = 500
_START = datetime(2026, 1, 1, tzinfo=UTC)
_FORM = "%Y%m%d%H%M%S +0100"


def write_guide(path: Path, size: int) -> int:
    """Write a guide of about that many bytes, with the elements that guides have; return its programmes."""
    written, count = 0, 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n<tv>\n')
        for number in range(CHANNELS):
            file.write(f'<channel id="c{number}"><display-name>Kanal {number}</display-name></channel>\n')
        for text in _programmes():
            file.write(text)
            written, count = written + len(text), count + 1
            if written >= size:
                break
        file.write("</tv>\n")
    return count


def _programmes() -> Iterator[str]:
    """Half hours of one channel after the other: German texts, every other one with credits."""
    dice = random.Random(1)  # noqa: S311 - no secret depends on it
    words = ["".join(dice.choices("abcdefghijklmnoprstuwzäöü", k=dice.randint(3, 10))) for _ in range(5000)]
    number = 0
    while True:
        start = _START + timedelta(minutes=30 * (number % 300), days=7 * (number // (300 * CHANNELS)))
        yield "".join(_programme(number, start, words, dice))
        number += 1


def _programme(number: int, start: datetime, words: list[str], dice: random.Random) -> Iterator[str]:
    stop = start + timedelta(minutes=30)
    channel = number // 300 % CHANNELS
    yield f'<programme start="{start:{_FORM}}" stop="{stop:{_FORM}}" channel="c{channel}">\n'
    yield f'  <title lang="de">{" ".join(dice.choices(words, k=4))}</title>\n'
    yield f'  <sub-title lang="de">{dice.choice(words)}</sub-title>\n'
    yield f'  <desc lang="de">{" ".join(dice.choices(words, k=40))} &amp; mehr.</desc>\n'
    if number % 2:
        yield f'  <credits><director>{words[number % 4999]}</director><actor role="X">Y</actor></credits>\n'
        yield f"  <date>{1990 + number % 30}</date>\n"
    yield '  <category lang="de">Serie</category>\n'
    if number % 3 == 0:
        yield f'  <episode-num system="xmltv_ns">{number % 9}.{number % 20}.0/1</episode-num>\n'
    if number % 5 == 0:
        yield '  <icon src="https://i.example/p.jpg"/>\n  <rating system="FSK"><value>12</value></rating>\n'
        yield "  <star-rating><value>7/10</value></star-rating>\n"
    yield "</programme>\n"


def walk_bare(content: bytes) -> int:
    """lxml's event loop over all elements, in flat memory."""
    count = 0
    for _, element in etree.iterparse(io.BytesIO(content), events=("end",), tag=("channel", "programme")):
        count += element.tag == "programme"
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
    return count


def read_guide(content: bytes) -> int:
    """All columns of all programmes."""
    reader = XmltvReader(io.BytesIO(content), languages=("de",))
    return sum(len(batch.programmes) for batch in reader)


def _seconds(work: Callable[[bytes], int], content: bytes) -> float:
    before = time.process_time()
    work(content)
    return time.process_time() - before


def compare(path: Path) -> None:
    """Print the speed of both, and the ratio of each round."""
    content = path.read_bytes()
    rounds = [(_seconds(walk_bare, content), _seconds(read_guide, content)) for _ in range(ROUNDS)]
    for name, spent in zip(("bare iterparse", "guide reader"), zip(*rounds, strict=True), strict=True):
        sys.stdout.write(f"{name:16} {len(content) / MEGABYTE / statistics.median(spent):6.0f} MB/s\n")
    ratios = [bare / ours for bare, ours in rounds]
    told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    sys.stdout.write(f"ratio            {statistics.median(ratios):6.2f}  (rounds: {told})\n")


def sync(path: Path, folder: Path) -> None:
    """Sync and land a guide as a provider's, and print what it took."""
    given = {"id": "bench", "name": "Bench", "kind": "m3u", "guide_urls": [path.as_uri()]}
    provider, before = ProviderSettings.model_validate(given), time.process_time()
    with client() as http:
        done = sync_guides(provider, client=http, previous=None, sync_id="s", now=lambda: datetime.now(UTC))
    land_guide(RawStore(folder), done)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(
        f"sync of {path.stat().st_size / MEGABYTE:5.0f} MB   {len(done.programmes):9,} programmes  "
        f"{time.process_time() - before:6.1f} s of processor  peak {peak / MEGABYTE:5.0f} MB\n"
    )


def main() -> None:
    """Read the arguments and measure, or sync for the one that measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=30, help="size of the guide that is compared")
    parser.add_argument("--large", type=int, default=300, help="size of the large guide that is synced")
    parser.add_argument("--sync", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.sync:
        sync(arguments.sync, arguments.sync.parent / f"raw-{arguments.sync.stem}")
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in (arguments.megabytes, arguments.large):
            path = Path(folder) / f"{size}.xml"
            write_guide(path, size * MEGABYTE)
            if size == arguments.megabytes:
                compare(path)
            subprocess.run([sys.executable, "-m", __spec__.name, "--sync", str(path)], check=True)


if __name__ == "__main__":
    main()
