"""How gunicorn serves Samspel behind a reverse proxy: two processes of eight threads, reached over a socket."""

wsgi_app = "wsgi:create_app()"
bind = "unix:/run/samspel/web.sock"
# The socket is open to the group, which the reverse proxy belongs to; data files follow the unit's own mask.
umask = 0o007

worker_class = "gthread"
workers = 2
threads = 8
timeout = 30
graceful_timeout = 30
worker_tmp_dir = "/dev/shm"

# The application writes its own log line a request, without addresses; gunicorn says only what goes wrong.
accesslog = None
errorlog = "-"
loglevel = "warning"

control_socket_disable = True
