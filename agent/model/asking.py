"""One question to a real model, through litellm. Runs in the model's process only."""

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any

from agent.model.faults import BROKE_OFF, told
from agent.model.wire import Line

# Before litellm is imported: no list of prices over the network, no .env of the folder one happens to
# be in, no tokenizers from a model hub, no logging of requests.
QUIET = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_LOG": "ERROR",
    "HF_HUB_OFFLINE": "1",
}


def load() -> Any:
    """litellm, set up to keep to itself: 3 to 5 seconds and 170 MB. Raises ImportError."""
    os.environ.update(QUIET)
    import litellm

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.drop_params = True  # a setting that one provider does not know is left out for it
    return litellm


async def answer(litellm: Any, asked: Line, say: Callable[[Line], None]) -> None:
    """Ask, say the answer line by line, and last how it ended. Whatever breaks is said too."""
    chunks: list[Any] = []
    try:
        async with asyncio.timeout(asked["seconds"]):
            async for chunk in await litellm.acompletion(**_request(asked)):
                chunks.append(chunk)
                _say_text(chunk, say)
        say(_ended(litellm, asked, chunks))
    except TimeoutError:
        say({"error": f"the model did not answer within {asked['seconds']:.0f} s", "hint": "try again"})
    except Exception as wrong:  # noqa: BLE001 - somebody else's code, and somebody else's server behind it
        error, hint = BROKE_OFF if chunks else told(wrong)
        say({"error": error, "hint": hint})


def _request(asked: Line) -> dict[str, Any]:
    given = {"api_base": asked["api_base"] or None, "api_key": asked["key"] or _no_key(asked)}
    return {
        "model": asked["model"],
        "messages": asked["messages"],
        "tools": asked["tools"] or None,
        "stream": True,
        "stream_options": {"include_usage": True},
        "timeout": asked["seconds"],
        "num_retries": 0,
        "max_retries": 0,
        "_skip_mcp_handler": True,  # given tools, litellm imports `mcp`, which it does not depend on
        **{name: value for name, value in given.items() if value},
    }


def _no_key(asked: Line) -> str:
    """A server of one's own often wants none, and the client for it insists on something."""
    local = asked["api_base"] and asked["model"].startswith(("openai/", "hosted_vllm/", "lm_studio/"))
    return "none" if local and not os.environ.get("OPENAI_API_KEY") else ""


def _say_text(chunk: Any, say: Callable[[Line], None]) -> None:
    for choice in chunk.choices:
        if choice.delta.content:
            say({"text": choice.delta.content})


def _ended(litellm: Any, asked: Line, chunks: list[Any]) -> Line:
    """The answer's end: its calls and what it cost. One that did not come to its end is an error."""
    if not any(choice.finish_reason for chunk in chunks for choice in chunk.choices):
        return {"error": BROKE_OFF[0], "hint": BROKE_OFF[1]}
    whole = litellm.stream_chunk_builder(chunks, messages=asked["messages"])
    return {"calls": _calls(whole), "spent": _spent(litellm, whole)}


def _calls(whole: Any) -> list[dict[str, str]]:
    calls = whole.choices[0].message.tool_calls or []
    return [
        {"id": call.id or f"call_{n}", "name": call.function.name or "", "arguments": _text(call.function.arguments)}
        for n, call in enumerate(calls)
    ]


def _text(arguments: object) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def _spent(litellm: Any, whole: Any) -> tuple[int, int, float]:
    usage = whole.usage
    return usage.prompt_tokens or 0, usage.completion_tokens or 0, _cost(litellm, whole)


def _cost(litellm: Any, whole: Any) -> float:
    """In US dollars; 0 for a model whose prices litellm does not know, such as one at home."""
    try:
        return float(litellm.completion_cost(completion_response=whole))
    except Exception:  # noqa: BLE001 - it raises whatever it likes for a model that it does not know
        return 0.0
