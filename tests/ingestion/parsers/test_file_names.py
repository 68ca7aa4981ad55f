"""Names of video files as people and tools write them."""

import pytest

from ingestion.parsers.file_names import FileName, parse_file_name

NAMES = {
    "Film Name.mp4": FileName("Film Name"),
    "Film Name (2019).mkv": FileName("Film Name", 2019),
    "Film.Name.2019.1080p.BluRay.x264-GROUP.mkv": FileName("Film Name", 2019),
    "film_name_[2019]_(WEB-DL).avi": FileName("film name", 2019),
    "Films/1917 (2019).mkv": FileName("1917", 2019),
    "2012.mkv": FileName("2012"),
    "Blade Runner 2049 (2017) 2160p.mkv": FileName("Blade Runner 2049", 2017),
    "2001 A Space Odyssey (1968).mp4": FileName("2001 A Space Odyssey", 1968),
    "1080p.mp4": FileName("1080p"),
    "[Label] Film Name [720p].mkv": FileName("Film Name"),
    "Show.Name.S01E02.The.Pilot.720p.mkv": FileName("Show Name S01E02 The Pilot", None, "Show Name", 1, 2),
    "Show Name/Season 1/S01E02 - Pilot.mkv": FileName("Show Name S01E02 Pilot", None, "Show Name", 1, 2),
    "Show Name (2005)/Specials/s00e01.mkv": FileName("Show Name S00E01", 2005, "Show Name", 0, 1),
    "Show Name 3x07.avi": FileName("Show Name S03E07", None, "Show Name", 3, 7),
    "S02E11.mkv": FileName("S02E11", None, None, 2, 11),
    "Video 1920x1080.mp4": FileName("Video 1920x1080"),
    "Ünïcode Fïlm.webm": FileName("Ünïcode Fïlm"),
}


@pytest.mark.parametrize(("path", "named"), NAMES.items(), ids=NAMES)
def test_a_name_tells_title_year_and_episode(path: str, named: FileName) -> None:
    assert parse_file_name(path) == named
