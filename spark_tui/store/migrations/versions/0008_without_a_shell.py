"""Commands given by hand run without a shell: those kept so far go on to mean what they meant, and ask for one."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_PLAIN = re.compile(r"\$ [\w@%+:,./-]+( [\w@%+=:,./-]+)*", re.ASCII)  # the same words with a shell and without
_BUILT_IN = frozenset(
    """
    . : alias bg cd command eval exec exit export fg getopts hash jobs read readonly return set shift source times trap
    type ulimit umask unalias unset wait if while until for case do done then else elif fi esac in time function local
    break continue
    """.split()
)
_COMMANDS = """
    SELECT id, key FROM workflows WHERE key LIKE '$ %' AND source_id IN (SELECT id FROM sources WHERE kind = 'local')
"""
_MOST = 2_600  # bytes that a key of the index can have on PostgreSQL


def upgrade() -> None:
    """The longest first: what one becomes may be what another, shorter by then, was before."""
    for row in sorted(op.get_bind().execute(sa.text(_COMMANDS)).all(), key=lambda row: -len(row.key)):
        if not _is_plain(row.key):
            _rewrite(row.id, row.key.removeprefix("$ ").replace("'", "'\\''"))


def _is_plain(key: str) -> bool:
    """An `echo` with an option is not the same in every shell, nor outside of one."""
    return (
        _PLAIN.fullmatch(key) is not None
        and key.split()[1] not in _BUILT_IN
        and not key.startswith(("$ -", "$ echo -"))
    )


def _rewrite(id: str, quoted: str) -> None:  # noqa: A002
    key = f"$ sh -c '{quoted}'"
    if len(key.encode("utf-8", "replace")) <= _MOST:  # a longer one stays, and says at its run what to do
        op.execute(sa.text("UPDATE workflows SET key = :key WHERE id = :id").bindparams(key=key, id=id))
