# The exit code tells too little (recoverable warnings are 2 in some releases, 0 or 1 in others): the caller looks again.
cloud-init status --wait --long || :
[ -e /run/cloud-init/result.json ]
