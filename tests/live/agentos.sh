#!/usr/bin/env bash
# An AgentOS to test against, with a stand-in for its model: it listens on this machine only, and ends with this script.
#
#   agentos.sh VERSION [PORT [STATE [KEY]]]
#
# VERSION of agno, or `newest`. PORT is a free one when not given (or 0); STATE is a folder for its data, to start again
# on the same data. When it is healthy, one line `URL=…` is printed; then the script waits until the server ends.
# Agno is installed once for each version, into SPARK_AGENTOS_VENVS/VERSION (~/.cache/agentos-venvs); PYTHON makes the venv.
set -euo pipefail

version=$1
venv=${SPARK_AGENTOS_VENVS:-${XDG_CACHE_HOME:-$HOME/.cache}/agentos-venvs}/$version
if [[ ! -e $venv/whole ]]; then
  agno=agno
  [[ $version == newest ]] || agno=agno==$version
  "${PYTHON:-python3.11}" -m venv "$venv"
  # What agno needs and does not ask for: greenlet (2.2, 2.9), python-multipart (every form), pyjwt (3, with a key).
  "$venv/bin/python" -m pip install --quiet "$agno" openai fastapi uvicorn python-multipart sqlalchemy aiosqlite greenlet pyjwt
  touch "$venv/whole"
fi

port=${2:-0}
if [[ $port == 0 ]]; then
  port=$("$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
fi
state=${3:-$(mktemp -d)}
mkdir -p "$state"

"$venv/bin/python" "$(dirname "$0")/agentos_app.py" "$port" "$state" ${4:+"$4"} >"$state/log" 2>&1 </dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true' EXIT
trap 'exit 143' TERM INT HUP

healthy() {
  "$venv/bin/python" - "http://127.0.0.1:$port/health" <<'PYTHON'
import sys, urllib.request
try:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=5).read()
except OSError:
    sys.exit(1)
PYTHON
}

for ((second = 0; second < 120; second++)); do
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$state/log" >&2; exit 1; }
  if healthy; then
    echo "URL=http://127.0.0.1:$port"
    wait "$server" || true
    exit 0
  fi
  sleep 0.5
done
tail -n 20 "$state/log" >&2
echo "the AgentOS is not healthy after a minute" >&2
exit 1
