"""The words people read: no key stands twice, which would leave one of its words unread."""

from pathlib import Path

import pytest

from api.locale import read_texts


@pytest.mark.parametrize("files", [('{"a": "1", "a": "1"}',), ('{"a": "1"}', '{"a": "2"}')])
def test_a_key_that_stands_twice_in_one_file_or_in_two_is_refused(tmp_path: Path, files: tuple[str, ...]) -> None:
    for number, content in enumerate(files):
        (tmp_path / f"{number}.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="'a' stands twice"):
        read_texts(tmp_path)
