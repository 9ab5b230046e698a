"""Language in, a draft out. Knows `spark_tui.domain` and nothing else of ours."""
