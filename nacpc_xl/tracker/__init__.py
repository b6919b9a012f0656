"""Trackers: what each group is sent in a quarter, and the workbook it comes in."""
