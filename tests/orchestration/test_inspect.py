"""`watchhouse inspect` as a script runs it."""

import json
import subprocess
import sys
from pathlib import Path

from orchestration.demo.bunny_library import LIBRARY_ID
from tests.support.bunny_server import library_server

COMMAND = Path(sys.executable).with_name("watchhouse")
FIXTURES = Path("tests/fixtures/m3u")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "inspect", *arguments],
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_json_lines_of_a_playlist_with_rejects() -> None:
    done = run(str(FIXTURES / "logins.m3u"), "--json")
    assert (done.returncode, done.stderr) == (1, "")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["record"] for one in records] == ["entry", "entry", "entry", "reject", "summary"]
    assert records[0]["stream_url"] == "http://panel.example/live/***/***/1.ts"
    assert records[-1]["guide_urls"] == ["http://panel.example/xmltv.php?username=***&password=***"]
    assert "pa55word" not in done.stdout


def test_what_is_told_to_people(tmp_path: Path) -> None:
    path = tmp_path / "list.m3u"
    path.write_text("#EXTM3U\n#EXTINF:-1,\x1b[31mA\nhttp://h/a.m3u8\n#EXTINF:-1 tvg-id=\n\nhttp://h/b.mkv\n")
    done = run(str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Source    list.m3u",
        "Kind      playlist, utf-8",
        "Entries   1 live, 1 movie",
        "Rejects   none",
        "Defects   1 no_comma, 1 no_name",
        "  1  no_comma  first in line 4  #EXTINF:-1 tvg-id=",
        "  1  no_name  first in line 4  #EXTINF:-1 tvg-id=",
    ]


def test_settings_of_a_provider_say_how_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.m3u"
    path.write_text("#EXTM3U\n#EXTGRP:News\n#EXTINF:-1,A\nhttp://h/a\n#EXTINF:-1,B\nhttp://h/b\n")
    done = run(str(path), "--json", "--set", "extgrp_sticky=true")
    groups = [json.loads(line).get("group_title") for line in done.stdout.splitlines()[:-1]]
    assert groups == ["News", "News"]
    refused = run(str(path), "--set", "extgrp_stick=true")
    assert (refused.returncode, refused.stderr) == (
        2,
        "watchhouse: not readable: extgrp_stick: unknown setting\n",
    )


def test_what_is_not_readable_is_one_line() -> None:
    done = run(str(FIXTURES / "error_expired.m3u"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "watchhouse: not readable: the body is text: Your account has expired.\n"


def test_a_library_by_its_key() -> None:
    with library_server() as server:
        url = f"{server.base_url}/library/{LIBRARY_ID}"
        done = run(url, "--key-env", "LIBRARY_KEY", LIBRARY_KEY=server.library.access_key)
    assert done.returncode in (0, 1), done.stderr
    assert "Kind      library" in done.stdout
    assert server.library.access_key not in done.stdout
