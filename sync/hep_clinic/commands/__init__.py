"""`hep-clinic`: the clinic's command line."""
