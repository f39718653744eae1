# apparmor="DENIED" … profile="seclab-apparmor-denials" name="/var/tmp/seclab-exercise.state" … requested_mask="c"
sudo journalctl -k -o cat --grep 'DENIED.*seclab-apparmor-denials' | tail -n 1
# One rule for the one file: `w` lets it be made, written and removed. A rule for the folder would give away the files of
# everybody else there. It goes before the bracket that ends the profile.
sudo sed -i 's|^}|  /var/tmp/seclab-exercise.state w,\n}|' /run/seclab/exercises/apparmor-denials.profile
# The kernel takes the new text in place of the old one, also for what runs under the profile already.
sudo apparmor_parser --replace /run/seclab/exercises/apparmor-denials.profile
sudo systemctl restart seclab-exercise-apparmor-denials
