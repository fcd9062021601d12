"""The rooms that touch the world or another package. Import the one you need."""
