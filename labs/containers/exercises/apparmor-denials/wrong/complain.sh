# It works, because the profile only logs now.
sudo apparmor_parser --replace --Complain /run/seclab/exercises/apparmor-denials.profile
sudo systemctl restart seclab-exercise-apparmor-denials
