"""What is known, as rows: each with its source and its own example. Import the table you need."""
