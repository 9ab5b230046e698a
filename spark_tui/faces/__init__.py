"""How one sees and asks."""
