"""Media for the players: 40 s of a test pattern with a tone, as HLS over TS and as DASH and HLS over fMP4.

Made by ffmpeg once, in about four seconds, and kept in the user's cache folder under a name that follows from
the commands.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SEGMENT_SECONDS = 2
SEGMENT_COUNT = 20
_VARIANTS = ["-filter_complex", "[0:v]split=2[a][b];[b]scale=192:108[c]"]
_CODECS = [
    "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-pix_fmt", "yuv420p",
    "-g", "50", "-keyint_min", "50", "-sc_threshold", "0", "-threads", "1",
    "-b:v:0", "300k", "-maxrate:v:0", "330k", "-bufsize:v:0", "600k",
    "-b:v:1", "100k", "-maxrate:v:1", "110k", "-bufsize:v:1", "200k",
    "-c:a", "aac", "-b:a", "48k", "-ac", "1",
]  # fmt: skip


def _inputs(seconds: float, sample_rate: int) -> list[str]:
    pattern = f"testsrc2=size=320x180:rate=25:duration={seconds}"
    tone = f"sine=frequency=440:sample_rate={sample_rate}:duration={seconds}"
    return ["-f", "lavfi", "-i", pattern, "-f", "lavfi", "-i", tone]


_TS = [
    *_inputs(40, 44_100), *_VARIANTS, "-map", "[a]", "-map", "1:a", "-map", "[c]", "-map", "1:a", *_CODECS,
    "-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_playlist_type", "vod",
    "-hls_flags", "independent_segments",
    "-hls_segment_filename", "ts/v%v/seg%03d.ts", "-master_pl_name", "master.m3u8",
    "-var_stream_map", "v:0,a:0 v:1,a:1", "ts/v%v/index.m3u8",
]  # fmt: skip
# Whole seconds at 44.1 kHz leave a last audio segment of 15 ms, at which players hang without `ended`.
_FMP4 = [
    *_inputs(39.9, 48_000), *_VARIANTS, "-map", "[a]", "-map", "[c]", "-map", "1:a", *_CODECS,
    "-f", "dash", "-seg_duration", str(SEGMENT_SECONDS), "-use_template", "1", "-use_timeline", "0",
    "-hls_playlist", "1", "-adaptation_sets", "id=0,streams=v id=1,streams=a", "fmp4/manifest.mpd",
]  # fmt: skip


def find_ffmpeg() -> str | None:
    """Path of ffmpeg, or None where it is not installed."""
    return shutil.which("ffmpeg")


def media_folder() -> Path:
    """The folder that holds `ts/master.m3u8` and `fmp4/manifest.mpd`, made where it is missing.

    Raises subprocess.CalledProcessError when ffmpeg fails.
    """
    name = hashlib.sha256("\n".join([*_TS, *_FMP4]).encode()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "watchhouse-tests"
    if not (folder := cache / f"media-{name}").is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            _make(Path(scratch) / "media").rename(folder)
    return folder


def _make(folder: Path) -> Path:
    for place in ("ts", "fmp4"):
        (folder / place).mkdir(parents=True)
    for arguments in (_TS, _FMP4):
        command = [find_ffmpeg() or "ffmpeg", "-y", "-nostdin", "-loglevel", "error", *arguments]
        subprocess.run(command, cwd=folder, check=True, timeout=120)
    return folder
