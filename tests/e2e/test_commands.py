"""The single commands, as operators and other people's tests use them: on empty folders, side by side, wrongly."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest
from playwright.sync_api import expect

from app.settings import Settings
from app.snapshot import SnapshotStore
from ingestion.landing import RawStore
from orchestration.home import prepare_home
from tests.e2e.commands import HOST, run, started, wait_until, watchhouse
from tests.e2e.pages import open_dashboard, page_that_stays_here
from tests.support.browser import running_browser
from tests.support.clients import LISTS
from tests.support.contracts import mart_schemas
from tests.support.snapshots import FULL_TOTALS, publish_empty, publish_full
