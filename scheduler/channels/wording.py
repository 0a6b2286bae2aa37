"""What a person reads of a message, and cutting it to what a vendor takes: counted in bytes, cut between characters."""

from collections.abc import Sequence

from scheduler.channels import Message

ELLIPSIS = "…"
MORE = {"zh": "……另有{more}项，见“我的提醒”", "en": "… and {more} more, see “My reminders”"}
ANSWER = {"zh": "确认收到：{link}", "en": "Acknowledge: {link}"}
SHORT = 8  # characters of the delivery id, for people to tell a repetition by


def plain(message: Message, limit: int) -> str:
    """The reminder, the project, its link and the delivery's number, a line each; UTF-8 within `limit` bytes.

    Only the reminder is shortened. Nobody is named, so that a group may read it. A digest loses whole lines.
    """
    if lines := message.content.get("lines"):
        return listed(lines[message.language], message, limit)
    project, link = message.content["project"], message.content.get("link")
    answer = f"\n{ANSWER[message.language].format(link=link)}" if link else ""
    foot = f"\n{project['name']} {project['code']}{answer}\n#{str(message.delivery)[:SHORT]}"
    words = " ".join(str(message.content["text"][message.language]).split())
    room = limit - len(foot.encode())
    return cut(words, room) + foot if room > len(ELLIPSIS.encode()) else cut(words, limit)


def listed(lines: Sequence[str], message: Message, limit: int) -> str:
    """The lines of a digest and its number; those for which there is no room are counted."""
    foot = f"\n#{str(message.delivery)[:SHORT]}"
    for kept in range(len(lines), 0, -1):
        more = [MORE[message.language].format(more=len(lines) - kept)] if kept < len(lines) else []
        text = "\n".join([*lines[:kept], *more]) + foot
        if len(text.encode()) <= limit:
            return text
    return cut(lines[0], limit)


def headline(message: Message, limit: int) -> str:
    """One line that says what it is about."""
    if lines := message.content.get("lines"):
        return cut(lines[message.language][0], limit)
    return cut(" ".join(str(message.content["text"][message.language]).split()), limit)


def cut(text: str, limit: int) -> str:
    """The text, or as much of its beginning as fits into `limit` bytes of UTF-8 with an ellipsis."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: max(0, limit - len(ELLIPSIS.encode()))].decode(errors="ignore") + ELLIPSIS
