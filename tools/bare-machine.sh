#!/usr/bin/env bash
#
# Runs both commands of the README on a bare machine: a new Debian with Node and git, and nothing else.
# Needs root on Debian, with debootstrap and slirp4netns. Prints how long each command took.
#
#   tools/bare-machine.sh                   nothing answers at the ports of Redis and PostgreSQL
#   tools/bare-machine.sh --with-servers    what runs on this machine answers
#   tools/bare-machine.sh --user            not as root
#
# BARE_MACHINE=<folder> keeps the Debian there, as it was before for the next time; TEST_COMMAND replaces `npm test`.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

with_servers=no user=root
for argument in "$@"; do
  case $argument in
    --with-servers) with_servers=yes ;;
    --user) user=developer ;;
    *) echo "unknown argument: $argument" >&2 && exit 2 ;;
  esac
done

folder="${BARE_MACHINE:-$(mktemp -d)}"
root="$folder/root"
mkdir -p "$folder"

# Only the repository as it is committed gets in.
build_root() {
  if [[ ! -d $folder/debian ]]; then
    debootstrap --variant=minbase --include=git,ca-certificates bookworm "$folder/debian.new" >"$folder/debootstrap.log"
    mv "$folder/debian.new" "$folder/debian"
  fi
  rm -rf "$root"
  cp -a "$folder/debian" "$root"
  local npm
  npm="$(dirname "$(dirname "$(realpath "$(command -v npm)")")")"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp "$(node -p process.execPath)" "$root/usr/local/bin/node"
  cp -a "$npm" "$root/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  # Of debootstrap's variants, the smallest has no name for the machine itself.
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$root/etc/hosts"
  # What this machine trusts, in case that it is behind a proxy.
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  chroot "$root" useradd --create-home developer
  git clone --quiet --no-hardlinks "file://$PWD" "$root/srv/nestjs-newpay"
  [[ $user == root ]] || chroot "$root" chown -R "$user" /srv
}

# Runs in the new Debian.
commands() {
  cat <<'INSIDE'
set -uo pipefail
cd /srv/nestjs-newpay
export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
status=0

# The processor time tells more than the clock where other things run, too.
TIMEFORMAT='%0R s (processor: %0U s + %0S s)'
timed() {
  local code=0
  { time "$@" >/srv/log 2>&1 </dev/null || code=$?; } 2>/srv/time
  cat /srv/log
  printf '==> %s: %s, %s lines, exit code %s\n\n' "$*" "$(cat /srv/time)" "$(wc -l </srv/log)" "$code"
  ((code == 0)) || status=1
}

until_the_shop_answers() {
  local address pid attempt
  npm start &
  pid=$!
  for attempt in {1..600}; do
    address="$(sed --quiet 's/^The shop is open: //p' /srv/log)"
    if [[ -n $address ]] && node -e '
      fetch(process.argv[1]).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1));
    ' "$address"; then
      kill -- "-$pid"
      wait "$pid"
      echo "the page at $address was there"
      return 0
    fi
    kill -0 "$pid" || return 1
    sleep 0.5
  done
  kill -- "-$pid"
  return 1
}

set -m
timed npm ci
timed until_the_shop_answers
timed $TEST_COMMAND
exit "$status"
INSIDE
}

enter() {
  local pid_file="$folder/pid" code=0 isolated=(--mount --pid --fork --kill-child)
  [[ $with_servers == yes ]] || isolated+=(--net)
  commands >"$root/srv/commands.sh"
  rm -f "$pid_file"
  unshare "${isolated[@]}" bash -c '
    set -e
    root=$1 user=$2 test_command=$3
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/tmp"
    [[ $4 == yes ]] || { ip link set lo up; for i in {1..100}; do ip route | grep -q default && break; sleep 0.1; done; }
    exec chroot --userspec="$user" "$root" env -i "HOME=$(chroot "$root" sh -c "echo ~$user")" \
      PATH=/usr/local/bin:/usr/bin:/bin TERM=dumb "TEST_COMMAND=$test_command" bash /srv/commands.sh
  ' bare "$root" "$user" "${TEST_COMMAND:-npm test}" "$with_servers" &
  local outer=$! network=
  if [[ $with_servers != yes ]]; then
    # A network of its own, in which 127.0.0.1 is another machine's; what is outside is reached as usual.
    sleep 1
    slirp4netns --configure --disable-host-loopback --mtu=65520 "$outer" tap0 >/dev/null 2>&1 &
    network=$!
  fi
  wait "$outer" || code=$?
  [[ -z $network ]] || kill "$network" 2>/dev/null || true
  return "$code"
}

build_root
echo "Node $(node --version) on Debian $(cat "$root/etc/debian_version"), as $user, servers of this machine: $with_servers"
code=0
enter || code=$?
[[ -n ${BARE_MACHINE:-} ]] || rm -rf "$folder"
exit "$code"
