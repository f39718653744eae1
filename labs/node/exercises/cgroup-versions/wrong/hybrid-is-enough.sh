# The versions are right. But a hybrid does not do: v1 has taken the controllers.
cat >cgroup-versions.txt <<'answer'
a: v2
b: v1
c: hybrid
rootless: a c
answer
