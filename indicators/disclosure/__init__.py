"""Disclosure control: what may be published, so that nobody can compute a member's figure.

Plain values in, verdicts out. Everything that a release might publish goes through it at once;
the row of an element or indicator in a group has a coefficient for each organisation and leaf:

    {Unknown(one, leaf): times for one in group for leaf, times in leaves(code, terms).items()}

    blocks(terms)                                      -> blocks, elements that have no room
    audit(policy, contributions, candidates, earlier)  -> a verdict for each sum, mean and ratio
    refusal(policy, MEDIAN, group, shown_groups)       -> why a median must not be shown
    shown(value, decimals), persons_shown(count)       -> its text, the same in every output
"""

from indicators.disclosure.audit import SOLVER, audit
from indicators.disclosure.blocks import CAP, blocks, leaves
from indicators.disclosure.medians import (
    LOWER_QUARTILE,
    MEDIAN,
    UPPER_QUARTILE,
    digits,
    quantile,
    refusal,
)
from indicators.disclosure.numbers import (
    FEW,
    NIL,
    NOT_APPLICABLE,
    WITHHELD,
    is_few,
    persons_shown,
    protected,
    ratio_may_be_shown,
    shown,
    significant,
)
from indicators.disclosure.values import (
    Candidate,
    Contribution,
    Policy,
    Reason,
    Row,
    Unknown,
    Verdict,
)

__all__ = [
    "CAP",
    "FEW",
    "LOWER_QUARTILE",
    "MEDIAN",
    "NIL",
    "NOT_APPLICABLE",
    "SOLVER",
    "UPPER_QUARTILE",
    "WITHHELD",
    "Candidate",
    "Contribution",
    "Policy",
    "Reason",
    "Row",
    "Unknown",
    "Verdict",
    "audit",
    "blocks",
    "digits",
    "is_few",
    "leaves",
    "persons_shown",
    "protected",
    "quantile",
    "ratio_may_be_shown",
    "refusal",
    "shown",
    "significant",
]
