#!/bin/sh
# A slow answer of Apache: sleeps QUERY_STRING seconds.
sleep "${QUERY_STRING#slow=}"
printf 'Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nend\n'
