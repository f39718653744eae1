install_program {{ path }} "$payload"
