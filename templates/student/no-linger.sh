loginctl disable-linger {{ name }}
forget linger {{ name }}
