"""What must be known of a file before a spreadsheet library opens it, and what no such library tells.

Is it a workbook at all, is it safe to open, and which of its cells are errors, formulas, per cents, hidden
or commented? What the cells of an .xlsx hold is told as well, since all of it is read here anyway. No macro
runs, no link is followed, no formula is worked out.
"""
