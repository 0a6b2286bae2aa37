"""A telephone is noted in one form, however it is written; what is noted is recognised as somebody's."""

import pytest

from domain.personal_data import PERSONAL
from domain.telephones import TELEPHONE, noted


@pytest.mark.parametrize(
    ("written", "form"),
    [
        *(
            (written, "0532-88551234")
            for written in (
                "0532-88551234",
                "053288551234",
                "0532 8855 1234",
                "0532-8855-1234",
                "(0532)88551234",
                "(0532) 88551234",
                "(0532)-88551234",
                "（0532）88551234",
                "（０５３２）８８５５１２３４",
                "0532—88551234",
                "0532–88551234",
                "0532－88551234",
                "0532 - 88551234",
            )
        ),
        *(
            (written, "0532-88551234转801")
            for written in ("0532-88551234转801", "(0532)88551234 转 801", "053288551234分机801", "0532-88551234-801")
        ),
        ("010 65551234", "010-65551234"),
        ("02165551234", "021-65551234"),
        ("0535—6551234", "0535-6551234"),
        ("88551234转801", "88551234转801"),
        ("88551234", "88551234"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "138-0013-8000"),
        ("+86 532 88551234", "+8653288551234"),
        ("400-810-1234", "400-810-1234"),
    ],
)
def test_a_telephone_has_one_form(written: str, form: str) -> None:
    assert noted(written) == form
    assert noted(form) == form
    assert TELEPHONE.fullmatch(form)


@pytest.mark.parametrize("written", ["张三 13800138000", "0532-88551234转", "(0532)", "0532-88551234转张三", "转801"])
def test_what_is_no_telephone_has_no_such_form(written: str) -> None:
    assert not TELEPHONE.fullmatch(noted(written))


@pytest.mark.parametrize("written", ["(0532)88551234", "0532—88551234转801", "010 65551234", "138 0013 8000"])
def test_what_is_noted_is_recognised_as_somebodys(written: str) -> None:
    assert PERSONAL.search(noted(written))
