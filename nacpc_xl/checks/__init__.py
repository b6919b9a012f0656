"""The checks: each one function that holds its rule, its remedy and its examples.

The families, by the first letter of a code: R what came back, F single answers, C completeness,
K consistency, S substance, G the plan itself.
"""
