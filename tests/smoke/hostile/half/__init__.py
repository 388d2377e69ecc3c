"""Is well itself, but has a module that is not."""
