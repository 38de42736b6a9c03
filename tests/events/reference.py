"""The rules of seats as the design says them, slowly: rows alone, counted anew at every question,
and the queue read from its head again after everything that happens. It knows nothing of
events/seating.py and events/steps.py, not even their words."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

START = datetime(2027, 1, 11, 7, tzinfo=UTC)
ACTIVE = ("submitted", "waiting", "offered", "confirmed")


@dataclass
class Row:
    number: int
    pool: str
    organisation: int | None
    status: str
    queued_at: datetime
    priority: int = 0
    group: int | None = None
    expires_at: datetime | None = None
    reason: str | None = None
    is_approved: bool = False


@dataclass
class Plan:
    """Of one pool. A person who is above what was made smaller stays."""

    capacity: int | None
    release_at: datetime | None = None
    default_cap: int | None = None
    caps: dict[int, int | None] = field(default_factory=dict)
    reserved: dict[int, int] = field(default_factory=dict)

    def cap(self, organisation: int | None) -> int | None:
        if organisation is None:
            return None
        return self.caps.get(organisation, self.default_cap)


@dataclass
class World:
    plans: dict[str, Plan]
    has_approval: bool = False
    approval_holds_seat: bool = False
    is_published: bool = True
    free_cancel_ends_at: datetime | None = None
    now: datetime = START
    mode: str = "exclusive"
    offer_until: datetime = START
    rows: list[Row] = field(default_factory=list)

    # --- questions -------------------------------------------------------------

    def seats(self, pool: str) -> Counter[int | None]:
        holds = ["offered", "confirmed"] + ["submitted"] * self.approval_holds_seat
        return Counter(
            row.organisation for row in self.rows if row.pool == pool and row.status in holds
        )

    def reason(self, pool: str, organisation: int | None, n: int) -> str | None:
        """Imagine them seated, and look at what is broken then."""
        plan, before = self.plans[pool], self.seats(pool)
        seats = before + Counter({organisation: n})
        if plan.capacity is not None and seats.total() > plan.capacity:
            return "full" if before.total() >= plan.capacity else "group_does_not_fit"
        cap = plan.cap(organisation)
        if cap is not None and seats[organisation] > cap:
            return "organisation_quota"
        if plan.capacity is not None and plan.release_at is not None and self.now < plan.release_at:
            everyone = set(seats) | set(plan.reserved)
            needed = sum(
                max(seats[one], plan.reserved.get(one, 0) if one != organisation else 0)
                for one in everyone
                if one is not None
            )
            if needed + seats[None] > plan.capacity:
                return "reserved_for_others"
        return None

    def queue(self, pool: str) -> list[Row]:
        waiting = [row for row in self.rows if row.pool == pool and row.status == "waiting"]
        return sorted(waiting, key=lambda row: (-row.priority, row.queued_at, row.number))

    def beside(self, row: Row) -> list[Row]:
        """Everyone of the group who waits with this one."""
        return [
            one
            for one in self.queue(row.pool)
            if one is row or (row.group is not None and one.group == row.group)
        ]

    def row(self, number: int) -> Row:
        return next(row for row in self.rows if row.number == number)

    # --- what comes by itself ----------------------------------------------------

    def settle(self, pool: str) -> None:
        while self._something_happens(pool):
            pass
        for row in self.queue(pool):
            row.reason = self.reason(pool, row.organisation, len(self.beside(row)))
            row.is_approved = False

    def _something_happens(self, pool: str) -> bool:
        over = [row for row in self.rows if row.pool == pool and self._is_over(row)]
        over += self.queue(pool) if self.mode == "closed" else []
        for row in over:
            self._end(row, "expired")
            return True
        for row in self.queue(pool) if self.mode == "exclusive" else []:
            everyone = self.beside(row)
            if self.reason(pool, row.organisation, len(everyone)) is None:
                for one in everyone:
                    self._seat(one)
                return True
        return False

    def _is_over(self, row: Row) -> bool:
        """An offer whose time has run out."""
        if self.mode == "frozen" or row.status != "offered":
            return False
        assert row.expires_at is not None
        return self.mode == "closed" or row.expires_at <= self.now

    def _seat(self, row: Row) -> None:
        row.status = "confirmed" if row.is_approved else "offered"
        row.expires_at = None if row.is_approved else self.offer_until
        row.reason, row.is_approved = None, False

    def _end(self, row: Row, status: str) -> None:
        row.status, row.reason, row.expires_at, row.is_approved = status, None, None, False

    # --- what people do ------------------------------------------------------------

    def register(
        self, pool: str, organisation: int | None, numbers: list[int], group: int | None
    ) -> str | None:
        """The code of the refusal, or nothing."""
        plan, size = self.plans[pool], len(numbers)
        if not self.is_published:
            return "not_published"
        if self.mode == "closed":
            return "closed"
        cap = plan.cap(organisation)
        if size > 1 and cap is not None and size > cap:
            return "party_too_large"
        if size > 1 and group is not None and plan.capacity is not None and size > plan.capacity:
            return "party_too_large"
        self.settle(pool)
        if self.has_approval and not self.approval_holds_seat:
            for number in numbers:
                self._add(number, pool, organisation, "submitted", group)
        else:
            begins = "submitted" if self.approval_holds_seat else "confirmed"
            self._judge(pool, organisation, numbers, group, begins)
        self.settle(pool)
        return None

    def approve(self, pool: str, numbers: list[int]) -> str | None:
        if not self.is_published:
            return "not_published"
        rows = [self.row(number) for number in numbers]
        if self.approval_holds_seat:
            for row in rows:
                row.status = "confirmed"
        elif self.mode == "exclusive":
            for row in rows:
                row.status, row.is_approved = "waiting", True
        else:
            self.settle(pool)
            self._approve_without_offers(rows)
        self.settle(pool)
        return None

    def _approve_without_offers(self, rows: list[Row]) -> None:
        left = sorted(rows, key=lambda row: (-row.priority, row.queued_at, row.number))
        while left:
            first = left[0]
            together = [
                row
                for row in left
                if row is first or (first.group is not None and row.group == first.group)
            ]
            fits = self.reason(first.pool, first.organisation, len(together)) is None
            for row in together:
                left.remove(row)
                if fits:
                    row.status = "confirmed"
        for row in rows:
            if row.status == "submitted" and self.mode == "race":
                row.status = "waiting"

    def reject(self, number: int) -> None:
        row = self.row(number)
        self._end(row, "rejected")
        self.settle(row.pool)

    def accept(self, pool: str, ours: set[int], takes: set[int]) -> str | None:
        if self.mode == "frozen":
            return "postponed"
        for row in self.rows:
            if row.number in ours and row.status == "offered" and not self._is_over(row):
                if row.number in takes:
                    self._end(row, "submitted" if self.approval_holds_seat else "confirmed")
                else:
                    self._end(row, "declined")
        self.settle(pool)
        return None

    def claim(self, number: int) -> None:
        row = self.row(number)
        self.settle(row.pool)
        if self.mode == "race" and row.status == "waiting":
            together = self.beside(row)
            if self.reason(row.pool, row.organisation, len(together)) is None:
                for one in together:
                    self._end(one, "submitted" if self.approval_holds_seat else "confirmed")
        self.settle(row.pool)

    def leave(self, number: int) -> None:
        row = self.row(number)
        late_after = self.free_cancel_ends_at if self.is_published else None
        is_late = late_after is not None and self.now > late_after
        words = {
            "submitted": "withdrawn",
            "waiting": "withdrawn",
            "offered": "declined",
            "confirmed": "cancelled_late" if is_late else "cancelled",
        }
        self._end(row, words[row.status])
        self.settle(row.pool)

    def substitute(self, number: int, newcomer: int) -> None:
        row = self.row(number)
        self._end(row, "substituted")
        self._add(newcomer, row.pool, row.organisation, "confirmed", None)

    def switch(self, number: int, to: str, newcomer: int, *, gives_up: bool) -> str | None:
        if not self.is_published:
            return "not_published"
        row = self.row(number)
        before, was = row.pool, row.status
        self.settle(to)
        if self._is_over(row) or (self.mode == "closed" and was == "waiting"):
            self.settle(before)
            return None
        fits = self.reason(to, row.organisation, 1) is None
        is_submission = was == "submitted" and not self.approval_holds_seat
        if fits or is_submission or (gives_up and self.mode != "closed"):
            ends = {"confirmed": "cancelled", "offered": "declined"}
            self._end(row, ends.get(was, "withdrawn"))
            if is_submission:
                begins = "submitted"
            elif not fits:
                begins = "waiting"
            elif was == "confirmed" or not self.approval_holds_seat:
                begins = "confirmed"
            else:
                begins = "submitted"
            self._add(newcomer, to, row.organisation, begins, None)
        self.settle(before)
        self.settle(to)
        return None

    def prioritise(self, number: int, priority: int) -> None:
        self.row(number).priority = priority
        self.settle(self.row(number).pool)

    def reshape(self, pool: str, plan: Plan) -> str | None:
        code = self._wrong_with(pool, plan)
        if code is None:
            self.plans[pool] = plan
            self.settle(pool)
        return code

    def _wrong_with(self, pool: str, plan: Plan) -> str | None:
        reserved = {one: seats for one, seats in plan.reserved.items() if seats > 0}
        if not reserved:
            return None
        if plan.capacity is None:
            return "reserve_needs_capacity"
        if plan.release_at is None:
            return "reserve_needs_release"
        for one, seats in reserved.items():
            cap = plan.cap(one)
            if cap is not None and seats > cap:
                return "reserve_above_cap"
        if self.now < plan.release_at:
            seats_now = self.seats(pool)
            wanted = sum(max(seats_now[o], reserved.get(o or 0, 0)) for o in seats_now)
            wanted += sum(seats for o, seats in reserved.items() if o not in seats_now)
            if wanted > plan.capacity:
                return "reserves_do_not_fit"
        return None

    def reschedule(self) -> None:
        for row in self.rows:
            if row.status == "offered" and self.mode != "closed":
                row.expires_at = self.offer_until
        for pool in self.plans:
            self.settle(pool)

    def cancel_event(self) -> None:
        for row in self.rows:
            if row.status in ACTIVE:
                self._end(row, "event_cancelled")

    def _judge(
        self,
        pool: str,
        organisation: int | None,
        numbers: list[int],
        group: int | None,
        begins: str,
    ) -> None:
        if group is not None:
            fits = self.reason(pool, organisation, len(numbers)) is None
            for number in numbers:
                self._add(number, pool, organisation, begins if fits else "waiting", group)
            return
        for number in numbers:
            fits = self.reason(pool, organisation, 1) is None
            self._add(number, pool, organisation, begins if fits else "waiting", None)

    def _add(
        self, number: int, pool: str, organisation: int | None, status: str, group: int | None
    ) -> None:
        self.rows.append(Row(number, pool, organisation, status, self.now, group=group))
