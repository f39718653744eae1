remember user {{ name }} absent
useradd --create-home --shell /bin/bash -- {{ name }}
