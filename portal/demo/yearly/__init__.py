"""The yearly collection of the federation: what its schools are asked each autumn, as one document.

Each section has a module of its own, with a call for each question, in the order that they are
asked; lists.py has what may be chosen. Words of time have no year in them, so that the same form
serves year after year.
"""

from portal.demo.yearly import concerts, continuum, school, staff, students, teaching, world
from portal.demo.yearly.lists import LISTS
from surveys.questionnaire import Questionnaire, Words


def yearly_collection() -> Questionnaire:
    sections = (school, students, teaching, staff, concerts, world, continuum)
    return Questionnaire(
        Words("Vuosikeruu", "Årsinsamlingen", "Yearly collection"),
        tuple(each.SECTION for each in sections),
        (*students.RULES, *teaching.RULES, *staff.RULES, *concerts.RULES, *world.RULES),
        LISTS,
    )
