"""Channels across providers: names are normalised, candidates found and scored, conflicts told. Pure.

What is accepted is decided in dbt (`int_matches_judged`), by the scores and conflicts that are found here.
"""
