# What the scripts that start a server for the tests have in common; it is sourced by them.

# installed VENV PACKAGE...: once, however many want it at the same time; PYTHON makes the venv.
installed() {
  [[ -e $1/whole ]] && return
  mkdir -p "$(dirname "$1")"
  exec 9>"$1.lock"
  flock 9
  if [[ ! -e $1/whole ]]; then
    "${PYTHON:-python3.11}" -m venv "$1"
    "$1/bin/python" -m pip install --quiet uv
    "$1/bin/python" -m uv pip install --quiet --python "$1/bin/python" "${@:2}"
    touch "$1/whole"
  fi
  exec 9>&-
}

cache() { # cache NAME: where it is kept from one time to the next
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/$1"
}

locked() { # locked PACKAGE: its version in Spark's own lock file
  sed -n "s/^$1==\([^ ;]*\).*/\1/p" "$(dirname "${BASH_SOURCE[0]}")/../../requirements.lock"
}

port_or_free() { # port_or_free PYTHON PORT: a free one for 0
  [[ $2 != 0 ]] || set -- "$1" "$("$1" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  echo "$2"
}

# serve PYTHON PORT STATE HEALTH COMMAND...: run it, say `URL=…` when HEALTH answers, and end with it.
serve() {
  local python=$1 port=$2 state=$3 health=http://127.0.0.1:$2$4
  "${@:5}" >>"$state/log" 2>&1 </dev/null &
  server=$!
  trap 'kill "$server" 2>/dev/null || true; wait "$server" || true' EXIT
  trap 'exit 143' TERM INT HUP
  for ((half = 0; half < 600; half++)); do
    kill -0 "$server" 2>/dev/null || { tail -n 20 "$state/log" >&2; exit 1; }
    if healthy "$python" "$health"; then
      echo "URL=http://127.0.0.1:$port"
      wait "$server" || true
      exit 0
    fi
    sleep 0.5
  done
  tail -n 20 "$state/log" >&2
  echo "it is not healthy after five minutes: $health" >&2
  exit 1
}

healthy() {
  "$1" - "$2" <<'PYTHON'
import sys, urllib.request
try:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=5).read()
except OSError:
    sys.exit(1)
PYTHON
}
