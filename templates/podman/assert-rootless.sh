{% include "student/session.sh" %}
as_student {{ student }} podman info --format {% raw %}'rootless={{.Host.Security.Rootless}} storage={{.Store.GraphDriverName}} cgroups={{.Host.CgroupsVersion}}'{% endraw %}
