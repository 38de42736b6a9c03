"""The demonstration federation: invented from end to end, so that the portal can be seen at work.

No organisation, place or person in it is real, and its addresses are reserved for examples.
"""
