# What belongs to no namespace. All else goes with the namespace.
as_student "$STUDENT" kubectl delete --ignore-not-found clusterrolebinding,clusterrole who-may-do-what
