"""Who may ask for what: accounts, invitations, tokens, and the log of who looked."""
