"""What things are. Imports no step, and no library for Excel, Word or the terminal."""
