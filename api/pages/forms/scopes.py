"""Forms of what divides a project and of what is handed in as one: scopes, and 一件事 bundles."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.access.rights import Right
from api.pages.forms.fields import Field, Option, Scene, Sheet
from api.schemas.dividing import BundleBody, CloseScopeBody, ScopeBody
from api.shown.scopes import matter_name, members_of, scope_words
from domain.catalogue.model import ProfileField
from domain.catalogue.vocabulary import FieldType
from domain.deciding.bundling import can_be_received
from domain.deciding.commands import CloseScope, ProjectCommand, SubmitBundle
from domain.errors import DomainError
from domain.project.events.servicelist import SERVICE_LIST_MATTER
from domain.project.model.scoping import ScopeKind

OWN = "own_"  # before the name of an answer that stands over the project's


def scope_sheet(scene: Scene) -> Sheet:
    """A parcel, phase, section or building with matters, and where need be answers, of its own."""
    kinds = tuple((kind.value, scene.say(f"history.value.{kind}")) for kind in ScopeKind)
    around = tuple((scope.id, scope_words(scope, scene.language)) for scope in scene.state.scopes.open)
    fields = [
        Field("id", scene.say("form.scope_id"), required=True, hint=scene.say("form.scope_id_hint")),
        Field("kind", scene.label("kind"), "select", required=True, options=kinds),
        *([Field("within", scene.say("form.scope_within"), "select", options=around)] if around else []),
        Field("main", scene.say("form.scope_main"), "check", value=not around),
        Field("matters", scene.say("form.scope_matters"), "several", options=tuple(divisible(scene))),
        scene.day(),
        scene.reason(required=True),
        *(own_answer(one, scene) for one in scene.rules.catalogue.profile_fields.values()),
    ]
    return Sheet(
        scene.say("form.title.scope"),
        scene.say("form.scope_about"),
        Right.ISSUE_LIST,
        fields,
        lambda values: [scope_body(values, scene.rules.catalogue.profile_fields).command()],
    )


def divisible(scene: Scene) -> Iterator[Option]:
    """The matters of the list, each once, in the catalogue's order."""
    listed = {matter.definition.id for matter in scene.state.matters.values() if matter.listed}
    for key, matter in scene.rules.catalogue.matters.items():
        if key in listed and key != SERVICE_LIST_MATTER:
            yield key, scene.of(matter.name_zh, matter.name_en)


def own_answer(one: ProfileField, scene: Scene) -> Field:
    """A question of the profile that may be answered otherwise here; empty is as in the whole project."""
    label, name = scene.of(one.label_zh, one.label_en), OWN + one.id
    if one.type is FieldType.BOOLEAN:
        options: tuple[Option, ...] = (("true", scene.say("history.yes")), ("false", scene.say("history.no")))
        return Field(name, label, "select", options=options, rare=True)
    if one.allowed_values:
        words = one.value_labels_zh if scene.language == "zh" else one.value_labels_en
        options = tuple((value, words.get(value, value)) for value in one.allowed_values)
        return Field(name, label, "select", options=options, rare=True)
    return Field(name, label, "number", rare=True)


def scope_body(values: Mapping[str, Any], known: Mapping[str, ProfileField]) -> ScopeBody:
    """The body that the answers come to. Raises ValidationError."""
    own = {name.removeprefix(OWN): value for name, value in values.items() if name.startswith(OWN)}
    answers = {name: value == "true" if known[name].type is FieldType.BOOLEAN else value for name, value in own.items()}
    plain = {name: value for name, value in values.items() if not name.startswith(OWN)}
    return ScopeBody.model_validate({**plain, "main": bool(values.get("main")), "answers": answers})


def close_scope_sheet(scene: Scene) -> Sheet:
    """A scope merged, split or given up; what was done in it stays."""
    scope = scene.first("scope")
    found = scene.state.scopes.get(scope)

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        return [CloseScope(scope=scope, **dict(CloseScopeBody.model_validate(dict(values))))]

    return Sheet(
        scene.say("form.title.close-scope"),
        scope_words(found, scene.language) if found else scope,
        Right.ISSUE_LIST,
        [scene.day(), scene.reason(required=True)],
        commands,
        hidden=(("scope", scope),),
    )


def bundle_sheet(scene: Scene) -> Sheet:
    """A bundle handed in as one: one receipt, after which each member has its own clock and decision."""
    key = scene.first("bundle")
    bundle = scene.rules.catalogue.bundles.get(key)
    if bundle is None:
        raise DomainError("unknown_bundle", bundle=key, suggestion="—")
    free = [one for one in members_of(scene.state, bundle) if can_be_received(scene.state, one.key)]
    members = tuple((one.key, matter_name(scene.state, one, scene.language)) for one in free)
    ticked = tuple(one for one, _ in members)
    fields = [
        scene.day(),
        Field("receipt_no", scene.label("receipt_no"), required=True),
        Field("members", scene.label("members"), "several", value=ticked, options=members),
        scene.reason(hint=scene.say("form.reason")),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        # no box ticked is no choice: only a program may leave it to us, and then all are taken
        chosen: dict[str, Any] = {"members": []} if members else {}
        body = BundleBody.model_validate({**chosen, **values})
        said = {**dict(body), "members": tuple(body.members) if body.members else None}
        return [SubmitBundle(bundle=key, **said)]

    return Sheet(
        title=scene.of(bundle.name_zh, bundle.name_en),
        about=scene.say("form.bundle_about"),
        right=Right.ACT,
        fields=fields,
        commands=commands,
        department=bundle.lead_department,
        hidden=(("bundle", key),),
    )
