has=$(systemctl show --property DelegateControllers --value "user@$(id -u "$STUDENT").service")
missing=
for controller in cpu cpuset io memory pids; do
  case " $has " in
    *" $controller "*) ;;
    *) missing="$missing $controller" ;;
  esac
done
echo "missing:${missing:- none}"
