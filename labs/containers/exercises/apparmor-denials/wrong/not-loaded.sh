# The file is right, but the kernel still has the profile that was loaded from it before.
sudo sed -i 's|^}|  /var/tmp/seclab-exercise.state w,\n}|' /run/seclab/exercises/apparmor-denials.profile
sudo systemctl restart seclab-exercise-apparmor-denials
