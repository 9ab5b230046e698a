"""Whom we call: the places where workflows live, each kind behind the port `SourceClient`."""
