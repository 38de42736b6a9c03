"""The universal audit."""

from collections.abc import Iterable, Sequence

from indicators.disclosure.values import Candidate, Contribution, Policy, Row, Verdict

#: For the audit record: the interval audit needs a linear programming solver, and has none.
SOLVER = "fallback"


def audit(
    policy: Policy,
    contributions: Iterable[Contribution],
    candidates: Sequence[Candidate],
    earlier: Iterable[Row] = (),
) -> list[Verdict]:
    """A verdict for each candidate, in the given order, which is the order of priority.

    All candidates of a release in one call, whatever their elements: what is tied by a common row
    is audited together. `earlier` are the rows of all earlier releases that are still readable
    anywhere, with the values of their time: a corrected value is another `Unknown.version` with
    another contribution of the same holder, and the earlier one stays among the contributions.
    """
    raise NotImplementedError
