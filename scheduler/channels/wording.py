"""What a person reads of a message, and cutting it to what a vendor takes: counted in bytes, cut between characters."""

from scheduler.channels import Message

ELLIPSIS = "…"
ANSWER = {"zh": "确认收到:{link}", "en": "Acknowledge: {link}"}
SHORT = 8  # characters of the delivery id, for people to tell a repetition by


def plain(message: Message, limit: int) -> str:
    """The reminder, the project, its link and the delivery's number, a line each; UTF-8 within `limit` bytes.

    Only the reminder is shortened. Nobody is named, so that a group may read it.
    """
    project, link = message.content["project"], message.content.get("link")
    answer = f"\n{ANSWER[message.language].format(link=link)}" if link else ""
    foot = f"\n{project['name']} {project['code']}{answer}\n#{str(message.delivery)[:SHORT]}"
    words = " ".join(str(message.content["text"][message.language]).split())
    room = limit - len(foot.encode())
    return cut(words, room) + foot if room > len(ELLIPSIS.encode()) else cut(words, limit)


def headline(message: Message, limit: int) -> str:
    """One line that says what it is about."""
    return cut(" ".join(str(message.content["text"][message.language]).split()), limit)


def cut(text: str, limit: int) -> str:
    """The text, or as much of its beginning as fits into `limit` bytes of UTF-8 with an ellipsis."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: max(0, limit - len(ELLIPSIS.encode()))].decode(errors="ignore") + ELLIPSIS
