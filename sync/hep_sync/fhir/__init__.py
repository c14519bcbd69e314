"""The record of care as FHIR R4 (4.0.1) resources: plain dicts, read leniently and written strictly."""
