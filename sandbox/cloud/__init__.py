"""A local cloud in one process: the AWS services, the search domain and X that it needs."""
