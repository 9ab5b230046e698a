#!/usr/bin/env bash
# An AgentOS to test against, with a stand-in for its model: it listens on this machine only, and ends with this script.
#
#   agentos.sh VERSION [PORT [STATE [KEY]]]
#
# VERSION of agno, or `newest`. PORT is a free one when not given (or 0); STATE is a folder for its data, to start again
# on the same data. When it is healthy, one line `URL=…` is printed; then the script waits until the server ends.
# Agno is installed once for each version, into SPARK_AGENTOS_VENVS/VERSION (~/.cache/agentos-venvs); PYTHON makes the venv.
set -euo pipefail
source "$(dirname "$0")/serve.sh"

version=$1
venv=${SPARK_AGENTOS_VENVS:-$(cache agentos-venvs)}/$version
agno=agno
[[ $version == newest ]] || agno=agno==$version
# What agno needs and does not ask for: greenlet (2.2, 2.9), python-multipart (every form), pyjwt (3, with a key).
installed "$venv" "$agno" openai fastapi uvicorn python-multipart sqlalchemy aiosqlite greenlet pyjwt
port=$(port_or_free "$venv/bin/python" "${2:-0}")
state=${3:-$(mktemp -d)}
mkdir -p "$state"

serve "$venv/bin/python" "$port" "$state" /health \
  "$venv/bin/python" "$(dirname "$0")/agentos_app.py" "$port" "$state" ${4:+"$4"}
