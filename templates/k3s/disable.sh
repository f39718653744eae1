name={{ service }}
remember service "$name" "$(systemctl is-enabled "$name" 2>/dev/null || :) $(systemctl is-active "$name" 2>/dev/null || :)"
systemctl disable --now "$name"
