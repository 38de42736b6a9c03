"""The yearly collection of the federation: what its schools are asked each autumn, as one document.

The questions stand in learning.py, running.py and around.py, one call each, in the order that they
are asked; lists.py has what may be chosen. Days have no year in them, so that the same form serves
year after year.
"""

from portal.demo.yearly import around, learning, running
from portal.demo.yearly.lists import LISTS
from surveys.questionnaire import Questionnaire, Words


def yearly_collection() -> Questionnaire:
    return Questionnaire(
        Words("Vuosikeruu", "Årsinsamlingen", "Yearly collection"),
        (*learning.SECTIONS, *running.SECTIONS, *around.SECTIONS),
        (*learning.RULES, *running.RULES, *around.RULES),
        LISTS,
    )
