"""Where the phase × act table alone does not say the phase: under a stop, and for two acts that need not move it."""

from domain.project.model.phases import Act, Phase, follow
from domain.project.model.state import Matter


def refined(after: Matter, act: Act, phase: Phase, before: Phase) -> Phase:
    """Two acts do not always move the phase: an incomplete supplement, and the end of one of two stops."""
    if act is Act.SUPPLEMENT and after.attempt and after.attempt.open_request:
        return before
    if act is Act.RESUME and after.attempt and after.attempt.open_stops:
        return Phase.SUSPENDED
    return phase


def under_the_stop(before: Matter, after: Matter, act: Act) -> Phase:
    """The phase before an open stop, moved by what happens during it: a request for supplements, and its answer."""
    if before.back is None or act in (Act.SUSPEND, Act.RESUME):
        return before.standing
    return refined(after, act, follow(before.standing, act) or before.standing, before.standing)
