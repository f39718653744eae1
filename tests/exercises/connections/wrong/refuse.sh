sudo nsenter --net="/proc/$(pgrep -f "^toolbox serve .*connections$")/ns/net" iptables -A INPUT -p tcp --dport 8082 -j REJECT --reject-with tcp-reset
