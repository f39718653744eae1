aa-exec -p {{ name }} -- {{ toolbox }} try{% for action in actions %} {{ action }}{% endfor %} | tr '\n' ';'
