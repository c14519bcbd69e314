"""One TOML file a theme; the same file a user would write."""
