"""The API is what its description says: every operation is asked what it says of itself, alone and after another.

The requests are made from the OpenAPI document by a tool that knows nothing else of us: examples, every bound and its
neighbours, random ones, and lives along the links. `described/` holds what it is told beyond the document.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from api.building import build
from api.demo.start import demo_tokens, play_demo
from api.settings import Settings
from tests.api.conftest import serving
from tests.api.office import V1, Clock

FOLLOWED = 5  # links followed at least: projects were registered, and more was done with them
HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def test_every_operation_answers_as_described_whatever_it_is_asked(database_url: str) -> None:
    runtime = build(Settings(database_url=database_url), demo=True)
    play_demo(runtime)
    secret = dict(demo_tokens(runtime))["lead"]
    with serving(runtime, Clock()) as office:
        found = asked_by_the_tool(f"{office.client.base_url}{V1}/openapi.json", secret)
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]
    assert "No issues found" in found.stdout
    links = re.search(r"API Links: +([0-9]+) covered", found.stdout)
    assert links, found.stdout[-2_000:]
    assert int(links[1]) >= FOLLOWED


def asked_by_the_tool(address: str, secret: str) -> subprocess.CompletedProcess[str]:
    """All checks, examples first, then bounds, then random requests, then lives along the links."""
    config = str(HERE / "described" / "schemathesis.toml")
    return subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "--config-file", config, "run", address, "--checks", "all"],
        env={**os.environ, "HUHANG_TOKEN": secret, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
