"""The FHIR R4 server: what is kept, how it is searched, and how it is asked for over HTTP."""
