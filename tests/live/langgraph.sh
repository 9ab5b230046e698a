#!/usr/bin/env bash
# A server of LangGraph Platform to test against, as `langgraph dev` starts it: in memory, on loopback.
#
#   langgraph.sh PORT STATE KEY
#
# PORT is a free one for 0; STATE is a folder for what it writes. When it answers, one line `URL=…` is printed; then the
# script waits until the server ends. It is installed once into SPARK_LANGGRAPH_VENV (~/.cache/langgraph-venv).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/serve.sh"

venv=${SPARK_LANGGRAPH_VENV:-$(cache langgraph-venv)}
installed "$venv" "langgraph-cli[inmem]==0.4.40" langgraph-api==0.16.7 langgraph-runtime-inmem==0.36.7 langgraph==1.2.24
port=$(port_or_free "$venv/bin/python" "$1")
state=$2
rm -rf "$state/app" # with what it wrote down now and then of an earlier life, and would do again
mkdir -p "$state/app"
cp "$here/langgraph_app.py" "$state/app/app.py"
graphs=$(for name in echo fails slow counter; do printf '"%s": "./app.py:%s",' "$name" "$name"; done)
echo "{\"dependencies\": [\".\"], \"graphs\": {${graphs%,}}, \"auth\": {\"path\": \"./app.py:auth\"}}" >"$state/app/langgraph.json"

export STATE=$state KEY=$3 HOME=$state LANGSMITH_TRACING=false LANGGRAPH_CLI_NO_ANALYTICS=1
cd "$state/app"
serve "$venv/bin/python" "$port" "$state" /ok \
  "$venv/bin/langgraph" dev --host 127.0.0.1 --port "$port" --no-browser --no-reload --n-jobs-per-worker 10
