# A page that asks the echo service and shows its answer.
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 8000, Listen => 16, ReuseAddr => 1)
    or die "cannot listen on 8000: $!\n";
print "web listens on 8000\n";

sub ask_echo {
    my $echo = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 7000, Timeout => 2) or return "no echo: $!";
    print {$echo} "hello from your workspace\n";
    my $answer = <$echo>;
    chomp $answer;
    return $answer;
}

while (my $client = $server->accept) {
    next if fork;
    close $server;
    my $request = <$client> // '';
    while (defined(my $header = <$client>)) { last if $header =~ /^\r?\n$/ }
    my $body = $request =~ m{^GET /health } ? "ok\n" : "<!doctype html><title>Hello</title><h1>" . ask_echo() . "</h1>\n";
    my $type = $request =~ m{^GET /health } ? 'text/plain' : 'text/html';
    print {$client} "HTTP/1.0 200 OK\r\nContent-Type: $type\r\nContent-Length: " . length($body)
        . "\r\nConnection: close\r\n\r\n$body";
    exit 0;
}
