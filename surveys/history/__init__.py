"""Earlier collections, brought along from a code book and a wide table. Nothing here knows Django.

form = book.form([codebook], groups={})    the questionnaire of the code books
wide = table.read(answers)                 the table: a row for each organisation
ledger.Ledger()                            what became of each row and each cell
"""
