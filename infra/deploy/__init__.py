"""Deploys the template into an account, as a careful person would: everything is looked at before anything changes.

`make deploy STACK=name` calls it; README.md says what it refuses. It changes nothing but by the change set that it shows.
"""
