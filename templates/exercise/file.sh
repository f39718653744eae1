if [ -L {{ path }} ]; then
  echo "a link to $(readlink {{ path }})"
elif [ -e {{ path }} ]; then
  stat -c '%a %U:%G' {{ path }}
else
  echo absent
fi
