"""How the app looks, and what it takes of the mouse; both can be changed while it runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor

from spark_tui.faces.door import Look
from spark_tui.faces.tui.text import Scrub
from spark_tui.faces.tui.themes import THEMES

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


class Looks(App[str]):
    """Mixed into the app: themes, colours, the last net of the text, the mouse."""

    look: Look

    def dress(self, look: Look) -> None:
        """Before it runs. Without colours no theme can bring any back."""
        self.look = look
        for name, theme in THEMES.items():
            self._registered_themes[name] = theme
        self.set_reactive(App.theme, look.theme)
        dark = self.current_theme.dark
        self.update_classes({"-dark-mode": dark, "-light-mode": not dark}, update=False)
        self.stylesheet.set_variables(self.get_css_variables())  # those of the built-in one stand there
        self.no_color = look.color == "none"
        self._filters = [each for each in self._filters if not isinstance(each, Monochrome | NoColor)]
        self._filters += [NoColor()] if self.no_color else []
        self._refresh_truecolor_filter(self.ansi_theme)
        self._scrub = Scrub(ascii_only=look.ascii)

    def wear(self, theme: str) -> None:
        """From now on."""
        if not self.no_color:
            self.theme = theme

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The last net: see `Scrub`."""
        return [self._scrub, *super().get_line_filters()]

    def action_mouse(self) -> None:
        self.take_mouse(take=not self.takes_mouse)
        taken = "takes the mouse; F9 gives it back to your terminal" if self.takes_mouse else _GIVEN_BACK
        cast("SparkApp", self).say(f"Spark {taken}")

    @property
    def takes_mouse(self) -> bool:
        return bool(self._driver and vars(self._driver).get("_mouse"))

    def take_mouse(self, *, take: bool) -> None:
        """Textual tells the terminal only while it takes it, so that the order matters."""
        driver = cast("Any", self._driver)
        if driver is None or not hasattr(driver, "_enable_mouse_support"):
            return
        if take:
            driver._mouse = True  # noqa: SLF001 - Textual has no public way
            driver._enable_mouse_support()  # noqa: SLF001
        else:
            driver._disable_mouse_support()  # noqa: SLF001
            driver._mouse = False  # noqa: SLF001


_GIVEN_BACK = "leaves the mouse to your terminal, which selects text again; F9 takes it"
