"""The chase pack: for each group with something open a draft of an e-mail, and its own return with the cells marked."""
