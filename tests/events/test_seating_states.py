"""Random states of an event, reached by no history: each step does to them what the slow reference
does. Here the corners are dense; test_seating_properties.py walks from corner to corner."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from events.offers import Mode, Moment
from events.seating import Pool, Share, claimable, places, settle
from events.shapes import reschedule, reshape
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
    switch,
)
from events.transitions import EventStatus
from tests.events.desk import Desk, as_waiting, snapshot
from tests.events.reference import START, Plan, Row, World

ORGANISATIONS = (1, 2, 3)
HOUR = timedelta(hours=1)
STATES = ("submitted", "waiting", "waiting", "waiting", "offered", "confirmed")
CAPS = (None, None, 0, 1, 2, 3, 4)
MODES = (Mode.EXCLUSIVE, Mode.EXCLUSIVE, Mode.RACE, Mode.CLOSED, Mode.FROZEN)
APPROVALS = ((False, False), (True, False), (True, True))
POOLS = ("onsite", "online")

numbers = st.integers(0, 2**24 - 1)  # all alike up to here; longer ones are mostly small


class Dice:
    """One drawn number thrown many times: a draw for each choice would take most of the time."""

    def __init__(self, number: int) -> None:
        self.left = number

    def of[T](self, *choices: T) -> T:
        self.left, place = divmod(self.left, len(choices))
        return choices[place]


@dataclass
class State:
    desk: Desk
    world: World
    rules: Rules
    moment: Moment

    def both(self, desk: Callable[[Desk], None], world: Callable[[World], str | None]) -> None:
        """Each does it to a copy of the same state."""
        rows = {number: replace(row) for number, row in self.desk.rows.items()}
        ours = Desk(dict(self.desk.pools), rows)
        reference = replace(
            self.world, plans=dict(self.world.plans), rows=[replace(row) for row in self.world.rows]
        )
        refusal = None
        try:
            desk(ours)
        except Refused as refused:
            refusal = str(refused.code)
        assert refusal == world(reference)
        assert snapshot([*ours.rows.values()]) == snapshot(reference.rows)

    def rows(self, *states: str) -> list[Row]:
        return [row for row in self.world.rows if row.status in states and row.pool == "onsite"]


@st.composite
def states(draw: st.DrawFn) -> State:
    dice = Dice(draw(numbers))
    mode, approval = dice.of(*MODES), dice.of(*APPROVALS)
    moment = Moment(START, mode, START + 4 * HOUR)
    is_published = mode is not Mode.FROZEN
    far, free = START + 1000 * HOUR, START + dice.of(-1, 0) * HOUR
    status = EventStatus.PUBLISHED if is_published else EventStatus.POSTPONED
    rules = Rules(status, START, far, far, far, free, *approval)
    world = World({}, *approval, is_published, free, START, str(mode), moment.offer_until)
    for name in POOLS:
        world.plans[name] = _plan(Dice(draw(numbers)))
        for number in draw(st.lists(numbers, max_size=12)):
            world.rows.append(_row(len(world.rows) + 1, name, Dice(number)))
    desk = Desk({name: _pool(world, name) for name in world.plans})
    desk.rows = {row.number: replace(row) for row in world.rows}
    return State(desk, world, rules, moment)


def _plan(dice: Dice) -> Plan:
    release = dice.of(None, -1, 0, 1, 1, 1)
    return Plan(
        dice.of(None, *range(10)),
        None if release is None else START + release * HOUR,
        dice.of(*CAPS),
        {one: dice.of(*CAPS) for one in ORGANISATIONS},
        {one: dice.of(0, 0, 1, 2, 3) for one in ORGANISATIONS},
    )


def _row(number: int, pool: str, dice: Dice) -> Row:
    status, organisation = dice.of(*STATES), dice.of(*ORGANISATIONS, None)
    group = dice.of(None, None, 1, 2)
    return Row(
        number,
        pool,
        organisation,
        status,
        START + dice.of(-3, -2, -1, 0) * HOUR,
        dice.of(0, 0, 0, 1),
        None if group is None else 10 * (organisation or 0) + group,
        START + dice.of(-1, 0, 1) * HOUR if status == "offered" else None,
    )


def _pool(world: World, name: str) -> Pool:
    """Whatever is held above a limit was held when the limit was lowered."""
    plan, seats = world.plans[name], world.seats(name)
    held = seats.total()
    shares = {
        one: Share(plan.caps[one], plan.reserved[one], seats[one], seats[one])
        for one in ORGANISATIONS
    }
    return Pool(plan.capacity, held, held, plan.default_cap, plan.release_at, shares)


@settings(max_examples=500, deadline=None)
@given(state=states(), thrown=st.tuples(numbers, numbers, numbers, numbers))
def test_every_step_from_any_state_is_as_the_reference_has_it(
    state: State, thrown: tuple[int, int, int, int]
) -> None:
    _time_goes_on(state)
    _people_register(state, Dice(thrown[0]))
    _submissions_are_approved(state, Dice(thrown[1]))
    _offers_are_answered(state, Dice(thrown[2]))
    dice = Dice(thrown[3])
    for row in _some(state.rows("waiting"), dice, 2):
        _a_seat_is_claimed(state, row)
    for row in _some(state.rows("submitted", "waiting", "offered", "confirmed"), dice, 2):
        _someone_goes(state, row)
        _someone_switches(state, row, gives_up=dice.of(True, False))
    _the_room_is_another(state, dice.of(None, *range(10)))


def _some(rows: list[Row], dice: Dice, most: int) -> Iterable[Row]:
    first = dice.of(*range(len(rows))) if rows else 0
    return islice(_from(rows, first), most)


def _from(rows: list[Row], first: int) -> Iterator[Row]:
    yield from rows[first:]
    yield from rows[:first]


def _time_goes_on(state: State) -> None:
    def new_dates(world: World) -> None:
        online = [row for row in world.rows if row.pool == "online"]
        world.rows = [row for row in world.rows if row.pool == "onsite"]
        world.reschedule()
        world.rows += online

    state.both(
        lambda desk: desk.keep("onsite", settle(desk.load("onsite"), state.moment)),
        lambda world: world.settle("onsite"),
    )
    state.both(
        lambda desk: desk.keep("onsite", reschedule(desk.load("onsite"), state.moment)), new_dates
    )


def _people_register(state: State, dice: Dice) -> None:
    size, organisation = dice.of(1, 1, 2, 3), dice.of(*ORGANISATIONS, None, 4)
    group = dice.of(None, 99)
    new = [*range(100, 100 + size)]
    party = Party(organisation, size, group is not None)
    state.both(
        lambda desk: desk.keep(
            "onsite",
            register(desk.load("onsite"), state.rules, state.moment, party),
            [Row(one, "onsite", organisation, "", START, group=group) for one in new],
        ),
        lambda world: world.register("onsite", organisation, new, group),
    )


def _submissions_are_approved(state: State, dice: Dice) -> None:
    rows = [row for row in state.rows("submitted") if dice.of(True, True, False)]
    submissions = [as_waiting(row) for row in rows]
    state.both(
        lambda desk: desk.keep(
            "onsite", approve(desk.load("onsite"), state.rules, state.moment, submissions)
        ),
        lambda world: world.approve("onsite", [row.number for row in rows]),
    )


def _offers_are_answered(state: State, dice: Dice) -> None:
    ours = {row.number for row in state.rows("offered") if dice.of(True, True, False)}
    takes = {number for number in ours if dice.of(True, False)}
    state.both(
        lambda desk: desk.keep(
            "onsite", accept(desk.load("onsite"), state.rules, state.moment, ours, takes)
        ),
        lambda world: world.accept("onsite", ours, takes),
    )


def _a_seat_is_claimed(state: State, row: Row) -> None:
    able = claimable(settle(state.desk.load("onsite"), state.moment).pool, state.moment)

    def at_the_desk(desk: Desk) -> None:
        step = claim(desk.load("onsite"), state.rules, state.moment, row.number)
        if state.moment.mode is Mode.RACE:
            has_seat = step.became(row.number) in {"confirmed", "submitted"}
            assert has_seat == (row.number in able)
        desk.keep("onsite", step)

    state.both(at_the_desk, lambda world: world.claim(row.number))


def _someone_goes(state: State, row: Row) -> None:
    verbs = [(leave, World.leave)] + [(reject, World.reject)] * (row.status == "submitted")
    for ours, reference in verbs:

        def at_the_desk(desk: Desk, verb=ours) -> None:  # type: ignore[no-untyped-def]
            who = desk.registered(row.number)
            desk.keep("onsite", verb(desk.load("onsite"), state.rules, state.moment, who))

        def in_the_reference(world: World, verb=reference) -> None:  # type: ignore[no-untyped-def]
            verb(world, row.number)

        state.both(at_the_desk, in_the_reference)


def _someone_switches(state: State, row: Row, *, gives_up: bool) -> None:
    def at_the_desk(desk: Desk) -> None:
        pools = desk.load("onsite"), desk.load("online")
        who = desk.registered(row.number)
        left, arrived = switch(pools, state.rules, state.moment, who, gives_up=gives_up)
        newcomer = Row(100, "online", row.organisation, "", START)
        desk.keep("onsite", left)
        desk.keep("online", arrived, [newcomer] if arrived.newcomers else [])

    state.both(
        at_the_desk, lambda world: world.switch(row.number, "online", 100, gives_up=gives_up)
    )


def _the_room_is_another(state: State, capacity: int | None) -> None:
    plan = state.world.plans["onsite"]
    rest = {"release_at": plan.release_at, "default_cap": plan.default_cap}
    state.both(
        lambda desk: desk.keep(
            "onsite",
            reshape(desk.load("onsite"), state.moment, capacity=capacity, **rest),  # type: ignore[arg-type]
        ),
        lambda world: world.reshape("onsite", replace(plan, capacity=capacity)),
    )


@settings(max_examples=200, deadline=None)
@given(state=states(), turn=st.randoms(use_true_random=True))
def test_the_order_in_which_rows_are_handed_in_does_not_matter(state: State, turn) -> None:  # type: ignore[no-untyped-def]
    pool = state.desk.load("onsite")
    waiting, offers = [*pool.waiting], [*pool.offers]
    turn.shuffle(waiting)
    turn.shuffle(offers)
    shuffled = replace(pool, waiting=tuple(waiting), offers=tuple(offers))
    step, other = settle(pool, state.moment), settle(shuffled, state.moment)

    assert set(step.changes) == set(other.changes)
    assert places(step.pool) == places(other.pool)
    assert set(step.pool.offers) == set(other.pool.offers)
    assert settle(step.pool, state.moment).changes == ()
    assert settle(pool, state.moment) == step
