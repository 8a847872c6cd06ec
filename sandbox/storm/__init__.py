"""A storm: the deployed pipeline under random faults, and the laws counted when it is over."""
