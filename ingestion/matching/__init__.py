"""Channels across providers: names are normalised, candidates found and scored, conflicts told. Pure.

What is accepted is decided in dbt (`int_channels_matched`), by the scores and conflicts that are found here.
"""
