"""What a million events cost, from measured counts and stated prices. `make cost`."""
