
phase={{ phase }}
