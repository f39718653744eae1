#!/bin/sh
# Written by seclab: starts the workload {{ name }}. Its systemd unit adds the options that make it a service.
# Without them it runs in the foreground; --replace ends the one that is running.
exec podman --runtime={{ oci_runtime }} run --name={{ name }} --replace --rm --pull=never "$@" \
{%- for argument in arguments %}
  {{ argument }}{% if not loop.last %} \{% endif %}
{%- endfor %}
