path={{ path }}
# Not of the kind `file`: those are hashed at each look.
if ! grep -qsF -- "program$tab$path$tab" "$inventory"; then
  if [ -e "$path" ]; then
    kept=/var/lib/seclab/before/$(printf %s "$path" | sha256sum | cut -c 1-32)
    cp -a --remove-destination -- "$path" "$kept"
    remember program "$path" "$kept"
  else
    install_folder "$(dirname -- "$path")"
    remember program "$path" absent
  fi
fi
install -d -m 0755 /var/lib/seclab/programs
mark=/var/lib/seclab/programs/${path##*/}
rm -f -- "$mark"
chown root:root "$payload"
chmod 0755 "$payload"
mv -fT -- "$payload" "$path"
printf '%s %s\n' {{ sha256 }} "$(stat -c '%s %Z %i %a %U:%G %F' -- "$path")" >"$mark"
