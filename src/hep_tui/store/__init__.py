"""The patient's file: what was done, what was prescribed, and what is derived from both.

`store.Store` is the door; nothing else of this package is meant for the rest of the program, except the
`errors` it raises, `backup` and `restore`, and `lease`. Only the diary knows this package.
"""
