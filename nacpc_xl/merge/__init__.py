"""Returns, plan and history made into a register. Nothing is judged here but the computed status."""
