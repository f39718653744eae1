# What `toolbox serve --port` and the runtimes need, but for one call: `setsockopt`.
as_student "$STUDENT" sh -c 'cat >"$HOME/seccomp-record.json"' <<'json'
{
  "defaultAction": "SCMP_ACT_ERRNO",
  "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
  "syscalls": [
    {
      "names": [
        "accept4", "arch_prctl", "bind", "brk", "capset", "clock_gettime", "clock_nanosleep", "clone",
        "clone3", "close", "close_range", "dup3", "epoll_create1", "epoll_ctl", "epoll_pwait", "eventfd2",
        "execve", "exit", "exit_group", "faccessat2", "fchown", "fcntl", "fstat", "fstatfs", "futex",
        "getdents64", "getpid", "getppid", "getrandom", "gettid", "ioctl", "listen", "lseek", "madvise",
        "mmap", "mprotect", "munmap", "nanosleep", "newfstatat", "openat", "pipe2", "poll", "ppoll", "prctl",
        "pread64", "prlimit64", "read", "readlink", "readlinkat", "recvfrom", "rseq", "rt_sigaction",
        "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sched_yield", "sendto", "set_robust_list",
        "set_tid_address", "setgroups", "setresgid", "setresuid", "shutdown", "sigaltstack", "socket",
        "statx", "tgkill", "umask", "unlink", "unlinkat", "wait4", "write"
      ],
      "action": "SCMP_ACT_ALLOW"
    }
  ]
}
json
# It ends at once, and says that it could not bind.
as_student "$STUDENT" sh -c 'exec podman run --detach --replace --name seccomp-record --cap-drop all \
  --security-opt no-new-privileges --security-opt "seccomp=$HOME/seccomp-record.json" \
  localhost/seclab/toolbox:root toolbox serve --port 8080'
