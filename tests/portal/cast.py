"""Twelve people: six have a column in the access table, and six more answer as one of these does.

A new view needs no word here, unless one of the six is told something else."""

#: whose: of Ritva's and Kaisa's school (own), of Sten's (other), of a site below their school
#: (below), of a former member (archived).
SUBJECTS = ("own", "other", "below", "archived")

# Helmi is head of the provider above the school, which is no member itself; Pihla answers for data at
# the site; Paavo is key contact of the former member; Fanni was key contact of the school, and has
# left; Nea is new, belongs nowhere and has not shown that her address is hers. Columns: as whom, and
# whose that one's thing is.
AS = """
       | own         | other        | below       | archived     | all and -
nobody | nobody own  | nobody other | nobody own  | nobody own   | nobody
sten   | sten own    | sten other   | sten own    | sten own     | sten
ritva  | ritva own   | ritva other  | ritva own   | ritva other  | ritva
kaisa  | kaisa own   | kaisa other  | kaisa own   | kaisa other  | kaisa
outi   | outi own    | outi other   | outi own    | outi own     | outi
birgit | birgit own  | birgit other | birgit own  | birgit own   | birgit
helmi  | kaisa own   | kaisa other  | kaisa own   | kaisa other  | kaisa
pihla  | sten own    | ritva other  | ritva own   | ritva other  | kaisa
paavo  | sten own    | kaisa other  | sten own    | kaisa own    | kaisa
fanni  | sten own    | kaisa other  | sten own    | sten own     | kaisa
nea    | sten own    | kaisa other  | sten own    | sten own     | kaisa
"""
# Olli is of the office and has no second factor: wherever he asks, he is sent to choose one, but here.
OLLI = """
view                    | GET POST
account_logout          | 200 302
account_confirm_by_code | 200 302
mfa_index               | 200 405
language                | 405 302
healthz                 | 200 405
readyz                  | 200 405
"""
TWELVE = [
    *("nobody", "sten", "ritva", "kaisa", "outi", "birgit"),
    *("helmi", "pihla", "paavo", "fanni", "nea", "olli"),
]

#: All who get further than to the choice of a factor.
ELEVEN = TWELVE[:-1]

#: These belong to no member, and find nothing here but what is their own place's.
OUTSIDE = {"helmi", "paavo", "fanni", "nea"}
FOR_MEMBERS = {
    *("members:organisation", "members:report_organisation", "members:report_person"),
    *("communications:document", "communications:document_file"),
    *("communications:news_item", "communications:newsletter"),
    *("indicators:list", "indicators:elements", "indicators:element_csv"),
    *("indicators:indicator", "indicators:indicator_csv", "indicators:indicator_chart"),
    "reports:release",
}
#: Of a person, not of an organisation: nobody at the site or at the former member has one here.
PERSONAL = {
    *("privacy:copy", "communications:question", "members:withdraw_proposal"),
    *("mfa_edit_webauthn", "mfa_remove_webauthn", "end_session"),
}

# Who is told 404 all the same: it is not their own place, or nothing is told of it.
NOT_FOUND = """
view              whose    | who
members:place     below    | ritva
members:end_place below    | ritva
members:act       below    | ritva kaisa helmi
members:act       own      | helmi
members:withdraw_proposal own | helmi
reports:benchmark own      | helmi
reports:benchmark below    | ritva kaisa outi helmi pihla
reports:benchmark archived | outi paavo
reports:release   all      | pihla
"""


def _cells(table: str) -> list[list[str]]:
    lines = table.strip("\n").splitlines()[1:]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def _answers_as() -> dict[tuple[str, str], tuple[str, str]]:
    found = {}
    for name, *cells, free in _cells(AS):
        for subject, cell in zip(SUBJECTS, cells, strict=True):
            column, whose = cell.split()
            found[name, subject] = column, whose
        for subject in ("all", "-"):
            found[name, subject] = free, subject
    return found


#: By who asks and whose the thing is: whose column of the table holds, and which of its rows.
ANSWERS_AS = _answers_as()
WAYS_OF_OLLI = {view: answers.split() for view, answers in _cells(OLLI)}
APART = {(*first.split(), who) for first, names in _cells(NOT_FOUND) for who in names.split()}

# How many rows of a list each sees; "-": the page is not there. Each school has a contact point and
# a person that only its own managers and the office see.
LISTS = """
view                      whose list       nobody sten ritva kaisa outi birgit helmi pihla paavo fanni nea
members:list              -     organisations  -  2  2  2  2  2  1  2  0  0  0
members:people            -     people         -  22 21 22 23 21 0  21 0  0  0
members:organisation      own   people         -  5  5  6  6  5  6  5  -  -  -
members:organisation      other people         -  5  4  4  5  4  -  4  -  -  -
members:organisation      own   contacts       -  1  1  2  2  1  2  1  -  -  -
members:organisation      other contacts       -  2  1  1  2  1  -  1  -  -  -
members:organisation      own   invitations    -  0  0  1  1  0  1  0  -  -  -
members:organisation      other invitations    -  1  0  0  1  0  -  0  -  -  -
members:organisation      own   parts          -  1  1  1  1  1  1  1  -  -  -
members:log               own   page           -  -  -  1  1  -  1  -  -  -  -
members:log               other page           -  1  -  -  1  -  -  -  -  -  -
members:contacts          own   points         -  -  -  2  2  -  2  -  -  -  -
members:contacts          other points         -  2  -  -  2  -  -  -  -  -  -
members:confirm           own   people         -  -  -  6  6  -  6  -  -  -  -
members:confirm           other people         -  5  -  -  5  -  -  -  -  -  -
members:confirmations     -     confirmations  -  -  -  -  2  -  -  -  -  -  -
privacy:own               -     sights         -  1  1  1  1  1  1  1  1  0  0
privacy:erasures          -     erasures       -  -  -  -  1  -  -  -  -  -  -
communications:questions  -     questions      -  1  1  0  2  0  0  0  0  0  0
communications:library    -     documents      0  1  1  1  1  1  0  1  0  0  0
communications:preferences -    shown          -  1  1  1  1  1  0  1  0  0  0
communications:news       -     page           0  1  1  1  1  1  0  1  0  0  0
communications:newsletters -    page           0  1  1  1  1  1  0  1  0  0  0
communications:desk       -     making         -  -  -  -  1  -  -  -  -  -  -
surveys:list              -     responses      -  1  1  1  0  0  1  0  1  0  0
indicators:releases       -     periods        -  -  -  -  1  -  -  -  -  -  -
reports:list              -     releases       -  1  1  1  2  2  0  0  0  0  0
"""
