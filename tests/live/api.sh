#!/usr/bin/env bash
# An API of FastAPI to test against, with jobs that outlive it: see api_app.py.
#
#   api.sh PORT STATE KEY
#
# PORT is a free one for 0; STATE is a folder for its data, to start again on the same data. When it is healthy, one
# line `URL=…` is printed; then the script waits until the server ends. FastAPI is that of litellm.sh.
set -euo pipefail
source "$(dirname "$0")/serve.sh"

venv=${SPARK_LITELLM_VENV:-$(cache litellm-venv)}
installed "$venv" "litellm[proxy]==$(locked litellm)"
port=$(port_or_free "$venv/bin/python" "$1")
mkdir -p "$2"
serve "$venv/bin/python" "$port" "$2" /health "$venv/bin/python" "$(dirname "$0")/api_app.py" "$port" "$2" "$3"
