"""What one can ask, the same for every face."""
