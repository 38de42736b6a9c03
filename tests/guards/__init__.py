"""The guards of the house, as functions: source text or a model in, what is wrong with it out.
tests/test_house.py points them at the tree, and each of them at something bad."""
