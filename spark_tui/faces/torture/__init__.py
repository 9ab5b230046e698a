"""The torture: engines over a scratch store are killed at random instants, and what they promised is counted."""
