{{ path }} try read:/proc/self/status
