# FastCGI 1.0, as much of it as one request at a time on a connection needs.
package DemoFastCgi;
use strict;
use warnings;

use constant {
    BEGIN_REQUEST => 1, ABORT_REQUEST => 2, END_REQUEST => 3,
    PARAMS => 4, STDIN_STREAM => 5, STDOUT_STREAM => 6,
    MOST_CONTENT => 65528, MOST_PARAMS => 1 << 20,
};

# Reads one request and answers it with what that function makes of its parameters. Whoever hangs
# up or sends nonsense gets nothing. Tells whether the connection stays for another request.
sub serve {
    my ($client, $answer_to) = @_;
    my ($id, $params, $has_params, $has_input, $keep) = (0, '', 0, 0, 0);
    while (!$has_params || !$has_input) {
        my ($type, $of, $content) = read_record($client) or return;
        if ($type == BEGIN_REQUEST) {
            ($id, $keep) = ($of, (unpack 'nC', $content)[1] & 1);
        } elsif ($of != $id || $type == ABORT_REQUEST) {
            return;
        } elsif ($type == PARAMS) {
            $has_params ||= $content eq '';
            $params .= $content;
            return if length $params > MOST_PARAMS;
        } elsif ($type == STDIN_STREAM) {
            $has_input ||= $content eq '';
        }
    }
    my %param = pairs($params) or return;
    my $answer = $answer_to->(%param);
    my $out = '';
    for (my $at = 0; $at < length $answer; $at += MOST_CONTENT) {
        $out .= record(STDOUT_STREAM, $id, substr $answer, $at, MOST_CONTENT);
    }
    $out .= record(STDOUT_STREAM, $id, '') . record(END_REQUEST, $id, pack 'NCx3', 0, 0);
    write_all($client, $out);
    return $keep;
}

sub record {
    my ($type, $id, $content) = @_;
    my $padding = -length($content) & 7;
    return pack('CCnnCx', 1, $type, $id, length $content, $padding) . $content . "\0" x $padding;
}

sub read_record {
    my ($client) = @_;
    my $head = read_exactly($client, 8) // return;
    my ($version, $type, $id, $length, $padding) = unpack 'CCnnC', $head;
    return if $version != 1;
    my $content = read_exactly($client, $length) // return;
    read_exactly($client, $padding) // return;
    return ($type, $id, $content);
}

sub pairs {
    my ($bytes) = @_;
    my ($at, @pairs) = (0);
    while ($at < length $bytes) {
        my @length;
        for (1 .. 2) {
            return if $at >= length $bytes;
            my $long = ord(substr $bytes, $at, 1) >= 128;
            return if $long && $at + 4 > length $bytes;
            push @length, $long ? unpack('N', substr $bytes, $at, 4) & 0x7FFFFFFF
                                : ord substr $bytes, $at, 1;
            $at += $long ? 4 : 1;
        }
        return if $at + $length[0] + $length[1] > length $bytes;
        push @pairs, substr($bytes, $at, $length[0]), substr($bytes, $at + $length[0], $length[1]);
        $at += $length[0] + $length[1];
    }
    return @pairs;
}

# A signal may end a read or a write early: then it goes on where it was.
sub read_exactly {
    my ($client, $length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        my $read = sysread $client, $bytes, $length - length $bytes, length $bytes;
        next if !defined $read && $!{EINTR};
        return if !$read;
    }
    return $bytes;
}

sub write_all {
    my ($client, $bytes) = @_;
    my $at = 0;
    while ($at < length $bytes) {
        my $written = syswrite $client, $bytes, length($bytes) - $at, $at;
        next if !defined $written && $!{EINTR};
        return if !$written;
        $at += $written;
    }
}

1;
