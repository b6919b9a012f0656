"""Tables of the model on worksheets: every workbook is written, and every table read, in one way."""
