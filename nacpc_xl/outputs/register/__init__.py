"""register.xlsx: the quarter's working papers, from which every figure in the report can be traced."""

from nacpc_xl.outputs.register.workbook import register_file, register_workbook
from nacpc_xl.outputs.tallies import figures

__all__ = ["figures", "register_file", "register_workbook"]
