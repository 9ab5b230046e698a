#!/usr/bin/env bash
# LiteLLM's proxy to test against, a real server that speaks as OpenAI does: its models answer at MODEL, a base URL.
#
#   litellm.sh PORT STATE KEY MODEL NAME...
#
# PORT is a free one for 0; STATE is a folder for what it writes. When it is healthy, one line `URL=…` is printed; then
# the script waits until the server ends. LiteLLM, of the version that Spark itself uses, is installed once into
# SPARK_LITELLM_VENV (~/.cache/litellm-venv).
set -euo pipefail
source "$(dirname "$0")/serve.sh"

venv=${SPARK_LITELLM_VENV:-$(cache litellm-venv)}
installed "$venv" "litellm[proxy]==$(locked litellm)"
port=$(port_or_free "$venv/bin/python" "$1")
state=$2
mkdir -p "$state"
{
  echo "general_settings: {master_key: $3}"
  echo "litellm_settings: {num_retries: 0, telemetry: false}"
  echo "router_settings: {disable_cooldowns: true}"
  echo "model_list:"
  for name in "${@:5}"; do
    echo "- {model_name: $name, litellm_params: {model: openai/$name, api_base: $4, api_key: none, max_retries: 0}}"
  done
} >"$state/config.yaml"

export LITELLM_LOCAL_MODEL_COST_MAP=True
serve "$venv/bin/python" "$port" "$state" /health/liveliness \
  "$venv/bin/litellm" --config "$state/config.yaml" --host 127.0.0.1 --port "$port"
