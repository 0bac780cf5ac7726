#!/usr/bin/env bash
# one_node_slurm.sh DIRECTORY COMMAND...: starts a Slurm of this machine alone, with its files in an empty directory,
# and runs a command to which it is the cluster. However that ends, all of it ends too: it lives in a space of process
# numbers of its own. Exit code: of the command; 77 if Slurm cannot be started here, with the reason on standard
# output.
set -uo pipefail

skip() {
    printf 'no Slurm here: %s\n' "$1"
    exit 77
}

if [ "${ONE_NODE_SLURM:-}" != inside ]; then
    for tool in munged slurmctld slurmd sbatch unshare; do
        command -v "$tool" > /dev/null 2>&1 || [ -x "/usr/sbin/$tool" ] || skip "$tool is not installed"
    done
    [ "$(id -u)" = 0 ] || skip "it is started as root"
    unshare --pid --fork --kill-child --mount-proc true 2> /dev/null || skip "unshare --pid is not allowed"
    ONE_NODE_SLURM=inside exec unshare --pid --fork --kill-child --mount-proc "$BASH" "$0" "$@"
fi

PATH=$PATH:/usr/sbin
cd "$1" || exit 1
shift
directory=$PWD
mkdir -p state spool

free_port() { # a port of this machine that nobody listens on
    local port
    for ((attempt = 0; attempt < 100; ++attempt)); do
        port=$((20000 + RANDOM))
        (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
    done
    printf '%s' "$port"
}

(umask 077 && head -c 1024 /dev/urandom > munge.key)
cat > slurm.conf << END
ClusterName=one
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
AuthType=auth/munge
AuthInfo=socket=$directory/munge.socket,cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$directory/state
SlurmdSpoolDir=$directory/spool
SlurmctldPidFile=$directory/slurmctld.pid
SlurmdPidFile=$directory/slurmd.pid
SlurmctldLogFile=$directory/slurmctld.log
SlurmdLogFile=$directory/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0
SchedulerTimeSlice=5
KillWait=2
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF=$directory/slurm.conf

munged --force --foreground --num-threads=1 --key-file="$directory/munge.key" --socket="$directory/munge.socket" \
    --pid-file="$directory/munge.pid" --log-file="$directory/munge.log" --seed-file="$directory/munge.seed" \
    > munged.out 2>&1 &
for ((k = 0; k < 100; ++k)); do [ -S munge.socket ] && break; sleep 0.1; done
slurmctld -D -f slurm.conf > slurmctld.out 2>&1 &
slurmd -D -f slurm.conf > slurmd.out 2>&1 &
for ((k = 0; k < 150; ++k)); do
    [ "$(sinfo --noheader --format=%T 2> /dev/null)" = idle ] && break
    sleep 0.2
done
if [ "$(sinfo --noheader --format=%T 2> /dev/null)" != idle ]; then
    skip "its node is not ready: $(tail -n 3 ./*.log ./*.out 2>&1 | tr '\n' ' ')"
fi
"$@"
