"""The catalogue as the API shows it: what the loader read, in both languages, rules as their text."""

from typing import Any

from domain.catalogue.model import Bundle, Catalogue, Duty, MatterDefinition, ProfileField

SAME = ("version", "digest", "title_zh", "title_en", "status", "compiled_on", "stages")


def catalogue_view(catalogue: Catalogue) -> dict[str, Any]:
    """All of it but the example profiles, everything in the file's order."""
    return {
        **{name: getattr(catalogue, name) for name in SAME},
        "departments": list(catalogue.departments.values()),
        "matters": [matter_entry(one) for one in catalogue.matters.values()],
        "bundles": [bundle_entry(one) for one in catalogue.bundles.values()],
        "duties": [duty_entry(one) for own in catalogue.duties.values() for one in own],
        "profile_fields": [field_entry(one) for one in catalogue.profile_fields.values()],
        "fact_kinds": list(catalogue.fact_kinds.values()),
        "fact_aliases": catalogue.fact_aliases,
        "matter_facts": catalogue.matter_facts,
        "clock_stop_types": list(catalogue.clock_stop_types.values()),
    }


def matter_entry(matter: MatterDefinition) -> dict[str, Any]:
    """A matter with its limits and what comes before it."""
    variants = [{**vars(one), "when": one.when.text} for one in matter.statutory_variants]
    return {**vars(matter), "applies_when": matter.applies_when.text, "statutory_variants": variants}


def bundle_entry(bundle: Bundle) -> dict[str, Any]:
    """One thing of several matters."""
    return {**vars(bundle), "applies_when": bundle.applies_when.text}


def duty_entry(duty: Duty) -> dict[str, Any]:
    """What the holder of a granted matter owes; `met_by`: by what it counts as done as well."""
    met_by = None if duty.met_by is None else {"by": duty.met_by[0], "id": duty.met_by[1]}
    return {**vars(duty), "met_by": met_by}


def field_entry(field: ProfileField) -> dict[str, Any]:
    """A question of the profile."""
    return {**vars(field), "derive": [{"when": one.when.text, "value": one.value} for one in field.derive]}
