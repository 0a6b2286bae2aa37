"""Who may do what: one table, default deny (design §9). A refusal names the missing right."""

from collections.abc import Mapping
from enum import StrEnum

from api.errors import ProblemError
from projections.ops.accounts import Account, Role


class Right(StrEnum):
    """What can be allowed."""

    READ = "read"
    INTERNAL = "internal"  # the record behind what an enterprise sees: history, causes of delay, figures, people
    REGISTER = "register"
    PROFILE = "profile"
    ISSUE_LIST = "issue_list"
    ACT = "act"
    SUBMIT = "submit"  # what the enterprise itself hands in: an application, supplements
    RECORD_FACT = "record_fact"
    CORRECT = "correct"
    CONFIRM = "confirm"
    ASSIGN = "assign"
    PAUSE = "pause"
    END = "end"
    REOPEN = "reopen"
    MOVE_TARGET = "move_target"
    MOVE_CATALOGUE = "move_catalogue"
    ASSIST = "assist"
    RULEBOOK = "rulebook"
    WATCH = "watch"
    ANSWER = "answer"
    POSTS = "posts"
    TEAMS = "teams"  # which task forces there are, and what they are called
    ABSENCE = "absence"
    HAND_OVER = "hand_over"
    CALENDAR = "calendar"
    RAISE_CONCERN = "raise_concern"
    HANDLE_CONCERN = "handle_concern"
    AUDIT = "audit"  # a lead within his own projects
    FEED = "feed"  # the whole log, whatever it is about
    RECEIVERS = "receivers"
    ACCOUNTS = "accounts"
    ACCESS = "access"  # who was refused what, and who read what
    DOSSIER = "dossier"  # taking one in


READERS = frozenset({Right.READ, Right.INTERNAL})
SERVICE = READERS | {
    Right.ANSWER,  # what he was told himself; a lead in the place of his people
    Right.CALENDAR,
    Right.ABSENCE,  # his own; a lead's that of his people, an administrator's anybody's
    Right.REGISTER,
    Right.PROFILE,
    Right.ISSUE_LIST,
    Right.ACT,
    Right.SUBMIT,
    Right.RECORD_FACT,
    Right.CORRECT,
    Right.PAUSE,
    Right.REOPEN,
    Right.MOVE_TARGET,
    Right.MOVE_CATALOGUE,
    Right.ASSIST,
    Right.RAISE_CONCERN,
    Right.HANDLE_CONCERN,
}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ADMIN: READERS
    | {
        Right.RULEBOOK,
        Right.WATCH,
        Right.POSTS,
        Right.TEAMS,
        Right.ABSENCE,
        Right.HAND_OVER,
        Right.AUDIT,
        Right.FEED,
        Right.RECEIVERS,
        Right.ACCOUNTS,
        Right.ACCESS,
        Right.DOSSIER,
    },
    Role.LEADERSHIP: READERS
    | {Right.MOVE_TARGET, Right.ANSWER, Right.ABSENCE, Right.CALENDAR, Right.AUDIT, Right.FEED},
    Role.LEAD: SERVICE
    | {
        Right.ASSIGN,
        Right.END,  # an end is his to decide, not the specialist's
        Right.POSTS,  # within his task force
        Right.HAND_OVER,  # of his people's projects
        Right.AUDIT,
    },
    Role.SPECIALIST: SERVICE,
    Role.OFFICER: READERS
    | {Right.ANSWER, Right.ABSENCE, Right.CALENDAR}
    | {Right.HANDLE_CONCERN}  # those given to him
    | {Right.ACT, Right.SUBMIT, Right.CORRECT, Right.CONFIRM},  # on matters of his own department only
    Role.AUDITOR: READERS | {Right.WATCH, Right.AUDIT, Right.FEED, Right.ACCESS},
    Role.OBSERVER: frozenset({Right.RAISE_CONCERN}),
    Role.ENTERPRISE: frozenset(
        {Right.READ, Right.SUBMIT, Right.ANSWER, Right.ABSENCE, Right.CALENDAR, Right.RAISE_CONCERN}
    ),
}


def rights_of(account: Account) -> frozenset[Right]:
    """What an account may do: what its role may, or what of that its token is confined to."""
    own = RIGHTS[account.role]
    return frozenset(right for right in own if right.value in account.scopes) if account.scopes else own


def require(account: Account, right: Right) -> None:
    """Refuse with 403 naming the right that is missing."""
    if right not in RIGHTS[account.role] or (account.scopes and right.value not in account.scopes):
        raise ProblemError("right_missing", right=right.value, role=account.role.value)


def require_department(account: Account, department: str, right: Right = Right.ACT) -> None:
    """An officer acts on the matters of his own department, and puts right what is recorded of them; nothing else.

    `department` empty: what belongs to no matter.
    """
    if account.role is Role.OFFICER and account.department != department:
        named = f"{right.value}:{department}" if department else right.value
        raise ProblemError("right_missing", right=named, role=account.role.value)
