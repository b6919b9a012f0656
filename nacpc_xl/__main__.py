"""`python -m nacpc_xl` is `nacpc-xl`."""

from nacpc_xl.cli import main

main()
