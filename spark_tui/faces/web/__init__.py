"""Spark in a browser: the terminal app, one process for each tab, behind a server that lets in who may."""

TAB = "web-tab"  # what the process of a tab is started with
