install_link {{ link }} {{ unit_path }}
systemctl daemon-reload
systemctl restart {{ unit }}
