phase=node
say end ''
