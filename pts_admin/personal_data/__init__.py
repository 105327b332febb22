"""What is held about a person: where it is, how long it stays, how it is handed over."""
