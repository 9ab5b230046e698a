"""Spark in a browser: the terminal app, one process for each tab, behind a server that lets in who may."""
