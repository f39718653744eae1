if [ -d /run/cloud-init ] && [ ! -e /run/cloud-init/disabled ]; then
  if [ -e /run/cloud-init/result.json ]; then say state done; else say state running; fi
else
  say state absent
fi
