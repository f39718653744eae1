for module in{% for module in modules %} {{ module }}{% endfor %}; do
  if [ -d "/sys/module/$module" ]; then say loaded "$module"; else missing=yes; fi
done
# Modules that are built in and have no parameters show no folder.
if [ "${missing:-}" ]; then
  IFS= read -r release </proc/sys/kernel/osrelease
  sed -n 's|.*/\([^/]*\)\.ko$|kernel.builtin=\1|p' "/lib/modules/$release/modules.builtin" 2>/dev/null
fi
{% if sysctls %}# Not by the shell's read: it takes single bytes, and /proc/sys gives lists of numbers in one read only.
say_lines sysctl "$(grep -sH ''{% for sysctl in sysctls %} {{ sysctl.path }}{% endfor %})"
{% endif %}