systemctl daemon-reload
remember manager {{ name }} restarted
uid=$(id -u {{ name }})
systemctl restart "user@$uid.service"
# What this restart did not bring, no other under the same boot will.
rm -f /run/seclab/restarted-in-vain
wanted={{ controllers }}
IFS= read -r boot </proc/sys/kernel/random/boot_id
IFS= read -r has <"/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/cgroup.controllers" || has=
for controller in $wanted; do
  case " $has " in
  *" $controller "*) ;;
  *) printf '%s %s\n' "$boot" "$wanted" >/run/seclab/restarted-in-vain ;;
  esac
done
