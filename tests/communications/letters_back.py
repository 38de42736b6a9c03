"""Reports as mail servers write them."""

DSN = """\
From: MAILER-DAEMON@mx.example.net
To: unisono@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver your mail.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status}
 No such person

--b
Content-Type: {original}

From: unisono@localhost
To: {address}
Message-ID: {name}
Subject: Aihe

--b--
"""
COMPLAINT = """\
From: fbl@mail.example.net
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

A complaint.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1

--b
Content-Type: message/rfc822

Message-ID: {name}
Subject: Aihe

Text.
--b--
"""


def dsn(name: str, status: str = "5.1.1", action: str = "failed", **changes: str) -> bytes:
    fields = {"address": "reader@example.org", "original": "text/rfc822-headers"} | changes
    return DSN.format(name=name, status=status, action=action, **fields).encode()


def complaint(name: str) -> bytes:
    return COMPLAINT.format(name=name).encode()
