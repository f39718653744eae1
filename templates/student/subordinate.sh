# Not by usermod: it refuses while the user has a process.
remember {{ file }} {{ name }} {{ before }}
set_subordinate {{ file }} {{ name }} {{ after }}
