"""The one engine, and its guests."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Boolean, Column, Integer, SmallInteger
from sqlmodel import Field, SQLModel

from spark_tui.domain.ids import BootId
from spark_tui.service.ports import Face, Holder, Lease
from spark_tui.store.columns import ID, Moment, Prose
from spark_tui.store.rows import Found, Values


class LeaseRow(SQLModel, table=True):
    """At most one row, whose id is 1."""

    __tablename__: ClassVar[str] = "lease"

    id: int = Field(sa_column=Column("id", SmallInteger, primary_key=True, autoincrement=False))
    boot: str = Field(sa_column=Column("boot", ID, nullable=False))
    host: str = Field(sa_column=Column("host", Prose, nullable=False))
    pid: int = Field(sa_column=Column("pid", Integer, nullable=False))
    face: str = Field(sa_column=Column("face", ID, nullable=False))
    version: str | None = Field(sa_column=Column("version", Prose))
    locked: bool = Field(sa_column=Column("locked", Boolean, nullable=False))
    taken_at: datetime = Field(sa_column=Column("taken_at", Moment, nullable=False))
    expires_at: datetime = Field(sa_column=Column("expires_at", Moment, nullable=False))


class GuestRow(SQLModel, table=True):
    """Who carries out a run beside the engine; its id is its boot."""

    __tablename__: ClassVar[str] = "guests"

    id: str = Field(sa_column=Column("id", ID, primary_key=True))
    holder: str = Field(sa_column=Column("holder", Prose, nullable=False))
    taken_at: datetime = Field(sa_column=Column("taken_at", Moment, nullable=False))
    expires_at: datetime = Field(sa_column=Column("expires_at", Moment, nullable=False))


LEASE = SQLModel.metadata.tables["lease"]
GUESTS = SQLModel.metadata.tables["guests"]


def lease_values(lease: Lease) -> Values:
    return {
        "boot": lease.boot,
        "host": lease.holder.host,
        "pid": lease.holder.pid,
        "face": lease.holder.face.value,
        "version": lease.holder.version,
        "taken_at": lease.taken_at,
        "expires_at": lease.expires_at,
        "locked": lease.locked,
    }


def lease_of(row: Found) -> Lease:
    return Lease(
        boot=BootId(row.boot),
        holder=Holder(row.host, row.pid, Face(row.face), row.version or ""),
        taken_at=row.taken_at,
        expires_at=row.expires_at,
        locked=row.locked,
    )


def guest_values(guest: Lease) -> Values:
    return {"id": guest.boot, "holder": str(guest.holder), "taken_at": guest.taken_at, "expires_at": guest.expires_at}
