home=$(useradd -D | sed -n 's/^HOME=//p')/{{ name }}
# A home that is there already is somebody's.
if [ -e "$home" ]; then remember user {{ name }} home; else remember user {{ name }} absent; fi
useradd --create-home --shell /bin/bash -- {{ name }}
