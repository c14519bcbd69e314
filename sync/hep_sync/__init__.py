"""The wire: the FHIR R4 form of the record, and the programs both ends can read."""
