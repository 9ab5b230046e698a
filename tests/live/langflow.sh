#!/usr/bin/env bash
# A LangFlow to test against, with authentication on: it listens on this machine only, and ends with this script.
#
#   langflow.sh [PORT [STATE]]
#
# PORT is a free one when not given (or 0); STATE is a folder for its data, to start again on the same data.
# When it is healthy, one line `URL=…` is printed; then the script waits until the server ends. Its only user is
# SPARK_LANGFLOW_USER (ana) with SPARK_LANGFLOW_PASSWORD.
# LangFlow is installed once into SPARK_LANGFLOW_VENV (~/.cache/langflow-venv); PYTHON makes that venv.
set -euo pipefail
source "$(dirname "$0")/serve.sh"

venv=${SPARK_LANGFLOW_VENV:-$(cache langflow-venv)}
installed "$venv" langflow
port=$(port_or_free "$venv/bin/python" "${1:-0}")
state=${2:-$(mktemp -d)}
mkdir -p "$state/config" "$state/outbox"

# Without pretty logs: each failing flow would cost LangFlow 5 to 17 seconds of drawing its traceback.
export LANGFLOW_AUTO_LOGIN=false LANGFLOW_SUPERUSER=${SPARK_LANGFLOW_USER:-ana} \
  LANGFLOW_SUPERUSER_PASSWORD=${SPARK_LANGFLOW_PASSWORD:-a-password-of-tests} LANGFLOW_PRETTY_LOGS=false \
  LANGFLOW_CREATE_STARTER_PROJECTS=false LANGFLOW_CONFIG_DIR=$state/config \
  LANGFLOW_DATABASE_URL=sqlite:///$state/langflow.db LANGFLOW_TELEMETRY_WRITER_OUTBOX_DIR=$state/outbox \
  DO_NOT_TRACK=true LITELLM_LOCAL_MODEL_COST_MAP=True SPARK_TEST_STATE=$state

serve "$venv/bin/python" "$port" "$state" /health_check \
  "$venv/bin/langflow" run --host 127.0.0.1 --port "$port" --backend-only --no-open-browser
