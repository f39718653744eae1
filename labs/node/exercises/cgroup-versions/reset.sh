rm -rf /run/seclab/exercises/cgroup-versions.d
# As the student: what lies in the home folder is the student's, and may be a link to anywhere.
as_student "$STUDENT" sh -c 'rm -f "$HOME/cgroup-versions.txt"'
