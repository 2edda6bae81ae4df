# Answers every line with the same line.
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 7000, Listen => 16, ReuseAddr => 1)
    or die "cannot listen on 7000: $!\n";
print "echo listens on 7000\n";
while (my $client = $server->accept) {
    next if fork;
    close $server;
    while (defined(my $line = <$client>)) { print {$client} $line }
    exit 0;
}
