"""The store's contract over SQLite and over PostgreSQL."""

from tests.contracts.lease import LeaseContract
from tests.contracts.ledger import LedgerContract, LinesContract
from tests.contracts.listing import ListingContract
from tests.contracts.notes import MomentsContract, NotesContract
from tests.contracts.outbox import OutboxContract
from tests.contracts.runs import MovesContract, RunsContract, UnderwayContract
from tests.contracts.schedules import SchedulesContract, SourcesContract, WorkflowsContract
from tests.contracts.store import ChangedContract, PiecesContract, TransactionsContract
from tests.contracts.talk import DeedsContract, TalkContract


class TestTransactions(TransactionsContract): ...


class TestPieces(PiecesContract): ...


class TestChanged(ChangedContract): ...


class TestSources(SourcesContract): ...


class TestWorkflows(WorkflowsContract): ...


class TestSchedules(SchedulesContract): ...


class TestRuns(RunsContract): ...


class TestMoves(MovesContract): ...


class TestUnderway(UnderwayContract): ...


class TestListing(ListingContract): ...


class TestLedger(LedgerContract): ...


class TestLines(LinesContract): ...


class TestLease(LeaseContract): ...


class TestTalk(TalkContract): ...


class TestDeeds(DeedsContract): ...


class TestOutbox(OutboxContract): ...


class TestNotes(NotesContract): ...


class TestMoments(MomentsContract): ...
