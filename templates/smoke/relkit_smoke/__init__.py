"""What `relkit smoke` runs inside the interpreters that it tries: the standard library and nothing else."""
