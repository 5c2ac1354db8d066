# The parent of a server: serves it as long as standard input is open, then stops it and removes its folder.
# POSIX sh, with nothing but cat, sed, tr, grep, mv, rm and sleep (and ps where there is no /proc).
#
# $1 is the folder. In it: `pid` of the server, `ended` (its exit status) once it has, `log` of the last command,
# `shutdown-signal` (the name of the signal that ends the server in order; without the file it is killed),
# `after-kill` (commands for what a killed server cannot clean up itself).
# Each line of standard input is a verb and a quoted command; each is answered with a line, the exit status.

folder=$1
cd "$folder" || exit 1
PATH=$PATH:/usr/bin:/bin

# Only the end of the input ends us. Without PIPE an answer that nobody reads would.
trap '' HUP INT QUIT TERM PIPE

state() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null || ps -o stat= -p "$1"
}

# A process that has ended but that its parent has not asked about (as a container's init may never do) is gone.
alive() {
    kill -0 "$1" 2>/dev/null || return 1
    case $(state "$1") in
        Z*) return 1 ;;
    esac
}

# The id of the server, if it runs. The system may have given the id to another program since:
# ours has the path of the folder on its command line.
server() {
    [ -s pid ] && read -r id <pid && alive "$id" &&
        { cat "/proc/$id/cmdline" 2>/dev/null || ps -ww -o args= -p "$id"; } |
        # BusyBox's grep stops at the first of the zero bytes that divide the arguments.
        tr '\0' ' ' | grep -qF -e "$folder" && echo "$id"
}

children() {
    if [ -r /proc/self/stat ]; then
        cat /proc/[0-9]*/stat 2>/dev/null | sed -n "s/^\([0-9]*\) (.*) [A-Za-z] $1 .*/\1/p"
    else
        ps -A -o ppid= -o pid= | while read -r parent child; do
            [ "$parent" != "$1" ] || echo "$child"
        done
    fi
}

# Waits until none of the processes is left, for fiftieths of a second.
gone() {
    fiftieths=$1
    shift
    for process in "$@"; do
        while alive "$process"; do
            [ "$fiftieths" -gt 0 ] || return 1
            fiftieths=$((fiftieths - 1))
            sleep 0.02
        done
    done
}

# All at once. A stopped parent neither starts new children nor tells the others that one is gone.
kill_now() {
    parent=$(server) || return 0
    kill -STOP "$parent"
    all="$parent $(children "$parent")"
    # The ids are words of their own.
    # shellcheck disable=SC2086
    { kill -KILL $all; gone 500 $all; }
    [ ! -f after-kill ] || . ./after-kill
}

stop() {
    running=$(server) || return 0
    if [ -s shutdown-signal ] && read -r signal <shutdown-signal; then
        kill -"$signal" "$running"
        ! gone 250 "$running" || return 0
    fi
    kill_now
}

# Waits until the server has stopped: until then it may still answer.
pause() {
    running=$(server) && kill -STOP "$running" || return
    while alive "$running"; do
        case $(state "$running") in
            T*) return ;;
        esac
        sleep 0.01
    done
    return 1
}

resume() {
    running=$(server) && kill -CONT "$running"
}

# The server is the child of a shell that waits for it, because this one waits for its input.
serve() {
    # A server before this one was killed, and the shell that waited for it may not have told so yet.
    wait
    rm -f pid ended
    (
        # Neither the lock (standard error) nor the answers are its business.
        exec >/dev/null 2>&1
        eval "exec $1" >log 2>&1 </dev/null &
        echo $! >pid.new && mv pid.new pid
        wait $!
        echo $? >ended.new && mv ended.new ended
    ) &
    until [ -s pid ]; do sleep 0.01; done
}

while read -r verb command; do
    case $verb in
        run) eval "$command" >log 2>&1 </dev/null ;;
        serve) serve "$command" ;;
        kill) kill_now ;;
        pause) pause ;;
        resume) resume ;;
    esac
    echo $?
done

stop
cd /
# A process that was told to end may still write: once more, then.
rm -rf "$folder" || { sleep 0.5; rm -rf "$folder"; }
