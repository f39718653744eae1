# Root's Podman confines it by a profile of its own when none is named. That one lets it write nearly everywhere.
sudo podman run --detach --replace --name apparmor-rootless --network none --cap-drop all localhost/seclab/toolbox:root toolbox serve
