"""The composition root: the only part that knows every concrete class.

`doors` is light and is what `main` opens; `spark`, with all that it brings, is imported when a store is opened.
"""
