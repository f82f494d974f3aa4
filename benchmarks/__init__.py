"""A made-up archive of any size, and what it costs newsgen and others to build it."""
