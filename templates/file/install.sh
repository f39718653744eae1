install_file {{ path }} {{ mode }} {{ owner }} {{ text }}
