"""The command line: one module a family of commands, loaded only when it is asked for."""
