"""What `newsgen` can be asked to do beside building: one module a command, each usable without the command line."""
