"""Tries a deployed stack, on AWS or on the local AWS, by what its users do: `make smoke STACK=name`.

It posts, subscribes, spoils and redrives as a sender, a subscriber and an operator would, says beforehand what that takes,
and removes everything that it has made. What it does not try is in infra/README.md, "What is proven where".
"""
