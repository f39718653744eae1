tr '\t' ' ' <{{ path }}
