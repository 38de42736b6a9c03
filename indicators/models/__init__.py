from indicators.models.elements import DataElement, Indicator, Sensitivity
from indicators.models.groups import Group
from indicators.models.observations import Observation
from indicators.models.policies import SdcPolicy, Waiver
from indicators.models.releases import Release
from indicators.models.stats import Stat

__all__ = [
    "DataElement",
    "Group",
    "Indicator",
    "Observation",
    "Release",
    "SdcPolicy",
    "Sensitivity",
    "Stat",
    "Waiver",
]
