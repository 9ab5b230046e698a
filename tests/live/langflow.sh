#!/usr/bin/env bash
# A LangFlow to test against: it asks for a key, listens on this machine only, and ends with this script.
#
#   langflow.sh [PORT [STATE]]
#
# PORT is a free one when not given (or 0); STATE is a folder for its data, to start again on the same data.
# When it is healthy, one line `URL=…` is printed; then the script waits until the server ends.
# LangFlow is installed once into SPARK_LANGFLOW_VENV (~/.cache/langflow-venv); PYTHON makes that venv.
set -euo pipefail

venv=${SPARK_LANGFLOW_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/langflow-venv}
if [[ ! -x $venv/bin/langflow ]]; then
  "${PYTHON:-python3.11}" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet uv
  "$venv/bin/python" -m uv pip install --quiet --python "$venv/bin/python" langflow
fi

port=${1:-0}
if [[ $port == 0 ]]; then
  port=$("$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
fi
state=${2:-$(mktemp -d)}
mkdir -p "$state/config" "$state/outbox"

# Without pretty logs: each failing flow would cost LangFlow 5 to 17 seconds of drawing its traceback.
export LANGFLOW_AUTO_LOGIN=true LANGFLOW_SKIP_AUTH_AUTO_LOGIN=false LANGFLOW_PRETTY_LOGS=false \
  LANGFLOW_CREATE_STARTER_PROJECTS=false LANGFLOW_CONFIG_DIR=$state/config \
  LANGFLOW_DATABASE_URL=sqlite:///$state/langflow.db LANGFLOW_TELEMETRY_WRITER_OUTBOX_DIR=$state/outbox \
  DO_NOT_TRACK=true LITELLM_LOCAL_MODEL_COST_MAP=True

"$venv/bin/langflow" run --host 127.0.0.1 --port "$port" --backend-only --no-open-browser \
  >"$state/log" 2>&1 </dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true' EXIT
trap 'exit 143' TERM INT HUP

healthy() {
  "$venv/bin/python" - "http://127.0.0.1:$port/health_check" <<'PYTHON'
import sys, urllib.request
try:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=5).read()
except OSError:
    sys.exit(1)
PYTHON
}

for ((second = 0; second < 600; second++)); do
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$state/log" >&2; exit 1; }
  if healthy; then
    echo "URL=http://127.0.0.1:$port"
    wait "$server" || true
    exit 0
  fi
  sleep 0.5
done
tail -n 20 "$state/log" >&2
echo "LangFlow is not healthy after five minutes" >&2
exit 1
