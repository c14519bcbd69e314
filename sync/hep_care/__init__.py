"""The record of care: what was prescribed, what is due, what was done, and how it is counted.

Pure values and rules: no file, no network, no clock (the present is an argument) and no JSON.
"""
