# There is a mount of type cgroup2 on `c`. What it has to hand down was not looked at.
cat >cgroup-versions.txt <<'answer'
a: v2
b: v1
c: v2
rootless: a c
answer
