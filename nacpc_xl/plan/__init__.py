"""The plan workbook: read into a Plan with every fault named by its cell, and written anew."""
