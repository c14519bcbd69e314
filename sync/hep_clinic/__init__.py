"""The clinic: a FHIR R4 server over one SQLite file, sign-in and pairing, and the commands that run it."""
