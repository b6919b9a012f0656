"""What came back: one file at a time, recognised by its contents, every cell with where it stands."""
