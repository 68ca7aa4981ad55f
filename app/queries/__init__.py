"""The SQL of the API: one text per list, with every filter in it as a named parameter.

A filter that is None chooses everything: `$x is null or column = $x` is folded away before the query runs.
"""
