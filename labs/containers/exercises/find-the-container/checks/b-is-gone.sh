code=0
as_student "$STUDENT" podman container exists find-the-container-b 2>/dev/null || code=$?
case $code in
  0) echo 'it is still there' ;;
  1) echo gone ;;
  *) echo "podman ended with code $code" ;;
esac
