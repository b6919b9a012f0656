"""What comes out of a quarter: the register, the report, and the coordinator's workbook."""
