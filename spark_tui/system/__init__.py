"""The machine: clock, vault, settings, words."""
