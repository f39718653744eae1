{% set subject = to %}{% include "workloads/running.sh" -%}
# Its address, as its own network has it.
address=
while read -r number name family cidr rest; do
  case $family$name in inetlo) ;; inet*) [ "$address" ] || address=${cidr%/*} ;; esac
done <<list
$(nsenter --net="/proc/$first/ns/net" ip -4 -oneline address)
list
[ "$address" ] || { echo "it has no address"; exit 1; }
{% set subject = from %}{% include "workloads/running.sh" -%}
said=$({{ toolbox }} as "$first" "connect:$address:"{{ port }})
echo "${said##* }"
