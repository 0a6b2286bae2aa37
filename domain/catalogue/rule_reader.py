"""From a rule's text to its tree, with everything refused that the catalogue's language does not have.

`rule-engine` parses and type-checks the text. Before it sees it, only the words of `meta.expression_language` are
let through: no regular expressions, calls, arithmetic, attributes or `$now` (some of them run while a rule is only
being read). What it makes of it is reduced to criteria of the form `field operator value`.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

import rule_engine
from rule_engine import ast

from domain.catalogue.flaws import Problem, nearest
from domain.catalogue.rules import Answer, Both, Condition, Constant, Criterion, Not, Rule
from domain.catalogue.vocabulary import FieldType

LONGEST_RULE = 500
FORM = "field == value | field >= 1 | field in ['a', 'b'] | and, or, not"

_TOKEN = re.compile(
    r"\s+|(?P<name>[A-Za-z_]\w*)|'[^'\\\n]*'|\"[^\"\\\n]*\"|\d+(\.\d+)?(?![\w.])|==|!=|>=|<=|[<>()\[\],]",
    re.ASCII,
)
_WORDS = frozenset({"and", "or", "not", "in", "true", "false"})
_SIGNS = {"eq": "==", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_EQUALITY = frozenset({"==", "!=", "in"})
_TYPES = {
    FieldType.BOOLEAN: rule_engine.DataType.BOOLEAN,
    FieldType.NUMBER: rule_engine.DataType.FLOAT,
    FieldType.ENUM: rule_engine.DataType.STRING,
}


class RuleError(Exception):
    """A rule that cannot be accepted: the kind of flaw, the words at fault, what should stand there."""

    def __init__(self, problem: Problem, found: object, suggestion: str) -> None:
        super().__init__(problem, found, suggestion)
        self.problem, self.found, self.suggestion = problem, str(found), suggestion


class FieldShape(Protocol):
    """What a rule must know of a profile field."""

    @property
    def type(self) -> FieldType: ...
    @property
    def allowed_values(self) -> tuple[str, ...]: ...


Fields = Mapping[str, FieldShape]


def compile_rule(text: str, fields: Fields) -> Rule:
    """Read a rule over these profile fields; `RuleError` says what is wrong and what should stand there."""
    names = _read_words(text, fields)
    types = {name: _TYPES[fields[name].type] for name in names}
    context = rule_engine.Context(type_resolver=rule_engine.type_resolver_from_dict(types), default_timezone="utc")
    try:
        expression = rule_engine.Rule(text, context=context).statement.expression
    except (rule_engine.EngineError, RecursionError) as error:
        raise RuleError(Problem.RULE_SYNTAX, text, FORM) from error
    return Rule(text, names, _condition(expression, fields))


def _read_words(text: str, fields: Fields) -> tuple[str, ...]:
    """The fields a text names, in order; refuses every word outside the expression language."""
    if len(text) > LONGEST_RULE:
        raise RuleError(Problem.RULE_FORBIDDEN, f"{text[:20]}…", f"<= {LONGEST_RULE}")
    names: dict[str, None] = {}
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise RuleError(Problem.RULE_FORBIDDEN, text[position : position + 20], FORM)
        name = token["name"]
        if name and name not in _WORDS:
            if name not in fields:
                raise RuleError(Problem.RULE_UNKNOWN_FIELD, name, nearest(name, fields))
            names[name] = None
        position = token.end()
    return tuple(names)


def _condition(node: Any, fields: Fields) -> Condition:
    match node:
        case ast.BooleanExpression():
            return Constant(bool(node.value))
        case ast.LogicExpression():
            return Both(node.type == "and", _condition(node.left, fields), _condition(node.right, fields))
        case ast.UnaryExpression():
            return Not(_condition(node.right, fields))
        case ast.SymbolExpression():
            if fields[node.name].type is not FieldType.BOOLEAN:
                raise RuleError(Problem.RULE_NOT_BOOLEAN, node.name, f"{node.name} == …")
            return Criterion(node.name, "==", (True,))
        case ast.LiteralExpressionBase():
            raise RuleError(Problem.RULE_NOT_BOOLEAN, node.value, FORM)
        case ast.ComparisonExpression(left=ast.SymbolExpression(name=name)):
            return _criterion(name, _SIGNS[node.type], [node.right], fields)
        case ast.ContainsExpression(member=ast.SymbolExpression(name=name), container=ast.ArrayExpression()):
            return _criterion(name, "in", node.container.value, fields)
    raise RuleError(Problem.RULE_SYNTAX, type(node).__name__, FORM)


def _criterion(name: str, sign: str, literals: Sequence[Any], fields: Fields) -> Criterion:
    """One criterion whose values have the field's type and, for an enum, are among its allowed values."""
    field = fields[name]
    values = tuple(_value(literal) for literal in literals)
    for value in values:
        if _type_of(value) is not field.type:
            raise RuleError(Problem.RULE_WRONG_TYPE, f"{name} {sign} {value}", f"{name}: {field.type}")
        if isinstance(value, str) and value not in field.allowed_values:
            raise RuleError(
                Problem.RULE_UNKNOWN_VALUE, f"{name} {sign} '{value}'", nearest(value, field.allowed_values)
            )
    if not values or (sign not in _EQUALITY and field.type is not FieldType.NUMBER):
        raise RuleError(Problem.RULE_WRONG_TYPE, f"{name} {sign}", f"{name}: {field.type}")
    return Criterion(name, sign, values)


def _value(literal: Any) -> Answer:
    match literal:
        case ast.BooleanExpression():
            return bool(literal.value)
        case ast.FloatExpression():
            number = Decimal(literal.value)
            return int(number) if number == number.to_integral_value() else number
        case ast.StringExpression():
            return str(literal.value)
    raise RuleError(Problem.RULE_SYNTAX, type(literal).__name__, FORM)


def _type_of(value: Answer) -> FieldType:
    if isinstance(value, bool):
        return FieldType.BOOLEAN
    return FieldType.ENUM if isinstance(value, str) else FieldType.NUMBER
