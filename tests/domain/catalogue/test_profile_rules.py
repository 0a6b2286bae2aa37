"""Rules: what the expression language takes, what it refuses, and that the tree means what the text says."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import rule_engine
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue.flaws import Flaw, Problem
from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.model import ProfileField
from domain.catalogue.rule_reader import RuleError, compile_rule
from domain.catalogue.rules import Answer, Criterion
from domain.catalogue.vocabulary import FieldType

CATALOGUE = shipped_catalogue()
FIELDS = CATALOGUE.profile_fields
DEFAULTS: dict[str, Answer] = {name: field.default for name, field in FIELDS.items()}


@pytest.mark.parametrize(
    ("text", "problem", "found", "suggestion"),
    [
        ("state_fund", Problem.RULE_UNKNOWN_FIELD, "state_fund", "state_funds"),
        ("eia_class == 'forms'", Problem.RULE_UNKNOWN_VALUE, "eia_class == 'forms'", "form"),
        ("eia_class in ['form', 'raport']", Problem.RULE_UNKNOWN_VALUE, "eia_class in 'raport'", "report"),
        ("eia_class == 3", Problem.RULE_WRONG_TYPE, "eia_class == 3", "eia_class: enum"),
        ("annual_coal_t >= '1000'", Problem.RULE_SYNTAX, None, None),
        ("annual_coal_t == '1000'", Problem.RULE_WRONG_TYPE, None, "annual_coal_t: number"),
        ("annual_coal_t == true", Problem.RULE_WRONG_TYPE, None, "annual_coal_t: number"),
        ("eia_class >= 'form'", Problem.RULE_WRONG_TYPE, None, "eia_class: enum"),
        ("state_funds > false", Problem.RULE_WRONG_TYPE, None, None),
        ("annual_coal_t", Problem.RULE_NOT_BOOLEAN, "annual_coal_t", None),
        ("annual_coal_t and state_funds", Problem.RULE_NOT_BOOLEAN, "annual_coal_t", None),
        ("not eia_class", Problem.RULE_NOT_BOOLEAN, "eia_class", None),
        ("1", Problem.RULE_NOT_BOOLEAN, "1", None),
        ("'form'", Problem.RULE_NOT_BOOLEAN, "form", None),
        ("1 + 1", Problem.RULE_FORBIDDEN, "+ 1", None),
        ("annual_coal_t + 1 > 2", Problem.RULE_FORBIDDEN, None, None),
        ("-1 < annual_coal_t", Problem.RULE_FORBIDDEN, None, None),
        ("eia_class =~ '(a+)+$'", Problem.RULE_FORBIDDEN, "=~ '(a+)+$'", None),
        ("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' =~ '(a+)+$'", Problem.RULE_FORBIDDEN, None, None),
        ("$now > 1", Problem.RULE_FORBIDDEN, None, None),
        ("$today == 1", Problem.RULE_FORBIDDEN, None, None),
        ("eia_class.length > 1", Problem.RULE_FORBIDDEN, None, None),
        ("state_funds.__class__", Problem.RULE_FORBIDDEN, None, None),
        ("state_funds(1)", Problem.RULE_SYNTAX, None, None),
        ("state_funds ? true : false", Problem.RULE_FORBIDDEN, None, None),
        ("[x for x in eia_class]", Problem.RULE_UNKNOWN_FIELD, None, None),
        ("eia_class == null", Problem.RULE_UNKNOWN_FIELD, "null", None),
        ("eia_class in 'form'", Problem.RULE_SYNTAX, None, None),
        ("eia_class in []", Problem.RULE_WRONG_TYPE, None, None),
        ("'form' == eia_class", Problem.RULE_SYNTAX, None, None),
        ("site_area_m2 > floor_area_m2", Problem.RULE_SYNTAX, None, None),
        ("eia_class ==", Problem.RULE_SYNTAX, None, None),
        ("(state_funds", Problem.RULE_SYNTAX, None, None),
        ("state_funds # a comment", Problem.RULE_FORBIDDEN, None, None),
        ("state_funds\\", Problem.RULE_FORBIDDEN, None, None),
        ("1e400 < annual_coal_t", Problem.RULE_FORBIDDEN, None, None),
        ("state_funds and " * 40 + "true", Problem.RULE_FORBIDDEN, None, "<= 500"),
    ],
)
def test_a_rule_outside_the_language_is_refused(
    text: str, problem: Problem, found: str | None, suggestion: str | None
) -> None:
    with pytest.raises(RuleError) as caught:
        compile_rule(text, FIELDS)
    assert caught.value.problem is problem
    assert found is None or caught.value.found == found
    assert suggestion is None or caught.value.suggestion == suggestion


@pytest.mark.parametrize(
    "place",
    [
        "matters[8].applies_when",
        "matters[59].statutory_variants[0].when",
        "bundles[0].applies_when",
        "profile_fields[14].derive[0].when",
    ],
)
def test_every_rule_of_the_file_is_checked(
    content: dict[str, Any], refused: Callable[[object], tuple[Flaw, ...]], place: str
) -> None:
    *path, last = place.replace("]", "").replace("[", ".").split(".")
    target: Any = content
    for key in path:
        target = target[int(key)] if isinstance(target, list) else target[key]
    assert target[last]
    target[last] = "anual_coal_t >= 1"
    [flaw] = refused(content)
    assert (flaw.place, flaw.problem, flaw.suggestion) == (place, Problem.RULE_UNKNOWN_FIELD, "annual_coal_t")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("true", ()),
        ("state_funds", ("state_funds",)),
        ("annual_energy_tce >= 1000 or annual_coal_t >= 1000", ("annual_energy_tce", "annual_coal_t")),
        ("land_mode == 'grant' and not (land_mode == \"lease\")", ("land_mode",)),
    ],
)
def test_a_rule_says_which_fields_it_reads_in_order(text: str, fields: tuple[str, ...]) -> None:
    assert compile_rule(text, FIELDS).fields == fields


@pytest.mark.parametrize(("energy", "holds"), [(999, False), (Decimal("999.99"), False), (1000, True), (1001, True)])
def test_a_threshold_is_met_exactly(energy: Answer, holds: bool) -> None:
    rule = CATALOGUE.matters["energy_conservation_review"].applies_when
    assert rule.holds(DEFAULTS | {"annual_energy_tce": energy}) is holds


def test_decimals_are_exact() -> None:
    assert compile_rule("annual_coal_t == 0.3", FIELDS).holds(DEFAULTS | {"annual_coal_t": Decimal("0.1") * 3})


def test_only_the_criteria_that_decided_are_told() -> None:
    rule = compile_rule("not state_funds and (annual_coal_t > 5 or land_mode in ['grant', 'lease'])", FIELDS)
    assert rule.decisive(DEFAULTS) == (
        Criterion("state_funds", "==", (True,)),
        Criterion("land_mode", "in", ("grant", "lease")),
    )
    assert rule.decisive(DEFAULTS | {"state_funds": True}) == (Criterion("state_funds", "==", (True,)),)
    assert compile_rule("true", FIELDS).decisive(DEFAULTS) == ()


def answers(field: ProfileField) -> st.SearchStrategy[Answer]:
    """Any answer to a question."""
    if field.type is FieldType.BOOLEAN:
        return st.booleans()
    if field.type is FieldType.ENUM:
        return st.sampled_from(field.allowed_values)
    return st.one_of(st.integers(0, 6), st.decimals(0, 6, places=1))


def atoms() -> st.SearchStrategy[str]:
    """A criterion over one of three fields, as text."""
    quoted = st.sampled_from([f"'{value}'" for value in FIELDS["eia_class"].allowed_values])
    signs = st.sampled_from(["==", "!=", ">", ">=", "<", "<="])
    return st.one_of(
        st.just("state_funds"),
        st.builds("annual_coal_t {} {}".format, signs, st.integers(0, 6)),
        st.builds("eia_class {} {}".format, st.sampled_from(["==", "!="]), quoted),
        st.builds("eia_class {} [{}, {}]".format, st.sampled_from(["in", "not in"]), quoted, quoted),
    )


RULES = st.recursive(
    atoms(),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner),
    ),
    max_leaves=5,
)
PROFILES = st.fixed_dictionaries(
    {name: answers(FIELDS[name]) for name in ("state_funds", "annual_coal_t", "eia_class")}
)


@settings(deadline=None)
@given(text=RULES, profile=PROFILES)
def test_the_tree_decides_as_the_rule_engine_does(text: str, profile: dict[str, Answer]) -> None:
    assert compile_rule(text, FIELDS).holds(profile) is bool(rule_engine.Rule(text).matches(profile))


@settings(deadline=None)
@given(text=RULES, profile=PROFILES, other=PROFILES)
def test_the_criteria_told_are_enough_to_decide(
    text: str, profile: dict[str, Answer], other: dict[str, Answer]
) -> None:
    rule = compile_rule(text, FIELDS)
    decided = {criterion.field for criterion in rule.decisive(profile)}
    mixed = {name: profile[name] if name in decided else other[name] for name in profile}
    assert rule.holds(mixed) is rule.holds(profile)
