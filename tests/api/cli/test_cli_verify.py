"""`huhang verify` on the demo: well, its head comes out again, another one does not."""

import json
from pathlib import Path

import pytest

from api.cli.main import main


def test_the_demo_is_well_and_a_head_that_was_noted_comes_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", f"sqlite:///{tmp_path}")
    assert main(["demo"]) == 0
    capsys.readouterr()
    assert main(["verify"]) == 0
    head = capsys.readouterr().out.strip().rpartition(":")[0].rpartition("：")[2]
    assert head.isdigit()
    assert main(["verify", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["well"], str(found["position"])) == (True, head)
    noted = f"{found['position']}:{found['head']}"
    assert main(["verify", "--head", noted]) == 0
    assert noted in capsys.readouterr().out
    assert main(["verify", "--head", f"{found['position']}:{'0' * 64}"]) == 1
    assert head in capsys.readouterr().out
    assert main(["verify", "--head", "12"]) == 2
    assert "12" in capsys.readouterr().err
