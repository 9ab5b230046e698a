"""The store's contract over SQLite and over PostgreSQL."""

from tests.contracts import store as contract
from tests.contracts.notes import MomentsContract, NotesContract
from tests.contracts.outbox import OutboxContract


class TestTransactions(contract.TransactionsContract): ...


class TestChanged(contract.ChangedContract): ...


class TestSources(contract.SourcesContract): ...


class TestWorkflows(contract.WorkflowsContract): ...


class TestSchedules(contract.SchedulesContract): ...


class TestRuns(contract.RunsContract): ...


class TestLedger(contract.LedgerContract): ...


class TestLines(contract.LinesContract): ...


class TestLease(contract.LeaseContract): ...


class TestTalk(contract.TalkContract): ...


class TestDeeds(contract.DeedsContract): ...


class TestOutbox(OutboxContract): ...


class TestNotes(NotesContract): ...


class TestMoments(MomentsContract): ...
