"""Random lives of an event, step by step: the seats are as the slow reference has them, and what
every step owes holds. Moments are made by hand here; the clock has its own tests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from events.offers import Mode, Moment
from events.seating import Pool, Share, Step, claimable, settle
from events.shapes import cancel_event, reschedule, reshape, reshare
from events.steps import (
    Party,
    Refused,
    Rules,
    accept,
    approve,
    claim,
    leave,
    register,
    reject,
    substitute,
    switch,
)
from events.transitions import FINAL, EventStatus, Status
from tests.events.desk import Desk, Snapshot, as_waiting, snapshot
from tests.events.reference import START, Plan, Row, World

POOLS = ("onsite", "online")
ORGANISATIONS = (1, 2, 3)
HOUR = timedelta(hours=1)

pools = st.sampled_from(POOLS)
organisations = st.sampled_from((*ORGANISATIONS, None))
picks = st.integers(0, 1000)
limits = st.none() | st.integers(0, 4)


class Seats(RuleBasedStateMachine):
    """Every rule does the same thing at the desk and in the reference."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.closes_at, self.numbers, self.groups = START, START, 0, 0
        self.seen: Snapshot = {}

    @initialize(
        capacities=st.tuples(st.none() | st.integers(1, 8), st.integers(1, 8)),
        cap=limits,
        approval=st.sampled_from([(False, False), (True, False), (True, True)]),
        days=st.integers(1, 12),
        free_for=st.none() | st.integers(0, 200),
        reserved=st.lists(st.integers(0, 2), min_size=3, max_size=3),
        released=st.integers(1, 200),
        crowd=st.lists(st.tuples(pools, organisations), min_size=4, max_size=12),
    )
    def begin(
        self,
        capacities: tuple[int | None, int],
        cap: int | None,
        approval: tuple[bool, bool],
        days: int,
        free_for: int | None,
        reserved: list[int],
        released: int,
        crowd: list[tuple[str, int | None]],
    ) -> None:
        self.closes_at = START + days * 24 * HOUR
        free = None if free_for is None else START + free_for * HOUR
        self.event = Rules(
            EventStatus.PUBLISHED,
            START,
            START + 10_000 * HOUR,
            self.closes_at,
            START + 10_000 * HOUR,
            free,
            *approval,
        )
        plans, kept = {}, {}
        release = START + released * HOUR
        for name, capacity in zip(POOLS, capacities, strict=True):
            can = capacity is not None and sum(reserved) <= capacity
            can = can and (cap is None or max(reserved) <= cap)
            keeps = dict(zip(ORGANISATIONS, reserved if can else [0, 0, 0], strict=True))
            caps: dict[int, int | None] = dict.fromkeys(ORGANISATIONS, cap)
            plans[name] = Plan(capacity, release, cap, caps, keeps)
            shares = {one: Share(cap, keeps[one]) for one in ORGANISATIONS}
            kept[name] = Pool(capacity, default_cap=cap, release_at=release, shares=shares)
        self.desk = Desk(kept)
        self.world = World(plans, *approval, free_cancel_ends_at=free)
        self.tell_time()
        self.several_register_one_by_one(crowd)

    # --- time ------------------------------------------------------------------

    @property
    def moment(self) -> Moment:
        left = self.closes_at - self.now
        if self.event.status is not EventStatus.PUBLISHED:
            mode = Mode.FROZEN
        elif left <= 0 * HOUR:
            mode = Mode.CLOSED
        else:
            mode = Mode.RACE if left <= 24 * HOUR else Mode.EXCLUSIVE
        return Moment(self.now, mode, min(self.now + 9 * HOUR, self.closes_at))

    def tell_time(self) -> None:
        moment = self.moment
        self.world.now, self.world.mode = self.now, str(moment.mode)
        self.world.offer_until = moment.offer_until
        self.world.is_published = self.event.status is EventStatus.PUBLISHED

    @rule(hours=st.integers(1, 20), pool=pools)
    def time_passes(self, hours: int, pool: str) -> None:
        """The clock looks at one pool; the other finds out at its next step."""
        self.now += hours * HOUR
        self.tell_time()
        self.settle_all()

    def settle_all(self) -> None:
        for pool in POOLS:
            self.desk.keep(pool, settle(self.desk.load(pool), self.moment))
            self.world.settle(pool)

    # --- people ------------------------------------------------------------------

    @rule(who=st.lists(st.tuples(pools, organisations), min_size=1, max_size=5))
    def several_register_one_by_one(self, who: list[tuple[str, int | None]]) -> None:
        for pool, organisation in who:
            self.people_register(pool, organisation, 1, False, 0)

    @rule(
        pool=pools,
        organisation=organisations,
        size=st.sampled_from((1, 2, 2, 3)),
        together=st.booleans(),
        hours=st.integers(0, 3),
    )
    def colleagues_register(
        self, pool: str, organisation: int | None, size: int, together: bool, hours: int
    ) -> None:
        self.people_register(pool, organisation, size, together, hours)

    def people_register(
        self, pool: str, organisation: int | None, size: int, together: bool, hours: int
    ) -> None:
        self.now += hours * HOUR  # what is due since is done by the step itself
        self.tell_time()
        numbers = [self.next_number() for _ in range(size)]
        self.groups += 1
        group = self.groups if together else None
        newcomers = [self.newcomer(number, pool, organisation, group) for number in numbers]
        party = Party(organisation, size, together)
        self.both(
            lambda: self.desk.keep(
                pool, register(self.desk.load(pool), self.event, self.moment, party), newcomers
            ),
            lambda: self.world.register(pool, organisation, numbers, group),
        )
        self.other_pools_settle(pool)

    @precondition(lambda self: bool(self.with_status("submitted")))
    @rule(pick=picks, many=st.booleans())
    def the_manager_approves(self, pick: int, many: bool) -> None:
        row = self.pick("submitted", pick)
        rows = [one for one in self.with_status("submitted") if one.pool == row.pool and many] or [
            row
        ]
        numbers = [one.number for one in rows]
        self.both(
            lambda: self.desk.keep(
                row.pool,
                approve(
                    self.desk.load(row.pool),
                    self.event,
                    self.moment,
                    [as_waiting(one) for one in rows],
                ),
            ),
            lambda: self.world.approve(row.pool, numbers),
        )

    @precondition(lambda self: bool(self.with_status("submitted")))
    @rule(pick=picks)
    def the_manager_rejects(self, pick: int) -> None:
        row = self.pick("submitted", pick)
        self.end(row, reject)
        self.world.reject(row.number)

    @precondition(lambda self: bool(self.with_status("offered")))
    @rule(pick=picks, takes=st.integers(0, 7), hours=st.sampled_from((0, 0, 0, 5)))
    def someone_answers_an_offer(self, pick: int, takes: int, hours: int) -> None:
        self.now += hours * HOUR
        self.tell_time()
        row = self.pick("offered", pick)
        ours = [
            one.number
            for one in self.with_status("offered")
            if one is row or (row.group is not None and one.group == row.group)
        ]
        taken = {number for place, number in enumerate(ours) if takes >> place & 1}
        self.both(
            lambda: self.desk.keep(
                row.pool,
                accept(self.desk.load(row.pool), self.event, self.moment, set(ours), taken),
            ),
            lambda: self.world.accept(row.pool, set(ours), taken),
        )
        self.other_pools_settle(row.pool)

    @precondition(lambda self: bool(self.with_status("waiting")))
    @rule(pick=picks)
    def someone_claims_a_seat(self, pick: int) -> None:
        row = self.pick("waiting", pick)
        step = claim(self.desk.load(row.pool), self.event, self.moment, row.number)
        could = row.number in claimable(self.desk.load(row.pool), self.moment)
        assert could == (step.became(row.number) in {Status.CONFIRMED, Status.SUBMITTED})
        self.desk.keep(row.pool, step)
        self.world.claim(row.number)

    @precondition(lambda self: bool(self.active()))
    @rule(pick=picks)
    def someone_leaves(self, pick: int) -> None:
        row = self.active()[pick % len(self.active())]
        self.end(row, leave)
        self.world.leave(row.number)

    @precondition(lambda self: bool(self.with_status("confirmed")))
    @rule(pick=picks)
    def someone_cancels(self, pick: int) -> None:
        row = self.pick("confirmed", pick)
        self.end(row, leave)
        self.world.leave(row.number)

    @precondition(lambda self: any(r.organisation for r in self.with_status("confirmed")))
    @rule(pick=picks)
    def a_colleague_comes_instead(self, pick: int) -> None:
        rows = [row for row in self.with_status("confirmed") if row.organisation]
        row, number = rows[pick % len(rows)], self.next_number()
        colleague = Party(row.organisation)
        pool = self.desk.load(row.pool)
        who = self.desk.registered(row.number)
        step = substitute(pool, self.event, self.now, who, colleague)
        assert step.pool == pool
        self.desk.keep(row.pool, step, [self.newcomer(number, row.pool, row.organisation, None)])
        self.world.substitute(row.number, number)

    @precondition(lambda self: bool(self.active()))
    @rule(pick=picks, gives_up=st.booleans())
    def someone_switches(self, pick: int, gives_up: bool) -> None:
        row = self.active()[pick % len(self.active())]
        before, to = row.pool, next(pool for pool in POOLS if pool != row.pool)
        number = self.next_number()

        def at_the_desk() -> None:
            both = self.desk.load(before), self.desk.load(to)
            who = self.desk.registered(row.number)
            left, arrived = switch(both, self.event, self.moment, who, gives_up=gives_up)
            moved = [self.newcomer(number, to, row.organisation, None)] if arrived.newcomers else []
            self.desk.keep(before, left)
            self.desk.keep(to, arrived, moved)

        self.both(
            at_the_desk,
            lambda: self.world.switch(row.number, to, number, gives_up=gives_up),
        )

    # --- the office ------------------------------------------------------------------

    @precondition(lambda self: bool(self.with_status("waiting")))
    @rule(pick=picks, priority=st.integers(-1, 2))
    def the_office_sets_a_priority(self, pick: int, priority: int) -> None:
        row = self.pick("waiting", pick)
        row.priority = priority
        self.desk.keep(row.pool, settle(self.desk.load(row.pool), self.moment))
        self.world.prioritise(row.number, priority)

    @rule(pool=pools, capacity=st.none() | st.integers(0, 9), hours=st.none() | st.integers(-5, 60))
    def the_manager_reshapes(self, pool: str, capacity: int | None, hours: int | None) -> None:
        release = None if hours is None else self.now + hours * HOUR
        plan = replace(self.world.plans[pool], capacity=capacity, release_at=release)
        self.both(
            lambda: self.desk.keep(
                pool,
                reshape(
                    self.desk.load(pool),
                    self.moment,
                    capacity=capacity,
                    release_at=release,
                    default_cap=plan.default_cap,
                ),
            ),
            lambda: self.world.reshape(pool, plan),
        )

    @rule(
        pool=pools,
        organisation=st.sampled_from(ORGANISATIONS),
        cap=limits,
        reserved=st.integers(0, 3),
    )
    def the_manager_reshares(
        self, pool: str, organisation: int, cap: int | None, reserved: int
    ) -> None:
        old = self.world.plans[pool]
        plan = replace(
            old,
            caps=old.caps | {organisation: cap},
            reserved=old.reserved | {organisation: reserved},
        )
        self.both(
            lambda: self.desk.keep(
                pool,
                reshare(
                    self.desk.load(pool), self.moment, organisation, cap=cap, reserved=reserved
                ),
            ),
            lambda: self.world.reshape(pool, plan),
        )

    @precondition(lambda self: self.event.status is EventStatus.PUBLISHED)
    @rule(rare=st.integers(0, 3))
    def the_event_is_postponed(self, rare: int) -> None:
        if rare == 0:
            self.event = replace(self.event, status=EventStatus.POSTPONED)
            self.tell_time()

    @precondition(lambda self: self.event.status is EventStatus.POSTPONED)
    @rule(days=st.integers(0, 5))
    def the_event_has_a_new_time(self, days: int) -> None:
        self.event = replace(self.event, status=EventStatus.PUBLISHED)
        self.closes_at = self.now + days * 24 * HOUR
        self.tell_time()
        for pool in POOLS:
            self.desk.keep(pool, reschedule(self.desk.load(pool), self.moment))
        self.world.reschedule()

    @rule(rare=st.integers(0, 30))
    def the_event_is_cancelled(self, rare: int) -> None:
        if rare:
            return
        for pool in POOLS:
            rows = [row.number for row in self.active() if row.pool == pool]
            self.desk.keep(pool, cancel_event(self.desk.load(pool), rows))
        self.world.cancel_event()

    # --- what must hold --------------------------------------------------------------

    @invariant()
    def it_is_as_the_reference_has_it(self) -> None:
        if hasattr(self, "world"):
            assert snapshot([*self.desk.rows.values()]) == snapshot(self.world.rows)

    @invariant()
    def every_step_kept_its_promises(self) -> None:
        if hasattr(self, "world"):
            self.desk.check(self.event, self.moment)

    @invariant()
    def nobody_is_passed_by_without_a_reason(self) -> None:
        if hasattr(self, "world") and self.moment.mode is Mode.EXCLUSIVE:
            assert all(row.reason for row in self.with_status("waiting"))

    @invariant()
    def what_is_over_stays_as_it_is(self) -> None:
        if hasattr(self, "world"):
            now = snapshot([*self.desk.rows.values()])
            over = {number for number, row in self.seen.items() if row[2] in FINAL}
            assert {number: self.seen[number] for number in over} == {
                number: now[number] for number in over
            }
            self.seen = now

    # --- hands -------------------------------------------------------------------------

    def both(self, desk: Callable[[], None], world: Callable[[], str | None]) -> None:
        refusal = None
        try:
            desk()
        except Refused as refused:
            refusal = str(refused.code)
        assert refusal == world()

    def end(self, row: Row, verb: Callable[..., Step]) -> None:
        who = self.desk.registered(row.number)
        pool = self.desk.load(row.pool)
        self.desk.keep(row.pool, verb(pool, self.event, self.moment, who))

    def other_pools_settle(self, pool: str) -> None:
        """Time has passed for the other one too."""
        for other in POOLS:
            if other != pool:
                self.desk.keep(other, settle(self.desk.load(other), self.moment))
                self.world.settle(other)
        self.settle_refused(pool)

    def settle_refused(self, pool: str) -> None:
        """A step that was refused has let nothing happen."""
        self.desk.keep(pool, settle(self.desk.load(pool), self.moment))
        self.world.settle(pool)

    def newcomer(self, number: int, pool: str, organisation: int | None, group: int | None) -> Row:
        return Row(number, pool, organisation, "", self.now, group=group)

    def next_number(self) -> int:
        self.numbers += 1
        return self.numbers

    def with_status(self, status: str) -> list[Row]:
        return [row for row in self.desk.rows.values() if row.status == status]

    def pick(self, status: str, pick: int) -> Row:
        rows = self.with_status(status)
        return rows[pick % len(rows)]

    def active(self) -> list[Row]:
        return [row for row in self.desk.rows.values() if row.status not in FINAL]


TestSeats = Seats.TestCase
TestSeats.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
