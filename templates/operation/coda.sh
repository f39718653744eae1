rm -f /run/seclab/operation
