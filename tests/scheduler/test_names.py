"""What a reminder calls a matter of a scope, and one approved anew."""

import pytest
from msgspec.structs import replace

from scheduler.policy.naming import matter_names, result_names
from tests.domain.project.divided import PERMIT, divided
from tests.scenario import Scenario


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        (f"{PERMIT}:sec-2", "（标段 sec-2）", " (section sec-2)"),
        (f"{PERMIT}:sec-2~2", "（标段 sec-2）（第 2 次）", " (section sec-2) (no. 2)"),
        (f"{PERMIT}~2", "（第 2 次）", " (no. 2)"),
        (PERMIT, "", ""),
    ],
)
def test_a_matter_is_called_with_its_scope_and_the_number_of_its_result(
    scenario: Scenario, key: str, zh: str, en: str
) -> None:
    scenario.registered().listed()
    divided(scenario)
    project = scenario.read()
    matter = project.matters[f"{PERMIT}:sec-2"]
    names = matter_names(replace(matter, key=key), project)
    assert names == {"zh": f"{matter.definition.name_zh}{zh}", "en": f"{matter.definition.name_en}{en}"}
    certificate = result_names(replace(matter, key=key), project)
    assert certificate == {"zh": f"建筑工程施工许可证{zh}", "en": names["en"]}
