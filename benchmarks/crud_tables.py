"""The tables of the conventional application."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables of the application."""


class ProjectRow(Base):
    """A project's current state."""

    __tablename__ = "project"
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    last_fact_on: Mapped[date | None]


class AuditRow(Base):
    """Who changed what, before and after."""

    __tablename__ = "audit"
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid.uuid4().hex)
    project: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
