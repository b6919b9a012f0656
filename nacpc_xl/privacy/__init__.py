"""What may stand for a person in a text, and the gate that keeps it back."""
