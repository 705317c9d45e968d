"""A small mail server on loopback: it keeps what it is given, and refuses or hangs up when told to."""

import contextlib
import email
import email.policy
import socketserver
from threading import Thread

OK = "250 fine"


class Talk(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            verb = line.split(b":")[0].strip().upper().decode()
            if verb == "DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                self.server.seen.append(letter)
                if self.server.answer == "hang up":
                    return
                self.say(self.server.answer)
            elif verb == "RCPT TO":
                self.say(self.server.rcpt_answer)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say(OK)


class MailServer(socketserver.ThreadingTCPServer):
    """`seen`: every letter whose text arrived, also those that were then refused."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.seen, self.answer, self.rcpt_answer = [], OK, OK
        self.port = self.server_address[1]


@contextlib.contextmanager
def mail_server():
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
