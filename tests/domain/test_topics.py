"""A process that only opens the log can read every event in it."""

import subprocess
import sys

EVERYTHING = """
import pkgutil, importlib, sys
import domain.log.recorder
domain.log.recorder.register_all()
from domain.event import TOPICS
known = set(TOPICS)
import domain
for module in pkgutil.walk_packages(domain.__path__, "domain."):
    importlib.import_module(module.name)
print(sorted(set(TOPICS) - known))
"""


def test_opening_the_log_makes_every_event_class_known() -> None:
    found = subprocess.run([sys.executable, "-c", EVERYTHING], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
