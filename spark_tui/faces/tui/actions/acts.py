"""What a screen or a pane mixes in, to have the actions that it says in `ACTIONS`."""

from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App
from textual.dom import DOMNode
from textual.widgets import Input

from spark_tui.faces.tui.actions.action import Action
from spark_tui.faces.tui.actions.names import FIXED, shown
from spark_tui.faces.tui.working import Works

if TYPE_CHECKING:
    from spark_tui.faces.tui.app import SparkApp


ONLY_LOOKS = "this view only looks; spark web --writable lets it act"


class Acts(Works):
    """Bindings, reasons and work, all made from `ACTIONS`. A second base, behind Textual's class, as `Works` is.

    A key is for whoever is nearest to the focus. Keys have priority, so that a burst of them (a slow line
    delivers them together) is taken one by one: in `i every day …` the letters after the `i` are text, and `jr`
    runs the next one. In a line of text they wait behind what was typed before.
    """

    PLACE: ClassVar[str] = ""  # where its actions are valid, as people call it
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    window_opens: object | None = None  # of a screen: the work that opens a window over it, and is not over yet

    def __init_subclass__(cls, **options: Any) -> None:
        own, typed = cls.__dict__.get("ACTIONS", ()), issubclass(cls, Input)
        if own:
            cls.BINDINGS = [binding for a in own for binding in a.bindings(a.default_keys, priority=not typed)]
        super().__init_subclass__(**options)
        known, bound = cls.actions(), cls._merged_bindings.key_to_bindings if cls._merged_bindings else {}
        for key, bindings in list(bound.items()):  # a key of a base for an action that has others here
            if any(b.id in known and key not in known[b.id].default_keys for b in bindings):
                del bound[key]

    @classmethod
    def actions(cls) -> dict[str, Action]:
        """By id: its own and those of its bases; where both have one, its own."""
        return {action.id: action for base in reversed(cls.__mro__) for action in base.__dict__.get("ACTIONS", ())}

    @property
    def stand(self) -> Any:
        """What the reasons are asked about: the node itself, unless it has a better answer."""
        return self

    # ------------------------------------------------------------------ keys

    def on_mount(self) -> None:
        """The keys that the person set take the place of those that are built in."""
        keymap, bound = cast("SparkApp", self.app).keymap, self._bindings.key_to_bindings
        changed = {which: action for which, action in self.actions().items() if which in keymap}
        if not changed:
            return
        for key, bindings in list(bound.items()):
            left = [binding for binding in bindings if binding.id not in changed]
            if left:
                bound[key] = left
            else:
                del bound[key]
        for which, action in changed.items():
            for binding in action.bindings(keymap[which], priority=not isinstance(self, Input)):
                bound[binding.key] = [binding]

    def keys_of(self, action: Action) -> tuple[str, ...]:
        return cast("SparkApp", self.app).keymap.get(action.id, action.default_keys)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Textual asks whether the key is for this one, and takes it from whoever is around."""
        return super().check_consume_key(key, character) or self.takes(key)

    def takes(self, key: str) -> bool:
        """Whether the key is for an action of this one."""
        if key in FIXED:
            return False
        known = self.actions()
        bound = (known.get(binding.id or "") for binding in self._bindings.key_to_bindings.get(key, ()))
        return any(action and not (action.yields and action.why_not(self.stand)) for action in bound)

    # ------------------------------------------------------------------ acting

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One that yields is not there while it cannot be done."""
        if action != "act":
            return super().check_action(action, parameters)
        wanted = self.actions()[str(parameters[0])]
        return not (wanted.yields and wanted.why_not(self.stand))

    async def action_act(self, which: str) -> None:
        """Do what a key stands for, or say why it cannot be done now."""
        action = self.actions()[which]
        if why := self.why_not(action):
            cast("SparkApp", self.app).refuses(why, action.says)
        elif callable(action.does):
            self.do(partial(action.does, self), window=action.window, tried=action.says)
        else:
            await self._at_once(action)

    async def _at_once(self, action: Action) -> None:
        """The next key is already for what comes then. A fault in it is not worth the screen."""
        try:
            await self.app.run_action(action.call, self)
        except Exception as fault:  # noqa: BLE001 - whatever goes wrong with one key, the others go on
            cast("SparkApp", self.app).worker_failed(fault, action.says)

    def why_not(self, action: Action) -> str:
        """Why it cannot be done just now; empty when it can."""
        if action.only_for_writers and cast("SparkApp", self.app).only_looks:
            return ONLY_LOOKS
        return action.why_not(self.stand)

    def do(self, work: Callable[[], Coroutine[Any, Any, None]], *, window: bool = False, tried: str = "") -> None:
        """In a worker, so that the screen stays alive; keys that come before a window opens are not for this one.

        Nor are those that come after an answer, while there is work with it: another window may follow.
        """
        under = cast("Acts", self.app.screen)  # every screen of ours is one
        if under.window_opens is None:
            under.window_opens = opening = object() if window else None
            self.begin(partial(self._done, work, under, opening, tried), "act", tried=tried)

    async def _done(
        self, work: Callable[[], Coroutine[Any, Any, None]], under: "Acts", opening: object | None, tried: str
    ) -> None:
        try:
            await cast("SparkApp", self.app).told_when_wrong(work(), tried)
        finally:
            if under.window_opens is opening:
                under.window_opens = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An action of one node, with the key that reaches it there and why it cannot be done; each may be empty."""

    action: Action
    node: Acts
    key: str
    why: str

    @property
    def shown(self) -> str:
        return shown(self.key) if self.key else ""


def offers(focused: DOMNode) -> list[Offer]:
    """All that can be reached from there, the nearest first."""
    nearer: list[DOMNode] = []
    found: list[Offer] = []
    for node in focused.ancestors_with_self:
        if isinstance(node, Acts):
            found += _offers_of(node, nearer)
        nearer.append(node)
    return found


def _offers_of(node: Acts, nearer: Iterable[DOMNode]) -> Iterator[Offer]:
    from textual.keys import key_to_character

    for action in node.actions().values():
        free = (
            key
            for key in node.keys_of(action)
            if not any(other.check_consume_key(key, key_to_character(key)) for other in nearer)
        )
        yield Offer(action, node, next(free, ""), node.why_not(action))


def in_line(focused: DOMNode) -> list[Offer]:
    """What the line of keys shows: the app's, then what can be done here, from the nearest to the farthest."""
    found = [offer for offer in offers(focused) if offer.action.in_line and offer.key and not offer.why]
    return sorted(found, key=lambda offer: not isinstance(offer.node, App))
