"""A proxy between tongbid and PostgreSQL that cuts, delays and fragments: Unix socket to Unix socket."""

import contextlib
import os
import pathlib
import shutil
import socket
import tempfile
import threading


class Proxy:
    """Listens in `directory` as PostgreSQL would. The knobs may be turned at any time.

    fragment   at most so many bytes are passed on at once (None: as they come)
    delay_s    each piece waits so long before it goes on
    refusing   connections are accepted and closed at once
    """

    def __init__(self, target_directory):
        self.target = str(pathlib.Path(target_directory) / ".s.PGSQL.5432")
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="tongbi-proxy-", dir="/tmp"))
        self.fragment = None
        self.delay_s = 0.0
        self.refusing = False
        self._cut_after = {"up": None, "down": None}
        self._lock = threading.Lock()
        self._links = set()
        self._closing = threading.Event()
        self.cuts = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.directory / ".s.PGSQL.5432"))
        os.chmod(self.directory / ".s.PGSQL.5432", 0o777)
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, count, direction="up"):
        """Once `count` more bytes went up (to PostgreSQL) or down, every connection is cut."""
        with self._lock:
            self._cut_after[direction] = count

    def forget_cut(self):
        with self._lock:
            self._cut_after = {"up": None, "down": None}

    def cut_all(self):
        with self._lock:
            links, self._links = self._links, set()
            self.cuts += bool(links)
        for link in links:
            for end in link:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._closing.set()
        self.cut_all()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _accept(self):
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.refusing:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.target)
            except OSError:
                client.close()
                server.close()
                continue
            link = (client, server)
            with self._lock:
                self._links.add(link)
            for source, sink, direction in ((client, server, "up"), (server, client, "down")):
                threading.Thread(target=self._pump, args=(link, source, sink, direction), daemon=True).start()

    def _allowed(self, count, direction):
        """How many of `count` bytes may pass, and whether the cut is due then."""
        with self._lock:
            left = self._cut_after[direction]
            if left is None or count < left:
                if left is not None:
                    self._cut_after[direction] = left - count
                return count, False
            self._cut_after[direction] = None
            return left, True

    def _pump(self, link, source, sink, direction):
        with contextlib.suppress(OSError):
            while True:
                data = source.recv(self.fragment or 65536)
                if not data:
                    break
                if self.delay_s:
                    self._closing.wait(self.delay_s)
                count, cut = self._allowed(len(data), direction)
                sink.sendall(data[:count])
                if cut:
                    self.cut_all()
                    break
        for end in link:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        if direction == "up":
            with self._lock:
                self._links.discard(link)
